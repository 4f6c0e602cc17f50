"""Several people writing the same minutes at the same moment lose nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from app.events.enums import EventKind
from app.events.models import Event
from app.groups.enums import GroupRole
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.kernel.errors import Stale
from app.minutes import queries, services
from app.minutes.content import Content
from app.minutes.enums import Audience
from app.minutes.models import Minutes, MinutesEdition
from app.outbox.models import OutboxMessage
from tests import make, minuting
from tests.concurrency.test_registrations import all_at_once

WRITERS = 6


def meeting() -> int:
    group = make.group()
    make.mandate(make.account(), group, GroupRole.MEMBER)
    starts_at = clock.now() - timedelta(days=1)
    return make.event(kind=EventKind.GROUP_MEETING, group_id=group.id, starts_at=starts_at).id


def saving(event_id: int, version: int, body: str) -> Callable[[], None]:
    def work() -> None:
        with transaction():
            event = db.session.get_one(Event, event_id)
            text = Content(None, body, (f"Décision de {body}",), Audience.MEMBERS)
            services.save_draft(SYSTEM, event, text, version=version)

    return work


def test_one_save_wins_and_the_others_are_told(app: Flask) -> None:
    event_id = meeting()
    for version in (0, 1):
        raised = all_at_once(
            app, [saving(event_id, version, f"texte {version}-{n}") for n in range(WRITERS)]
        )
        assert [type(error) for error in raised] == [Stale] * (WRITERS - 1)
        minutes = queries.minutes_of(event_id)
        assert minutes is not None
        assert minutes.version == version + 1
        assert [d.text for d in minutes.decisions] == [f"Décision de {minutes.body}"]
        assert db.session.scalar(select(func.count()).select_from(Minutes)) == 1


def test_publishing_many_times_at_once_makes_one_edition_and_one_mail(app: Flask) -> None:
    event_id = meeting()
    saving(event_id, 0, "texte")()
    with transaction():
        minutes = queries.minutes_of(event_id)
        assert minutes is not None
        minuting.approved(minutes)

    def publishing() -> None:
        with transaction():
            minutes = queries.minutes_of(event_id)
            assert minutes is not None
            services.publish(SYSTEM, minutes, version=1)

    assert all_at_once(app, [publishing] * WRITERS) == []
    assert db.session.scalar(select(func.count()).select_from(MinutesEdition)) == 1
    told = select(func.count()).where(OutboxMessage.kind == "minutes/published")
    assert db.session.scalar(told) == 1
