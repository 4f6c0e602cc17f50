"""Search over everything that everyone may read: meetings, groups, minutes, proposals, measures."""
