"""A machine that writes, publishes and amends minutes in any order, with versions right or stale.

A model in plain Python holds what should stand; the journal, the editions and the mails must fold
into the same story.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

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
from app.groups.queries import load_actor
from app.kernel import clock
from app.kernel.access import ANONYMOUS, SYSTEM
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, Invalid, Refused, Stale
from app.minutes import queries, services
from app.minutes.content import Content, ToDo
from app.minutes.enums import Audience
from app.minutes.services.life import first_end
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
    state: str = ""
    until: date = date.max
    answered: bool = True


class Writing(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        group = make.group()
        account = make.account()
        make.mandate(account, group, GroupRole.MEMBER)
        member = load_actor(account.id)
        assert member is not None
        self.member = member
        self.group_id = group.id
        self.now = clock.now()
        starts_at = clock.now() - timedelta(days=1)
        kind = EventKind.GROUP_MEETING
        self.event_id = make.event(kind=kind, group_id=group.id, starts_at=starts_at).id
        self.model = Model()

    def attempt(
        self, act: str, late: int, body: str, decisions: tuple[str, ...], **more: Any
    ) -> Refused | None:
        """Do it through the services; what was refused, if it was."""
        version = max(0, self.model.version - late)
        actions = tuple(ToDo(text, None, "porteuse@example.org") for text in decisions[:2])
        content = Content(None, body, decisions, self.audience, actions=actions)
        try:
            with clock.at(self.now), transaction():
                minutes = queries.minutes_of(self.event_id)
                if act == "save":
                    event = db.session.get_one(Event, self.event_id)
                    services.save_draft(SYSTEM, event, content, version=version)
                elif minutes is not None and act == "amend":
                    services.amend(SYSTEM, minutes, content, version=version, reason="Motif")
                elif minutes is not None:
                    getattr(services, act)(SYSTEM, minutes, version=version, **more)
        except Refused as refusal:
            return refusal
        return None

    @rule(working_days=st.integers(1, 8))
    def wait(self, working_days: int) -> None:
        self.now += timedelta(days=working_days)

    @rule(late=LATE, short=st.sampled_from([0, 0, 0, 1]))
    def circulate(self, late: int, short: int) -> None:
        with clock.at(self.now):
            until = first_end() - timedelta(days=short)
        self.audience = Audience.PUBLIC
        model = self.model
        refusal = self.attempt("circulate", late, "", (), until=until)
        if model.content is None or model.state == "circulated":
            assert refusal is None
        elif late:
            assert isinstance(refusal, Stale)
        elif model.state != "draft":
            assert isinstance(refusal, Conflict)
        elif not (model.content[0] or model.content[1]) or short:
            assert isinstance(refusal, Invalid)
        else:
            assert refusal is None
            model.state, model.until, model.answered = "circulated", until, True
            model.acts.append("minutes:circulate")

    @rule(answered=st.booleans())
    def comment(self, answered: bool) -> None:
        """Somebody remarks, and is answered or not: nothing is approved before all are."""
        model = self.model
        minutes = queries.minutes_of(self.event_id)
        if minutes is None:
            return
        with clock.at(self.now):
            begun = model.state == "circulated" and clock.today() <= model.until
            try:
                with transaction():
                    minutes = queries.minutes_of(self.event_id)
                    assert minutes is not None
                    words = f"remarque {len(model.acts)}"
                    made = services.comment(self.member, minutes, text=words, passage=None)
                assert begun
                model.acts.append("minutes:comment")
            except Refused:
                assert not begun
                return
            if answered:
                with transaction():
                    services.answer(SYSTEM, minutes, made.id, taken_up=True, answer="")
                model.acts.append("minutes:answer_comment")
            else:
                model.answered = False

    @rule(late=LATE)
    def approve(self, late: int) -> None:
        model = self.model
        self.audience = Audience.PUBLIC
        refusal = self.attempt("approve", late, "", ())
        with clock.at(self.now):
            over = model.state == "circulated" and clock.today() > model.until
        if model.content is None or model.state in {"approved", "published", "amended"}:
            assert refusal is None
        elif late:
            assert isinstance(refusal, Stale)
        elif not over or not model.answered:
            assert isinstance(refusal, Conflict)
        elif not (model.content[0] or model.content[1]):
            assert isinstance(refusal, Invalid)
        else:
            assert refusal is None
            model.state = "approved"
            model.editions.append(model.content[:2])
            model.acts.append("minutes:approve_text")

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
        model = self.model
        self.audience = Audience.PUBLIC
        refusal = self.attempt("publish", late, "", ())
        if model.content is None or model.state in {"published", "amended"}:
            assert refusal is None
        elif late:
            assert isinstance(refusal, Stale)
        elif model.state != "approved":
            assert isinstance(refusal, Conflict)
        else:
            assert refusal is None
            model.state = "published"
            model.acts.append("minutes:publish")

    @rule(body=TEXTS, decisions=DECISIONS, audience=AUDIENCES, late=LATE)
    def amend(self, body: str, decisions: tuple[str, ...], audience: Audience, late: int) -> None:
        self.audience = audience
        refusal = self.attempt("amend", late, body, decisions)
        stored = self.model.content
        if stored is None:
            assert refusal is None
        elif late:
            assert isinstance(refusal, Stale)
        elif self.model.state not in {"published", "amended"}:
            assert isinstance(refusal, Conflict)
        elif len(decisions) < len(stored[1]) or self.would_empty(body, decisions, audience):
            assert isinstance(refusal, Invalid)
        else:
            assert refusal is None
            if self.wrote(body, decisions, audience):
                assert self.model.content is not None
                self.model.editions.append(self.model.content[:2])
                self.model.acts.append("minutes:amend")
                self.model.state = "amended"

    def would_empty(self, body: str, decisions: tuple[str, ...], audience: Audience) -> bool:
        return not (body or decisions) and self.model.content != (body, decisions, audience)

    def wrote(self, body: str, decisions: tuple[str, ...], audience: Audience) -> bool:
        if self.model.content == (body, decisions, audience):
            return False
        self.model.content = (body, decisions, audience)
        self.model.version += 1
        self.model.state = self.model.state or "draft"
        return True

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
        assert minutes.status == self.model.state
        shown = self.model.state in {"published", "amended"}
        # A decision or an action never loses its number; all but drafts keep their revisions.
        assert [a.number for a in minutes.actions] == list(range(1, len(minutes.actions) + 1))
        history = queries.revisions(minutes.id)
        assert [r.number for r in reversed(history)] == list(range(1, self.model.version + 1))
        live = len(minutes.actions) if self.model.editions else 0
        assert len(queries.open_actions(self.group_id)) == live
        public = queries.minutes_by_id(ANONYMOUS, minutes.id) is not None
        assert public == (shown and audience is Audience.PUBLIC)

    @invariant()
    def the_journal_and_the_mails_tell_the_same(self) -> None:
        acts = select(AuditEntry.action).where(AuditEntry.subject_type == "minutes")
        own = acts.where(AuditEntry.subject_id == self.minutes_id()).order_by(AuditEntry.id)
        assert list(db.session.scalars(own)) == self.model.acts
        prefix = f"minutes/published:{self.minutes_id()}:%"
        mails = select(func.count()).where(OutboxMessage.key.like(prefix))
        published = self.model.state in {"published", "amended"}
        assert db.session.scalar(mails) == (len(self.model.editions) if published else 0)

    def minutes_id(self) -> int:
        minutes = queries.minutes_of(self.event_id)
        return minutes.id if minutes is not None else 0


@pytest.mark.slow
def test_minutes_whatever_people_do(app: Flask) -> None:
    run_state_machine_as_test(
        Writing,
        settings=settings(
            max_examples=10,
            stateful_step_count=15,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
