"""Who registers for the days of the year, and who gives up."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from app.demo import asking, words
from app.demo.people import Cast
from app.demo.timeline import Timeline, days
from app.events.enums import PoolKind
from app.events.models import Event, Pool
from app.kernel import clock
from app.kernel.access import ANONYMOUS
from app.kernel.db import db
from app.registrations import services as registrations
from app.registrations.queries import registration_to_run


class Registering:
    """Plans the registrations of an event on the timeline."""

    def __init__(self, timeline: Timeline, cast: Cast, chance: random.Random) -> None:
        self.timeline, self.cast, self.chance = timeline, cast, chance

    def fill(self, event_id: int, starts_at: datetime, people: int) -> None:
        """Over the sixty days before; one in fifteen gives up."""
        for number in range(people):
            before = days(0.1 + 59 * self.chance.random() ** 2)
            self.timeline.plan(starts_at - before, self._registers(event_id, f"{number}"))

    def rush(self, event_id: int, people: int) -> None:
        """At once, one after the other, from now on: those who come last wait."""
        for number in range(people):
            moment = clock.now() + days(0.2 + 0.25 * number)
            self.timeline.plan(moment, self._registers(event_id, f"presse{number}", rush=True))

    def _registers(self, event_id: int, box: str, *, rush: bool = False) -> Callable[[], None]:
        first, last = self.chance.choice(words.FIRST_NAMES), self.chance.choice(words.LAST_NAMES)
        organisation = self.chance.choice([None, *self.cast.organisations])
        mode = PoolKind.REMOTE if self.chance.random() < 0.2 and not rush else PoolKind.ON_SITE
        gives_up = self.chance.random() < 1 / 15
        number = int("".join(sign for sign in box if sign.isdigit()))

        def act() -> None:
            event = db.session.get_one(Event, event_id)
            if not event.registration_open or event.starts_at is None:
                return
            made = registrations.register(
                ANONYMOUS,
                event,
                first_name=first,
                last_name=last,
                email=f"personne{box}.{event_id}@demo.example.org",
                organisation=organisation,
                attendance_mode=mode,
                session_ids=_one_session(event, number, mode),
            )
            asking.answer(event, made.registration.id, number)
            if gives_up:
                self.timeline.plan(
                    clock.now() + days(1), _withdraws(made.registration.id, event.starts_at)
                )

        return act


def _withdraws(registration_id: int, starts_at: datetime) -> Callable[[], None]:
    def act() -> None:
        found = registration_to_run(ANONYMOUS, registration_id=registration_id)
        if found is not None and clock.now() < starts_at and found.event.starts_at == starts_at:
            registrations.withdraw(ANONYMOUS, found, reason="Empêchement (fictif)")

    return act


def _one_session(event: Event, number: int, mode: PoolKind) -> list[int]:
    """Two people in three choose a session, the later one more often; theirs are in a room."""
    if mode is not PoolKind.ON_SITE:
        return []
    ids = db.session.scalars(
        select(Pool.id)
        .where(Pool.event_id == event.id, Pool.kind == PoolKind.SESSION)
        .order_by(Pool.rank)
    ).all()
    return [ids[-1] if number % 3 == 1 else ids[0]] if ids and number % 3 else []
