"""A worker that lives renews the leases of what it holds; one that was killed does not.

So a lease can be short, and a batch abandoned by a dead worker is taken over within seconds, while
a server that takes half a minute to answer costs nobody their row.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from app.kernel.db import db
from app.outbox import delivery
from app.outbox.models import OutboxMessage

logger = logging.getLogger(__name__)
# Several times within a lease: one renewal may be late.
EVERY_SECONDS: Final = delivery.LEASE.total_seconds() / 4


@contextmanager
def renewed(rows: Sequence[OutboxMessage]) -> Iterator[list[OutboxMessage]]:
    """Renew the leases of a batch in a thread of its own; take out of the list what is settled."""
    held, done = list(rows), threading.Event()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug's own proxy
    keeper = threading.Thread(target=_renew, args=(app, held, done), daemon=True)
    keeper.start()
    try:
        yield held
    finally:
        done.set()
        keeper.join()


def _renew(app: Flask, held: list[OutboxMessage], done: threading.Event) -> None:
    while not done.wait(EVERY_SECONDS):
        with app.app_context():
            try:
                delivery.renew(list(held))
            except SQLAlchemyError as error:
                # The database restarts or is busy: the lease goes on, or another worker takes over.
                logger.error("leases: %s", type(error).__name__)  # noqa: TRY400
            finally:
                db.session.remove()
