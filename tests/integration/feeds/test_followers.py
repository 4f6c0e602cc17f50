"""A client that follows the agenda through everything the team does to it: rules P01 to P05.

The acts are drawn at random, from seeds that stay. After each one the client reads the feed again
and compares it with what it kept.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.events import services
from app.events.enums import EventKind, EventStatus
from app.events.models import Event
from app.events.when import When
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, transaction
from app.reference.models import Department
from tests import make
from tests.integration.feeds.reading import feed
from tests.unit.ical.strict_reader import Component
from tests.web import HouseClient

TEAM = Actor(roles=frozenset({"staff"}))
PATH = "/agenda.ics"
# What a client shows as "moved"; a mark in the title goes with a change of state.
PLACE_AND_TIME = ("DTSTART", "DTEND", "LOCATION", "STATUS")
Act = Callable[[Event, random.Random], None]


def rename(event: Event, dice: random.Random) -> None:
    services.edit(TEAM, event, version=event.version, title=f"Titre {dice.randrange(9)}")


def describe(event: Event, dice: random.Random) -> None:
    services.edit(TEAM, event, version=event.version, summary=f"Texte {dice.randrange(9)}")


def move_elsewhere(event: Event, dice: random.Random) -> None:
    services.edit(
        TEAM, event, version=event.version, city=dice.choice(["Exempleville", "Ailleurs"])
    )


def move_department(event: Event, dice: random.Random) -> None:
    services.edit(
        TEAM, event, version=event.version, department_code=dice.choice(["09", "31", None])
    )


def move_date(event: Event, dice: random.Random) -> None:
    starts = clock.now() + timedelta(days=dice.randrange(1, 60))
    when = When(starts, starts + timedelta(hours=dice.randrange(1, 5)))
    services.edit(TEAM, event, version=event.version, when=when)


def save_unchanged(event: Event, _dice: random.Random) -> None:
    assert services.edit(TEAM, event, version=event.version, title=event.title) is False


def postpone(event: Event, _dice: random.Random) -> None:
    if event.status is EventStatus.PUBLISHED:
        services.postpone(TEAM, event, reason="Salle fermée", version=event.version)


def reschedule(event: Event, dice: random.Random) -> None:
    if event.status is EventStatus.POSTPONED:
        starts = clock.now() + timedelta(days=dice.randrange(1, 60))
        when = When(starts, starts + timedelta(hours=2))
        services.reschedule(TEAM, event, reason="Date", version=event.version, when=when)


def cancel(event: Event, dice: random.Random) -> None:
    if dice.random() < 0.15 and event.status in {EventStatus.PUBLISHED, EventStatus.POSTPONED}:
        services.cancel(TEAM, event, reason="Faute de salle")


ACTS: list[Act] = [
    *(rename, describe, move_elsewhere, move_department, move_date, save_unchanged),
    *(postpone, reschedule, cancel),
]


def kept(client: HouseClient) -> dict[str, Component]:
    return {event["UID"].value: event for event in feed(client.get(PATH)).events}


@pytest.mark.parametrize("seed", range(3))
def test_p01_to_p05_whatever_the_team_does(client: HouseClient, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 – a seed that stays, no secret
    with transaction():
        db.session.add_all(
            [Department(code="09", name="Ariège"), Department(code="31", name="Haute-Garonne")]
        )
    events = [make.event(title=f"Journée {number}", city="Exempleville") for number in range(3)]
    known = kept(client)
    assert len(known) == 3
    for _ in range(20):
        act = dice.choice(ACTS)
        with transaction():
            event = db.session.get_one(Event, dice.choice(events).id)
            if event.status is EventStatus.CANCELLED:
                continue
            act(event, dice)
        seen = kept(client)
        follow(known, seen, act.__name__)
        known = seen


def follow(known: dict[str, Component], seen: dict[str, Component], act: str) -> None:
    """Check one version against the one before."""
    assert known.keys() <= seen.keys(), f"P01 {act}"
    changed = [uid for uid in known if known[uid].lines != seen[uid].lines]
    assert len(changed) <= 1, f"P05 {act}"
    for uid in changed:
        before, after = known[uid], seen[uid]
        rise = int(after["SEQUENCE"].value) - int(before["SEQUENCE"].value)
        moved = any(value(before, name) != value(after, name) for name in PLACE_AND_TIME)
        assert rise >= 0, f"P02 {act}"
        assert (rise > 0) == moved, f"P03 {act}: {rise}, {moved}"
        assert after["LAST-MODIFIED"].value > before["LAST-MODIFIED"].value, f"P04 {act}"
        assert after["DTSTAMP"].value == after["LAST-MODIFIED"].value, f"E03 {act}"
        assert after["CREATED"].value == before["CREATED"].value


def value(event: Component, name: str) -> str:
    return event[name].value if name in event else ""


def test_p03_a_whole_day_that_moves(client: HouseClient) -> None:
    """A day without hours is shown: changing it is a move."""
    day = clock.today() + timedelta(days=40)
    with transaction():
        event = services.create(
            TEAM,
            kind=EventKind.STUDY_DAY,
            title="Un jour sans heures",
            when=When(year=day.year, month=day.month, day=day.day),
        )
        services.publish(TEAM, event)
        event_id = event.id
    before = kept(client)
    later = day + timedelta(days=1)
    with transaction():
        stored = db.session.get_one(Event, event_id)
        when = When(year=later.year, month=later.month, day=later.day)
        services.edit(TEAM, stored, version=stored.version, when=when)
    after = kept(client)
    (uid,) = before
    assert after[uid]["DTSTART"].value == f"{later:%Y%m%d}"
    assert int(after[uid]["SEQUENCE"].value) > int(before[uid]["SEQUENCE"].value)
