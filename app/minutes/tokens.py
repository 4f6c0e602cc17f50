"""Private links about minutes: derived from the secret key, the rows keep only their hash."""

from __future__ import annotations

from app.kernel.links import derive_token


def action_token(public_id: str) -> str:
    """Opens one action, for whoever it was given to."""
    return derive_token("action", public_id)


def reader_token(circulation_id: int, email_key: str) -> str:
    """Opens one circulated text, for somebody present who is no member."""
    return derive_token("minutes-reader", f"{circulation_id}:{email_key}")
