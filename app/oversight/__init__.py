"""What looks over every feature: people's own data, how long they are kept, the journal's words."""
