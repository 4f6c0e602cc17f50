"""People who sign in: accounts, global roles, one-time links."""
