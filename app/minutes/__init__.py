"""Minutes (comptes rendus) of meetings and the decisions they record."""
