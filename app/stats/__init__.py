"""Statistics, territories and the year at a glance: what the features below hold, counted live."""
