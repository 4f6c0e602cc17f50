"""The partner directory."""
