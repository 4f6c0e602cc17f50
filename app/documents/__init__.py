"""Stored files: content-addressed, sniffed, served as attachments."""
