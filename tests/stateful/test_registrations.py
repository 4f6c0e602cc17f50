"""A machine that does to one small event whatever people do, and checks the rules at each step.

A model in plain Python says who should have what: one-seat pools and few people make every rule
bite within a few steps.
"""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from app.events import services as events
from app.events.enums import ATTENDANCE_MODES, EventMode, PoolKind
from app.events.models import Event
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.kernel.errors import Invalid
from app.outbox.models import OutboxMessage
from app.registrations.allocation import fills_of
from app.registrations.enums import ClaimStatus
from tests import make
from tests.registering import change, loaded, register, standing, withdraw

PEOPLE = st.integers(0, 5)
MODES = st.sampled_from(ATTENDANCE_MODES)
CONFIRMED, WAITING = ClaimStatus.CONFIRMED, ClaimStatus.WAITING
Queue = list[int]


class Model:
    """Who sits and who waits, as the rules say: order of arrival, no seat lost, none left empty."""

    def __init__(self, capacities: dict[PoolKind, int]) -> None:
        self.capacities = capacities
        self.open = True
        self.seated: dict[PoolKind, set[int]] = {kind: set() for kind in ATTENDANCE_MODES}
        self.queues: dict[PoolKind, Queue] = {kind: [] for kind in ATTENDANCE_MODES}

    def knows(self, person: int) -> bool:
        return any(person in self.seated[k] or person in self.queues[k] for k in ATTENDANCE_MODES)

    def free(self, kind: PoolKind) -> bool:
        return not self.queues[kind] and len(self.seated[kind]) < self.capacities[kind]

    def enter(self, person: int, kind: PoolKind) -> None:
        if self.free(kind):
            self.seated[kind].add(person)
        else:
            self.queues[kind].append(person)

    def leave(self, person: int) -> None:
        for kind in ATTENDANCE_MODES:
            self.seated[kind].discard(person)
            self.queues[kind] = [p for p in self.queues[kind] if p != person]
        self.promote()

    def change(self, person: int, kind: PoolKind) -> None:
        other = next(k for k in ATTENDANCE_MODES if k != kind)
        if person in self.seated[kind]:
            self.queues[other] = [p for p in self.queues[other] if p != person]
        elif person in self.queues[kind]:
            return
        elif self.free(kind):
            self.seated[other].discard(person)
            self.queues[other] = [p for p in self.queues[other] if p != person]
            self.seated[kind].add(person)
        else:
            self.queues[other] = [p for p in self.queues[other] if p != person]
            self.queues[kind].append(person)
        self.promote()

    def promote(self) -> None:
        if not self.open:
            return
        moved = True
        while moved:
            moved = False
            # A round fills every pool before giving the seats that it frees, as the service does.
            for kind in ATTENDANCE_MODES:
                while self.queues[kind] and len(self.seated[kind]) < self.capacities[kind]:
                    person = self.queues[kind].pop(0)
                    self.seated[kind].add(person)
                    for other in ATTENDANCE_MODES:
                        if other != kind:
                            self.seated[other].discard(person)
                    moved = True


class Registrations(RuleBasedStateMachine):
    event_id: int

    def __init__(self) -> None:
        super().__init__()
        self.event_id = make.event(on_site=1, remote=1, mode=EventMode.HYBRID).id
        self.model = Model({PoolKind.ON_SITE: 1, PoolKind.REMOTE: 1})
        self.ids: dict[int, int] = {}

    @property
    def event(self) -> Event:
        db.session.expire_all()
        return db.session.get_one(Event, self.event_id)

    @rule(person=PEOPLE, kind=MODES)
    def arrive(self, person: int, kind: PoolKind) -> None:
        address = f"personne{person}-{self.event_id}@example.org"
        if not self.model.open:
            with pytest.raises(Invalid):
                register(self.event, address, kind)
            return
        outcome = register(self.event, address, kind)
        assert outcome.already == self.model.knows(person)
        if not outcome.already:
            self.ids[person] = outcome.registration.id
            self.model.enter(person, kind)

    @rule(person=PEOPLE)
    def leave(self, person: int) -> None:
        if person in self.ids:
            assert withdraw(self.ids[person]) == self.model.knows(person)
            self.model.leave(person)

    @precondition(lambda self: self.model.open)
    @rule(person=PEOPLE, kind=MODES)
    def change_mode(self, person: int, kind: PoolKind) -> None:
        if person in self.ids and self.model.knows(person):
            change(self.ids[person], kind)
            self.model.change(person, kind)

    @rule(kind=MODES, seats=st.integers(0, 3))
    def resize(self, kind: PoolKind, seats: int) -> None:
        event = self.event
        too_small = seats < len(self.model.seated[kind])
        if too_small:
            with pytest.raises(Invalid), transaction():
                events.edit(SYSTEM, event, version=event.version, capacities={kind: seats})
            return
        with transaction():
            events.edit(SYSTEM, event, version=event.version, capacities={kind: seats})
        if self.model.capacities[kind] != seats:
            self.model.capacities[kind] = seats
            self.model.promote()

    @rule()
    def close_or_open(self) -> None:
        self.model.open = not self.model.open
        with transaction():
            events.set_registration(SYSTEM, self.event, is_open=self.model.open)
        self.model.promote()

    @invariant()
    def seats_are_what_the_model_says(self) -> None:
        for fill in fills_of(self.event):
            assert fill.capacity == self.model.capacities[fill.kind]
            assert fill.capacity is not None
            assert fill.taken == len(self.model.seated[fill.kind]) <= fill.capacity
            assert fill.waiting == len(self.model.queues[fill.kind])
            if self.model.open:
                assert not (fill.waiting and fill.taken < fill.capacity)

    @invariant()
    def everyone_has_what_they_should(self) -> None:
        for person, registration_id in self.ids.items():
            expected = Counter(
                [(k, CONFIRMED) for k in ATTENDANCE_MODES if person in self.model.seated[k]]
                + [(k, WAITING) for k in ATTENDANCE_MODES if person in self.model.queues[k]]
            )
            assert Counter(standing(registration_id)) == expected
            assert (loaded(registration_id).withdrawn_at is None) == self.model.knows(person)

    @invariant()
    def each_promotion_is_told_once(self) -> None:
        keys = db.session.scalars(select(OutboxMessage.key)).all()
        assert len(keys) == len(set(keys))


@pytest.mark.slow
def test_seats_whatever_people_do(app: Flask) -> None:
    run_state_machine_as_test(
        Registrations,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
