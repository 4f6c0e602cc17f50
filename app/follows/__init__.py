"""Following a group: each thing, once a week, or nothing beyond what must be told."""
