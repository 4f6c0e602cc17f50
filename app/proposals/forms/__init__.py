"""Forms of proposals: shape and wording; the rules are in the services."""
