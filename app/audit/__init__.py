"""The append-only journal: who did what, to what, from what to what, and why."""
