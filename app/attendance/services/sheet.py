"""What is typed in from the paper sheet afterwards: ticks, hours, numbers."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from app.attendance.enums import ActKind, Came, Part
from app.attendance.models import HalfDay, Headcount
from app.attendance.queries import people, slots_of
from app.attendance.services.checkin import Act, note
from app.audit import services as audit
from app.events.facts import EventMoved
from app.events.models import Event
from app.events.services.moving import shifted
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Invalid, NotFound, NotYet


def tick(
    actor: Actor, event: Event, *, slot: str, shown: Collection[int], ticked: Collection[int]
) -> tuple[int, int]:
    """Note as the tick list says, for the people it showed; how many came and how many left.

    Who arrived meanwhile without having been shown is left alone.
    """
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    if locked.starts_at is None or clock.now() < locked.starts_at:
        raise NotYet("La rencontre n’a pas commencé : personne ne peut encore être présent.")
    found = next((one for one in slots_of(locked) if one.key == slot), None)
    if found is None:
        raise NotFound
    here = {person.id for person in people(locked.id) if slot in person.present}
    at = min(clock.now(), found.starts_at)
    arrivals = [number for number in sorted(shown) if number in ticked and number not in here]
    undone = [number for number in sorted(shown) if number not in ticked and number in here]
    outcomes = note(
        actor,
        locked,
        [
            *(_act(ActKind.ARRIVE, slot, number, at) for number in arrivals),
            # After whatever was noted before.
            *(_act(ActKind.UNDO, slot, number, clock.now()) for number in undone),
        ],
    )
    came = sum(one.came is Came.ARRIVED for one in outcomes)
    return came, sum(one.came is Came.UNDONE for one in outcomes)


def _act(kind: ActKind, slot: str, person: int, at: datetime) -> Act:
    return Act(act_id=str(uuid.uuid4()), kind=kind, at=at, slot=slot, person=person)


def set_hours(
    actor: Actor, event: Event, hours: Collection[tuple[str, datetime, datetime]]
) -> None:
    """The real hours of half-days, by the key of their slot. Raises `Invalid` by that key."""
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    slots = {slot.key: slot for slot in slots_of(locked) if slot.pool_id is None}
    before = {key: slot.hours for key, slot in slots.items()}
    db.session.execute(delete(HalfDay).where(HalfDay.event_id == locked.id))
    for key, starts, ends in hours:
        if key not in slots:
            raise NotFound
        if ends <= starts:
            raise Invalid({key: "La fin vient avant le début."})
        part = Part(key.rsplit("-", 1)[1])
        db.session.add(
            HalfDay(
                event_id=locked.id, day=slots[key].day, part=part, starts_at=starts, ends_at=ends
            )
        )
    db.session.flush()
    after = {slot.key: slot.hours for slot in slots_of(locked) if slot.pool_id is None}
    if after != before:
        audit.record(actor, "attendance:set_hours", locked, before=before, after=after)


def move_hours(fact: EventMoved) -> None:
    """The hours that the team set for half-days follow the event to its new day."""
    rows = db.session.scalars(
        select(HalfDay).where(HalfDay.event_id == fact.event.id).order_by(HalfDay.id)
    ).all()
    # The last day first when it moves on, the first when it moves back: no two share a day.
    for row in sorted(rows, key=lambda one: one.day, reverse=fact.by.days > 0):
        row.day += fact.by
        row.starts_at, row.ends_at = shifted(row.starts_at, fact.by), shifted(row.ends_at, fact.by)
        db.session.flush()


def set_headcount(actor: Actor, event: Event, *, persons_concerned: int | None) -> None:
    """How many persons concerned were there, counted by eye; None forgets the number."""
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    row = db.session.scalar(select(Headcount).where(Headcount.event_id == locked.id))
    before = row.persons_concerned if row else None
    if before == persons_concerned:
        return
    if persons_concerned is None:
        db.session.delete(row)
    elif row is None:
        db.session.add(Headcount(event_id=locked.id, persons_concerned=persons_concerned))
    else:
        row.persons_concerned = persons_concerned
    db.session.flush()
    audit.record(
        actor,
        "attendance:set_headcount",
        locked,
        before={"people": before},
        after={"people": persons_concerned},
    )
