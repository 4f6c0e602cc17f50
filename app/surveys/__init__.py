"""The satisfaction questionnaire of an event, anonymous by construction (docs/adr)."""
