"""Printed pages (PDF/UA-1): what a feature hands to paper, and nothing of what it means."""
