"""What minutes tell those who follow a group."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select

from app.events.models import Event
from app.follows.news import News
from app.kernel import links
from app.kernel.db import db
from app.minutes.enums import Audience
from app.minutes.models import Minutes, MinutesEdition


def published_news(group_ids: Collection[int], since: datetime, until: datetime) -> Iterable[News]:
    """Minutes published or amended; what is not for everyone is told to the members only."""
    rows = db.session.execute(
        select(MinutesEdition, Event.group_id, Event.title)
        .join(Minutes, Minutes.id == MinutesEdition.minutes_id)
        .join(Event, Event.id == Minutes.event_id)
        .where(
            Event.group_id.in_(group_ids),
            MinutesEdition.published_at >= since,
            MinutesEdition.published_at < until,
        )
        .order_by(MinutesEdition.id)
    ).all()
    return [
        News(
            group_id=group_id or 0,
            at=edition.published_at,
            text=f"{'Compte rendu publié' if edition.number == 1 else 'Compte rendu modifié'} : "
            f"{title}",
            url=links.url("minutes.show", minutes_id=edition.minutes_id),
            is_public=edition.audience is Audience.PUBLIC,
        )
        for edition, group_id, title in rows
    ]
