"""Meetings of groups: dates proposed, people convoked, their answers."""
