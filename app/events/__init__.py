"""Conferences, study days, group meetings: their dates, places, programme and pools of seats."""
