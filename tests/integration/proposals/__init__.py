"""Proposals, through their services and their pages."""
