"""Reading messages: to whom, what became of them, and the texts to start from."""

from __future__ import annotations

from app.mailings.queries.audience import Audience, Reach, key_of, reach
from app.mailings.queries.listing import (
    Progress,
    mailing_of,
    mailing_to_run,
    mailings_of,
    outcome,
    progress_of,
    template_of,
    template_to_remove,
    templates,
)

__all__ = [
    "Audience",
    "Progress",
    "Reach",
    "key_of",
    "mailing_of",
    "mailing_to_run",
    "mailings_of",
    "outcome",
    "progress_of",
    "reach",
    "template_of",
    "template_to_remove",
    "templates",
]
