"""What the worker does about the letter box, minute after minute."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from flask import current_app

from app.inbox.mailbox import MailboxError, fetch_new
from app.inbox.services import receive
from app.kernel import clock
from app.kernel.db import in_transaction

logger = logging.getLogger(__name__)
# After a failure: a server that does not answer must not hold up the mails that leave.
PAUSE: Final = timedelta(minutes=10)
_not_before: dict[str, datetime] = {}


def fetch(url: str) -> int:
    """Read all that has arrived, each mail in a transaction of its own; how many."""
    return fetch_new(url, lambda raw: in_transaction(lambda: receive(raw)))


def fetch_if_any() -> None:
    """The worker's turn; nothing where no letter box is set, nor for a while after a failure."""
    url = current_app.extensions["synergies_settings"].inbox_url
    now = clock.now()
    if not url or now < _not_before.get(url, now):
        return
    try:
        fetch(url)
    except MailboxError as problem:
        _not_before[url] = now + PAUSE
        logger.error("inbox: %s", problem)  # noqa: TRY400  # nothing in a trace helps
