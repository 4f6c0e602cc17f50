"""What somebody has to do after a meeting by a day, for their private calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.kernel import links
from app.kernel.db import db
from app.kernel.text import shortened
from app.minutes.enums import OPEN_ACTIONS
from app.minutes.models import Action, Minutes
from app.minutes.policies import LIVE


@dataclass(frozen=True)
class Due:
    """One deadline, as `app.feeds.deadlines.Deadline` describes it."""

    key: str
    title: str
    day: date
    url: str
    created_at: datetime
    changed_at: datetime


def due_of(account_id: int) -> list[Due]:
    """Live actions of the person that are open and dated; what is done leaves the calendar."""
    rows = db.session.scalars(
        select(Action)
        .join(Action.minutes)
        .where(
            Action.owner_account_id == account_id,
            Action.status.in_(OPEN_ACTIONS),
            Action.due_on.is_not(None),
            Minutes.status.in_(LIVE),
        )
        .order_by(Action.id)
    )
    return [
        Due(
            key=f"action:{action.id}",
            title=shortened(action.what, 120),
            day=action.due_on,
            url=links.url("minutes.change_action", action_id=action.id),
            created_at=action.created_at,
            changed_at=action.updated_at,
        )
        for action in rows
        if action.due_on is not None
    ]
