"""Where somebody arrives after signing in: the page of their work, which higher features know."""

from __future__ import annotations

from flask import url_for

from app.kernel.bus import Question

# The address of the page where the work of this account waits; empty for none of its own.
work_page: Question[int, str] = Question("")


def landing(account_id: int | None) -> str:
    """The address to go to when no page was asked for."""
    found = work_page(account_id) if account_id is not None else ""
    return found or url_for("accounts.own")
