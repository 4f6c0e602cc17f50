"""A machine that does to one small event whatever people and the team do, and checks each step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import func, select

from app.events import services as events
from app.events.enums import EventMode, PoolKind
from app.events.models import Event, Pool, Reserve
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, Invalid
from app.outbox.models import OutboxMessage
from app.registrations import services
from app.registrations.allocation import fills_of
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from tests import make
from tests.registering import loaded, register, withdraw
from tests.stateful.seat_model import MODES, POOLS, Model, is_possible

PEOPLE = st.integers(0, 4)
SEATS = st.integers(0, 2)
# Mostly what can be held together.
WANTED = st.sampled_from(
    [
        *(set[str](), {"A"}, {"B"}, {"C"}, {"D"}, {"A", "C"}, {"B", "C"}),
        *({"A", "D"}, {"A", "B"}, {"C", "D"}),
    ]
)
KINDS = {"Sur place": PoolKind.ON_SITE, "À distance": PoolKind.REMOTE}
TEAM = Actor(roles=frozenset({"staff"}), label="équipe")
FIELDS = {"Sur place": PoolKind.ON_SITE, "À distance": PoolKind.REMOTE}


class Seats(RuleBasedStateMachine):
    """`approval`: whether each registration is a request first."""

    approval = False

    def __init__(self) -> None:
        super().__init__()
        event = make.event(
            on_site=1, remote=1, mode=EventMode.HYBRID, approval_required=self.approval
        )
        self.event_id = event.id
        for title, hours, attendance in (
            ("A", (0, 1), EventMode.HYBRID),
            ("B", (0, 1), EventMode.ON_SITE),
            ("C", (1, 2), EventMode.HYBRID),
            ("D", (1, 2), EventMode.REMOTE),
        ):
            make.session(event, title, 1, hours, attendance=attendance)
        pools = db.session.scalars(select(Pool).where(Pool.event_id == event.id))
        self.pool_ids = {pool.label: pool.id for pool in pools}
        self.reserves: dict[str, int] = {}
        self.model = Model()
        self.ids: dict[int, int] = {}

    @property
    def event(self) -> Event:
        db.session.expire_all()
        return db.session.get_one(Event, self.event_id)

    def pool(self, name: str) -> Pool:
        return db.session.get_one(Pool, self.pool_ids[name])

    def claim_of(self, person: int, name: str) -> Claim:
        claims = loaded(self.ids[person]).claims
        return next(c for c in claims if c.ended_at is None and c.pool.label == name)

    # What people do.

    @initialize(
        wishes=st.lists(st.tuples(st.sampled_from(MODES), WANTED), min_size=4, max_size=4),
        leaves=st.booleans(),
    )
    def begin_with_a_queue(self, wishes: list[tuple[str, set[str]]], leaves: bool) -> None:
        """Most rules bite only where somebody waits, or keeps a seat for want of another."""
        for person, (mode, wanted) in enumerate(wishes):
            self.arrive(person, mode, wanted)
        self.change(0, wishes[1][0], wishes[1][1])
        if leaves:
            self.leave(1)

    @rule(person=PEOPLE, mode=st.sampled_from(MODES), wanted=WANTED)
    def arrive(self, person: int, mode: str, wanted: set[str]) -> None:
        def go() -> services.Registered:
            return register(
                self.event,
                f"personne{person}-{self.event_id}@example.org",
                KINDS[mode],
                sessions=[self.pool_ids[name] for name in sorted(wanted)],
            )

        if not self.model.open or not is_possible({mode, *wanted}):
            with pytest.raises(Invalid):
                go()
            return
        outcome = go()
        known = self.model.knows(person) or person in self.model.refused
        assert outcome.already == known
        if not known:
            self.ids[person] = outcome.registration.id
            self.model.approved.discard(person)
            self.model.wish(person, {mode, *wanted})

    @rule(person=PEOPLE)
    def leave(self, person: int) -> None:
        if person in self.ids:
            assert withdraw(self.ids[person]) == self.model.knows(person)
            self.model.leave(person)

    @precondition(lambda self: self.model.open)
    @rule(person=PEOPLE, mode=st.sampled_from(MODES), wanted=WANTED)
    def change(self, person: int, mode: str, wanted: set[str]) -> None:
        if not self.model.knows(person):
            return

        def go() -> bool:
            with transaction():
                return services.change(
                    SYSTEM,
                    loaded(self.ids[person]),
                    attendance_mode=KINDS[mode],
                    session_ids=[self.pool_ids[name] for name in sorted(wanted)],
                )

        if not is_possible({mode, *wanted}):
            with pytest.raises(Invalid):
                go()
            return
        go()
        self.model.wish(person, {mode, *wanted})
        self.model.promote()

    @precondition(lambda self: self.model.open)
    @rule(person=PEOPLE, mode=st.sampled_from(MODES))
    def switch(self, person: int, mode: str) -> None:
        """Another way to attend, and nothing said of the sessions."""
        if self.model.knows(person):
            with transaction():
                services.change_mode(SYSTEM, loaded(self.ids[person]), attendance_mode=KINDS[mode])
            self.model.switch(person, mode)
            self.model.promote()

    # What the team does.

    @rule(name=st.sampled_from(POOLS), seats=SEATS)
    def resize(self, name: str, seats: int) -> None:
        pool = self.model.pools[name]
        needed = pool.capacity - pool.left - len(pool.added)
        with transaction_or_refusal(refused=seats != pool.capacity and seats < needed):
            if name in FIELDS:
                event = self.event
                events.edit(SYSTEM, event, version=event.version, capacities={FIELDS[name]: seats})
            else:
                events.edit_session(SYSTEM, self.pool(name), capacity=seats)
        if seats == pool.capacity or seats >= needed:
            pool.capacity = seats
            self.model.promote()

    @rule()
    def close_or_open(self) -> None:
        self.model.open = not self.model.open
        with transaction():
            events.set_registration(SYSTEM, self.event, is_open=self.model.open)
        self.model.promote()

    @rule(name=st.sampled_from(("Sur place", "A")))
    def keep_aside_or_release(self, name: str) -> None:
        pool = self.model.pools[name]
        if pool.kept:
            with transaction():
                reserve = db.session.get_one(Reserve, self.reserves.pop(name))
                assert events.release_reserve(SYSTEM, reserve)
            pool.kept = 0
            pool.from_reserve.clear()
            self.model.promote()
            return
        refused = pool.left < 1 or bool(pool.queue)
        with transaction_or_refusal(refused=refused):
            made = events.add_reserve(SYSTEM, self.pool(name), label="Gardées", seats=1)
            self.reserves[name] = made.id
        if not refused:
            pool.kept = 1
            self.model.promote()

    @rule(person=PEOPLE, name=st.sampled_from(POOLS))
    def give_from_reserve(self, person: int, name: str) -> None:
        pool = self.model.pools[name]
        if not pool.has(person) or name not in self.reserves or person in pool.from_reserve:
            return
        refused = len(pool.from_reserve) >= pool.kept
        with transaction_or_refusal(refused=refused):
            claim = self.claim_of(person, name)
            assert services.give_seat(TEAM, claim, reserve_id=self.reserves[name])
        if not refused:
            pool.from_reserve.add(person)
            self._given(person, name)

    @rule(person=PEOPLE, name=st.sampled_from(POOLS), said=st.booleans())
    def add_a_seat(self, person: int, name: str, said: bool) -> None:
        pool = self.model.pools[name]
        if person not in pool.queue:
            return
        beyond = pool.left < 1
        refused = beyond and not said
        with transaction_or_refusal(refused=refused):
            services.give_seat(TEAM, self.claim_of(person, name), beyond_capacity=said)
        if not refused:
            if beyond:
                pool.added.add(person)
            self._given(person, name)

    def _given(self, person: int, name: str) -> None:
        if person in self.model.pools[name].queue:
            self.model.seat(person, name)
            self.model.promotions += 1
            self.model.approved.add(person)
        self.model.give_back()
        self.model.promote()

    @rule(person=PEOPLE)
    def approve(self, person: int) -> None:
        if self.model.knows(person):
            with transaction():
                done = services.approve(TEAM, loaded(self.ids[person]))
            assert done == (person not in self.model.approved)
            self.model.approved.add(person)

    @precondition(lambda self: self.approval)
    @rule(person=PEOPLE)
    def refuse(self, person: int) -> None:
        if not self.model.knows(person):
            return
        approved = person in self.model.approved
        try:
            with transaction():
                services.refuse(TEAM, loaded(self.ids[person]), reason="Complet.")
        except Conflict:
            assert approved
            return
        assert not approved
        self.model.refused.add(person)
        self.model.leave(person)

    # What must hold.

    @invariant()
    def pools_are_what_the_model_says(self) -> None:
        for fill in fills_of(self.event):
            pool = self.model.pools[fill.label]
            assert fill.capacity == pool.capacity
            assert fill.taken == len(pool.seated), fill.label
            assert fill.waiting == len(pool.queue), fill.label
            assert fill.room_left == pool.left
            assert fill.taken <= fill.capacity + len(pool.added)
            if self.model.open:
                assert not (pool.queue and pool.left > 0)

    @invariant()
    def everyone_has_what_they_should(self) -> None:
        rows = db.session.execute(
            select(Claim.registration_id, Pool.id, Claim.status, Claim.interim)
            .join(Pool)
            .where(Pool.event_id == self.event_id, Claim.ended_at.is_(None))
        ).all()
        names = {number: name for name, number in self.pool_ids.items()}
        people = {number: person for person, number in self.ids.items()}
        found = {
            (people[registration], names[pool], status, interim)
            for registration, pool, status, interim in rows
        }
        expected: set[tuple[Any, ...]] = set()
        for name, pool in self.model.pools.items():
            for person in pool.seated:
                interim = (person, name) in self.model.interim
                expected.add((person, name, self._seat_of(person), interim))
            expected |= {(person, name, ClaimStatus.WAITING, False) for person in pool.queue}
        assert found == expected

    def _seat_of(self, person: int) -> ClaimStatus:
        needs = self.approval and person not in self.model.approved
        return ClaimStatus.REQUESTED if needs else ClaimStatus.CONFIRMED

    @invariant()
    def queues_are_in_order_of_arrival(self) -> None:
        rows = db.session.execute(
            select(Pool.id, Claim.registration_id)
            .join(Claim, Claim.pool_id == Pool.id)
            .where(Pool.event_id == self.event_id, Claim.status == ClaimStatus.WAITING)
            .order_by(Claim.id)
        ).all()
        for name, pool in self.model.pools.items():
            waiting = [number for pool_id, number in rows if pool_id == self.pool_ids[name]]
            assert waiting == [self.ids[person] for person in pool.queue]

    @invariant()
    def each_promotion_is_told_once(self) -> None:
        told = db.session.scalar(
            select(func.count())
            .select_from(OutboxMessage)
            .where(
                OutboxMessage.kind == "registrations/promoted",
                OutboxMessage.thread == f"event:{self.event_id}",
            )
        )
        assert told == self.model.promotions

    @invariant()
    def the_living_have_something(self) -> None:
        for person, number in self.ids.items():
            ended = db.session.scalar(
                select(Registration.withdrawn_at).where(Registration.id == number)
            )
            assert (ended is None) == self.model.knows(person)


class Requests(Seats):
    """The same, where each registration is a request first."""

    approval = True


@contextmanager
def transaction_or_refusal(*, refused: bool) -> Iterator[None]:
    """A writing transaction that must, or must not, be refused as invalid."""
    expected = pytest.raises(Invalid) if refused else nullcontext()
    with expected, transaction():
        yield


def effort(examples: int, steps: int, *phases: Phase) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        database=None,
        phases=phases or tuple(Phase),
        suppress_health_check=list(HealthCheck),
    )
