"""A day of an event in tests: begun this morning, with its desk open."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from werkzeug.test import TestResponse

from app.attendance import services
from app.attendance.enums import ActKind
from app.attendance.models import DeskPass
from app.attendance.passes import token_of
from app.attendance.services import Act, Outcome, WalkIn
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from tests import make

DAY = clock.from_paris(date(2026, 5, 14), time(9, 30))
MORNING, AFTERNOON = "2026-05-14-morning", "2026-05-14-afternoon"
AT_TEN = DAY + timedelta(minutes=30)
EVENING = DAY + timedelta(hours=8)


def event(**values: Any) -> Event:
    """From 9 h 30 to 16 h 30 on 14 May 2026."""
    return make.event(starts_at=DAY, ends_at=DAY + timedelta(hours=7), **values)


def desk(of: Event, **values: Any) -> DeskPass:
    with transaction():
        return services.give_pass(SYSTEM, of, label="Téléphone de l’entrée", **values)


def door(of: Event) -> str:
    """The address of a new pass of this event."""
    return f"/accueil/{token_of(desk(of))}"


def act(kind: ActKind = ActKind.ARRIVE, *, at: datetime = AT_TEN, **values: Any) -> Act:
    given = {"act_id": str(uuid.uuid4()), "slot": MORNING, **values}
    return Act(kind=kind, at=at, **given)


def note(of: Event, *acts: Act) -> list[Outcome]:
    with transaction():
        return services.note(SYSTEM, db.session.get_one(Event, of.id), acts)


def arrives(of: Event, person: int, at: datetime = AT_TEN, slot: str = MORNING) -> Outcome:
    return note(of, act(person=person, at=at, slot=slot))[0]


def walks_in(of: Event, name: str = "Exemple", *, anyway: bool = False) -> Outcome:
    new = WalkIn("Camille", name)
    return note(of, act(ActKind.WALK_IN, walk_in=new, anyway=anyway))[0]


def text(response: TestResponse) -> str:
    """What a page says, its spaces made plain."""
    return response.get_data(as_text=True).replace("\u00a0", " ").replace("\u202f", " ")
