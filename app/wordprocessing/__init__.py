"""Texts written elsewhere (DOCX, ODT) as Markdown that keeps their structure."""
