"""Reminders before an event, to those who have a seat."""
