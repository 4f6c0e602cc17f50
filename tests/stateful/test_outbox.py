"""A machine that writes, claims, sends, loses and cancels mails in any order.

Workers hold their rows as long as they like, die, or come back after their lease. Whatever happens,
no message is lost, none leaves twice but after a death, and none leaves once it was cancelled.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select, update

from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict
from app.outbox import delivery, services
from app.outbox.enums import MessageStatus
from app.outbox.models import OutboxMessage
from app.outbox.states import MESSAGE, MessageAct

STAFF = Actor(account_id=1, roles=frozenset({"staff"}), label="compte 1")
KEYS = st.integers(0, 5)
OUTCOMES = st.sampled_from(["sent", "put_back", "failed", "release", "dies", "sent, then dies"])


class Mails(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        with transaction():
            db.session.execute(
                OutboxMessage.__table__.delete()  # type: ignore[attr-defined]  # a Table
            )
        # Rows that workers believe to be theirs.
        self.held: list[OutboxMessage] = []
        self.written: set[str] = set()
        self.left: Counter[str] = Counter()
        # How often a key may have left without our knowing: once per death or late worker.
        self.excused: Counter[str] = Counter()

    @rule(key=KEYS)
    def write(self, key: int) -> None:
        name = f"essai:{key}"
        with transaction():
            services.enqueue(
                kind="essai", to="a@example.org", subject="Essai", payload={"x": 1}, key=name
            )
        self.written.add(name)

    @rule()
    def claim(self) -> None:
        for row in delivery.claim():
            self.held.append(row)

    @rule(which=st.integers(0, 20), outcome=OUTCOMES)
    def worker_ends(self, which: int, outcome: str) -> None:
        if not self.held:
            return
        row = self.held.pop(which % len(self.held))
        if "sent" in outcome:
            self.left[row.key] += 1
        if "dies" in outcome:
            self.excused[row.key] += 1
            return
        settled = {
            "sent": delivery.sent,
            "put_back": lambda one: delivery.put_back(one, "plus tard"),
            "failed": lambda one: delivery.failed(one, "jamais"),
            "release": delivery.release,
        }[outcome](row)
        if not settled:
            # Its lease had gone to another: it has learnt so, and changed nothing.
            self.excused[row.key] += 1

    @rule()
    def time_passes(self) -> None:
        """Back-offs end and leases run out; a worker that still lives has lost its rows."""
        with transaction():
            past = clock.now() - timedelta(seconds=1)
            db.session.execute(update(OutboxMessage).values(due_at=past))
            db.session.execute(
                update(OutboxMessage)
                .where(OutboxMessage.status == MessageStatus.SENDING)
                .values(leased_until=past)
            )

    @rule(key=KEYS, act=st.sampled_from([MessageAct.RETRY, MessageAct.CANCEL]))
    def team_acts(self, key: int, act: MessageAct) -> None:
        row = self.stored().get(f"essai:{key}")
        if row is None:
            return
        before, allowed = row.status, MESSAGE.allows(row.status, act)
        verb = services.retry if act is MessageAct.RETRY else services.cancel
        try:
            with transaction():
                verb(STAFF, row)
        except Conflict:
            assert not allowed
            assert self.stored()[f"essai:{key}"].status is before
        else:
            assert allowed

    def stored(self) -> dict[str, OutboxMessage]:
        db.session.rollback()
        db.session.expunge_all()
        return {row.key: row for row in db.session.scalars(select(OutboxMessage))}

    @invariant()
    def no_message_is_lost_or_doubled(self) -> None:
        rows = self.stored()
        assert set(rows) == self.written
        for key, row in rows.items():
            if row.status is MessageStatus.SENT:
                assert self.left[key] >= 1
                assert row.payload == {}
            if row.status is MessageStatus.CANCELLED:
                assert row.payload == {}
            if row.status in {MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.FAILED}:
                assert row.payload == {"x": 1}
            assert self.left[key] <= 1 + self.excused[key]

    def teardown(self) -> None:
        """Whatever happened before, a worker that works sends all that is not given up."""
        self.time_passes()
        while delivery.anything_due():
            for row in delivery.claim():
                assert delivery.sent(row)
        given_up = {MessageStatus.FAILED, MessageStatus.CANCELLED}
        for row in self.stored().values():
            assert row.status is MessageStatus.SENT or row.status in given_up


@pytest.mark.slow
def test_mails_in_any_order(app: Flask) -> None:
    run_state_machine_as_test(
        Mails,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
