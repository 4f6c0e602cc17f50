"""Working groups and the dated mandates of their people."""
