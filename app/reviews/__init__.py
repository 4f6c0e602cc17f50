"""The annual review (bilan)."""
