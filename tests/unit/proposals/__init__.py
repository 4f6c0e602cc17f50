"""Proposals without a database."""
