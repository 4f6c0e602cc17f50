"""Loading a programme from a sourced YAML file, without ever undoing what the team completed."""
