"""A fictitious year, lived through the services in the order in which it happened."""

from __future__ import annotations

import random
from datetime import date, time

from sqlalchemy import update

from app.demo import report, strategy
from app.demo.meetings import Meetings
from app.demo.people import Cast, make_cast
from app.demo.proposals import Proposals
from app.demo.road_maps import RoadMaps
from app.demo.timeline import Timeline, days
from app.events import services as events
from app.kernel import clock
from app.kernel.db import db, transaction
from app.mailings.emails import KIND as MESSAGE
from app.outbox.enums import MessageStatus
from app.outbox.models import OutboxMessage

SEED = 2026
# Of the year that is told, what lies behind and what is still to come.
PAST_DAYS, COMING_DAYS = 285, 95


def fill(today: date) -> int:
    """Live the year as it stands on the morning of `today`; the number of acts. Deterministic."""
    chance = random.Random(SEED)  # noqa: S311  # repeatable on purpose
    now = clock.from_paris(today, time(8))
    start = now - days(PAST_DAYS)
    timeline = Timeline(end=now)
    # Groups are there before their first convocation leaves.
    with clock.at(start - days(90)), transaction():
        cast: Cast = make_cast(chance)
    proposals = Proposals(timeline, cast, chance)
    road_maps = RoadMaps(timeline, cast, chance)
    road_maps.plan(start)
    Meetings(timeline, cast, chance, proposals.from_decision, road_maps.answers).plan(start)
    acts = timeline.live()
    with transaction():
        strategy.write(cast, today)
        events.hold_past()
        report.write(cast, today)
        _keep_mails_in()
    return acts


def _keep_mails_in() -> None:
    """Nobody is to get the mails of a year that never was; the team's messages count as sent."""
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.status == MessageStatus.QUEUED, OutboxMessage.kind == MESSAGE)
        .values(status=MessageStatus.SENT, payload={}, sent_at=OutboxMessage.created_at)
    )
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.status == MessageStatus.QUEUED)
        .values(status=MessageStatus.CANCELLED, payload={}, calendar=None)
    )
