"""Telling those who run an event that it fills up, at 50, 80 and 100 %, each level once; and that
registrations come in faster than usual.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.events.models import Event, Pool
from app.events.seats import PoolFill
from app.kernel.db import db
from app.registrations import emails
from app.registrations.allocation import fills_of

LEVELS = (50, 80, 100)


def levels_passed(fill: PoolFill) -> list[int]:
    """The levels reached and not told yet; seats kept aside are not for those who register."""
    if not fill.capacity:
        return []
    offered = fill.capacity - fill.held
    return [
        level for level in LEVELS if level > fill.alerted and fill.taken * 100 >= level * offered
    ]


def tell_fill(event: Event, fills: Iterable[PoolFill] | None = None) -> None:
    """Tell each level that these pools (all of them) have just passed; the event is locked.

    A jump over several levels marks them all and makes one mail.
    """
    for fill in fills_of(event) if fills is None else fills:
        levels = levels_passed(fill)
        if levels:
            db.session.get_one(Pool, fill.pool_id).alerted = levels[-1]
            db.session.flush()
            emails.fill_alert(event, fill, levels)


def tell_surge(event: Event) -> None:
    """Tell once a day that very many registrations come in: an announcement, or an attack."""
    emails.surge(event)
