"""iCalendar feeds: public, per group, per event, and private per person."""
