"""A machine that leads proposals wherever the rules allow, and tries what they forbid."""

from __future__ import annotations

from typing import Any

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
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, NotAllowed
from app.outbox.models import OutboxMessage
from app.proposals.enums import ProposalAction as A
from app.proposals.models import Proposal
from app.proposals.policies import permitted_actions
from app.proposals.queries.loading import RIGHTS, reload
from app.proposals.services.acting import TRACKED
from app.proposals.states import DECIDED_STATES, LIFE
from tests.proposing import ACTS, Cast, cast, written

PEOPLE = ("author", "co_author", "lead", "member", "staff", "instructor", "commissioner", "recused")
# Choosing among these keeps the walks long: withdrawing or merging ends them at once.
ENDINGS = frozenset({A.WITHDRAW, A.MERGE, A.REDIRECT, A.ABANDON})


class Proposals(RuleBasedStateMachine):
    """One proposal at a time, and all that stays of those before."""

    people: Cast
    proposal: Proposal
    references: list[str]

    def __init__(self) -> None:
        super().__init__()
        db.session.rollback()
        self.people = cast_of_the_run()
        self.proposal = written(self.people)
        self.authors = {one.account_id for one in self.proposal.authors}
        self.entries = self._entries()
        self.given: str | None = None
        self.is_over = False

    def _entries(self) -> int:
        return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0

    def _mails(self) -> int:
        return db.session.scalar(select(func.count()).select_from(OutboxMessage)) or 0

    def _possible(self) -> list[tuple[A, str]]:
        found = reload(self.proposal.id)
        return [(act, who) for who in PEOPLE for act in permitted_actions(self.people[who], found)]

    @rule(choice=st.integers(0, 10_000), end=st.integers(0, 9))
    def make_a_permitted_act(self, choice: int, end: int) -> None:
        possible = self._possible()
        longer = [pair for pair in possible if pair[0] not in ENDINGS]
        candidates = possible if end == 0 or not longer else longer
        if not candidates:
            self.is_over = True
            return
        act, who = candidates[choice % len(candidates)]
        before = reload(self.proposal.id, options=RIGHTS)
        state, entries, authors = before.status, self._entries(), self.authors
        reassigned_to_self = act is A.REASSIGN and (
            before.instructor_id == self.people.accounts["staff"].id
        )
        known = act is A.ADD_FOLLOW_UP and any(o.text == "Ouvrir" for o in before.follow_ups)
        newcomer = self.people.accounts["newcomer"].id
        already = (act is A.ADD_CO_AUTHOR and newcomer in authors) or (
            act is A.REMOVE_CO_AUTHOR and self.people.accounts["co_author"].id not in authors
        )
        answers = before.answers
        corrected = act is A.RECTIFY and answers[-1].text == "En partie."
        with transaction():
            ACTS[act](self.people[who], before, self.people)
        after = reload(self.proposal.id, options=RIGHTS)
        nothing = reassigned_to_self or known or already or corrected
        assert self._entries() == entries + (0 if nothing else 1), act
        if act is A.RECTIFY:
            assert after.status in DECIDED_STATES
        else:
            assert after.status is LIFE.next(state, act)
        if act in {A.ADD_CO_AUTHOR, A.REMOVE_CO_AUTHOR}:
            self.authors = {one.account_id for one in after.authors}
        db.session.rollback()

    @rule(act=st.sampled_from(list(A)), who=st.sampled_from(PEOPLE))
    def try_anything(self, act: A, who: str) -> None:
        found = reload(self.proposal.id, options=RIGHTS)
        if act in permitted_actions(self.people[who], found):
            return
        state, entries, mails = _tracked(found), self._entries(), self._mails()
        with transaction():
            try:
                ACTS[act](self.people[who], found, self.people)
            except (NotAllowed, Conflict):
                db.session.expire_all()
        now = reload(self.proposal.id, options=RIGHTS)
        assert (_tracked(now), self._entries(), self._mails()) == (
            state,
            entries,
            mails,
        )
        db.session.rollback()

    @precondition(lambda self: self.is_over)
    @rule()
    def write_another(self) -> None:
        self.is_over = False
        self.proposal = written(self.people)
        self.authors = {one.account_id for one in self.proposal.authors}
        self.given = None

    @invariant()
    def all_holds(self) -> None:
        found = reload(self.proposal.id)
        self._journal_tells_the_state(found)
        self._versions_have_no_hole_and_authors_stay(found)
        self._a_reference_is_given_once(found)
        db.session.rollback()

    def _journal_tells_the_state(self, found: Proposal) -> None:
        """Folding the journal gives back what is stored."""
        told: dict[str, Any] = {}
        rows = db.session.scalars(
            select(AuditEntry)
            .where(AuditEntry.subject_type == "proposal", AuditEntry.subject_id == self.proposal.id)
            .order_by(AuditEntry.id)
        )
        for row in rows:
            told.update({name: value for name, value in row.after.items() if name in TRACKED})
        stored = _tracked(found)
        start = {"version": 1}
        assert {name: told.get(name, start.get(name)) for name in TRACKED} == stored

    def _versions_have_no_hole_and_authors_stay(self, found: Proposal) -> None:
        numbers = [version.number for version in found.versions]
        assert numbers == list(range(1, len(numbers) + 1))
        assert [answer.number for answer in found.answers] == list(range(1, len(found.answers) + 1))
        assert {one.account_id for one in found.authors} == self.authors
        assert (found.suspended_at is not None) == (
            found.status.value in {"more_information", "adjourned"}
        )

    def _a_reference_is_given_once(self, found: Proposal) -> None:
        if self.given is not None:
            assert found.reference == self.given
        self.given = found.reference
        year = clock.today().year
        given = db.session.scalars(
            select(Proposal.reference)
            .where(Proposal.reference.like(f"P-{year}-%"))
            .order_by(Proposal.reference)
        ).all()
        assert given == [f"P-{year}-{n:03d}" for n in range(1, len(given) + 1)]


def _tracked(proposal: Proposal) -> dict[str, Any]:
    values = {name: getattr(proposal, name) for name in TRACKED}
    plain = {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in values.items()
    }
    return {**plain, "status": proposal.status.value}


_run: list[Cast] = []


def cast_of_the_run() -> Cast:
    """The same people for every example: accounts are not what is tested."""
    return _run[0]


@pytest.mark.slow
def test_proposals_go_only_where_the_table_says(app: Flask) -> None:
    _run[:] = [cast()]
    run_state_machine_as_test(
        Proposals,
        settings=settings(
            max_examples=6,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
