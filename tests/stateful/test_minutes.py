"""A machine that writes, publishes and amends minutes in any order, with versions right or stale.

A model in plain Python holds what should stand; the journal, the editions and the mails must fold
into the same story.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.events.enums import EventKind
from app.events.models import Event
from app.groups.enums import GroupRole
from app.kernel import clock
from app.kernel.access import ANONYMOUS, SYSTEM
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, Invalid, Refused, Stale
from app.minutes import queries, services
from app.minutes.content import Content
from app.minutes.enums import Audience, MinutesStatus
from app.outbox.models import OutboxMessage
from tests import make

# Few texts, so that saves without change, moved decisions and comebacks all happen.
TEXTS = st.sampled_from(["", "un", "deux"])
DECISIONS = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=4).map(tuple)
AUDIENCES = st.sampled_from(list(Audience))
LATE = st.sampled_from([0, 0, 0, 1])


@dataclass
class Model:
    """What should stand."""

    content: tuple[str, tuple[str, ...], Audience] | None = None
    version: int = 0
    editions: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)


class Writing(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        group = make.group()
        make.mandate(make.account(), group, GroupRole.MEMBER)
        starts_at = clock.now() - timedelta(days=1)
        kind = EventKind.GROUP_MEETING
        self.event_id = make.event(kind=kind, group_id=group.id, starts_at=starts_at).id
        self.model = Model()

    def attempt(self, act: str, late: int, body: str, decisions: tuple[str, ...]) -> Refused | None:
        """Do it through the services; what was refused, if it was."""
        version = max(0, self.model.version - late)
        content = Content(None, body, decisions, self.audience)
        try:
            with transaction():
                minutes = queries.minutes_of(self.event_id)
                if act == "save":
                    event = db.session.get_one(Event, self.event_id)
                    services.save_draft(SYSTEM, event, content, version=version)
                elif minutes is not None and act == "publish":
                    services.publish(SYSTEM, minutes, version=version)
                elif minutes is not None:
                    services.amend(SYSTEM, minutes, content, version=version, reason="Motif")
        except Refused as refusal:
            return refusal
        return None

    @rule(body=TEXTS, decisions=DECISIONS, audience=AUDIENCES, late=LATE)
    def save(self, body: str, decisions: tuple[str, ...], audience: Audience, late: int) -> None:
        self.audience = audience
        refusal = self.attempt("save", late, body, decisions)
        if late and self.model.version:
            assert isinstance(refusal, Stale)
        elif self.model.editions:
            assert isinstance(refusal, Conflict)
        elif not self.model.version and not (body or decisions):
            assert isinstance(refusal, Invalid)
        else:
            assert refusal is None
            if self.wrote(body, decisions, audience):
                self.model.acts.append("minutes:save")

    @rule(late=LATE)
    def publish(self, late: int) -> None:
        self.audience = Audience.PUBLIC
        refusal = self.attempt("publish", late, "", ())
        if self.model.content is None or self.model.editions:
            assert refusal is None
        elif late:
            assert isinstance(refusal, Stale)
        elif not (self.model.content[0] or self.model.content[1]):
            assert isinstance(refusal, Invalid)
        else:
            assert refusal is None
            self.froze("minutes:publish")

    @rule(body=TEXTS, decisions=DECISIONS, audience=AUDIENCES, late=LATE)
    def amend(self, body: str, decisions: tuple[str, ...], audience: Audience, late: int) -> None:
        self.audience = audience
        refusal = self.attempt("amend", late, body, decisions)
        stored = self.model.content
        if stored is None:
            assert refusal is None
        elif late:
            assert isinstance(refusal, Stale)
        elif not self.model.editions:
            assert isinstance(refusal, Conflict)
        elif len(decisions) < len(stored[1]) or self.would_empty(body, decisions, audience):
            assert isinstance(refusal, Invalid)
        else:
            assert refusal is None
            if self.wrote(body, decisions, audience):
                self.froze("minutes:amend")

    def would_empty(self, body: str, decisions: tuple[str, ...], audience: Audience) -> bool:
        return not (body or decisions) and self.model.content != (body, decisions, audience)

    def wrote(self, body: str, decisions: tuple[str, ...], audience: Audience) -> bool:
        if self.model.content == (body, decisions, audience):
            return False
        self.model.content = (body, decisions, audience)
        self.model.version += 1
        return True

    def froze(self, act: str) -> None:
        assert self.model.content is not None
        self.model.editions.append(self.model.content[:2])
        self.model.acts.append(act)

    @invariant()
    def what_stands_is_what_was_written(self) -> None:
        db.session.remove()
        minutes = queries.minutes_of(self.event_id)
        if self.model.content is None:
            assert minutes is None
            return
        assert minutes is not None
        body, decisions, audience = self.model.content
        assert (minutes.body, minutes.audience, minutes.version) == (
            body,
            audience,
            self.model.version,
        )
        numbered = list(enumerate(decisions, start=1))
        assert [(d.number, d.text) for d in minutes.decisions] == numbered
        frozen = [(e.number, e.body, tuple(e.decisions)) for e in minutes.editions]
        assert frozen == [(n, *said) for n, said in enumerate(self.model.editions, start=1)]
        shown = minutes.status is not MinutesStatus.DRAFT
        assert shown == bool(self.model.editions)
        public = queries.minutes_by_id(ANONYMOUS, minutes.id) is not None
        assert public == (shown and audience is Audience.PUBLIC)

    @invariant()
    def the_journal_and_the_mails_tell_the_same(self) -> None:
        acts = select(AuditEntry.action).where(AuditEntry.subject_type == "minutes")
        own = acts.where(AuditEntry.subject_id == self.minutes_id()).order_by(AuditEntry.id)
        assert list(db.session.scalars(own)) == self.model.acts
        prefix = f"minutes/published:{self.minutes_id()}:%"
        mails = select(func.count()).where(OutboxMessage.key.like(prefix))
        assert db.session.scalar(mails) == len(self.model.editions)

    def minutes_id(self) -> int:
        minutes = queries.minutes_of(self.event_id)
        return minutes.id if minutes is not None else 0


@pytest.mark.slow
def test_minutes_whatever_people_do(app: Flask) -> None:
    run_state_machine_as_test(
        Writing,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
