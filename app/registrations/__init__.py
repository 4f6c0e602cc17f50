"""Registrations: claims on pools of seats, waiting lists, promotion in order of arrival."""
