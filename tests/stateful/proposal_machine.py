"""A machine that leads proposals wherever the rules allow, tries what they forbid, lets days pass.

Each walk is one transaction, undone at its end: the people are made once, nothing is committed.
"""

from __future__ import annotations

import json
from collections import Counter
from contextlib import ExitStack, suppress
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, NotAllowed
from app.outbox.models import OutboxMessage
from app.proposals import services
from app.proposals.enums import ProposalAction as A
from app.proposals.enums import ProposalStatus as S
from app.proposals.models import Answer, Proposal, ProposalAuthor, ProposalVersion
from app.proposals.policies import permitted_actions
from app.proposals.services.acting import TRACKED
from tests.proposing import ACTS, TEXT, Cast
from tests.rereading import reread_after_writes
from tests.stateful.proposal_model import PEOPLE, STILL, Model

# Choosing among these keeps the walks long: they end a proposal at once.
ENDINGS = frozenset({A.WITHDRAW, A.MERGE, A.REDIRECT, A.ABANDON})
# What is said inside the team, and never in a mail to anybody.
INSIDE = ("NOTE (", "Utile.")
COLUMNS = [getattr(Proposal, name) for name in TRACKED]


class UndoneError(Exception):
    """Raised at the end of a walk, to roll it back."""


class Proposals(RuleBasedStateMachine):
    """One proposal at a time, and the references of those before."""

    # Set by the test: the people, the first morning, and what the walks reached.
    people: Cast
    morning: datetime
    reached: Counter[tuple[str, str]]
    refused: Counter[tuple[str, str]]
    totals: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(suppress(UndoneError))
        self.stack.enter_context(transaction())
        self.now = self.morning
        self.stack.enter_context(clock.at(self.now))
        self.writings = self.stack.enter_context(reread_after_writes())
        self.given: list[str] = []
        self.totals["walks"] += 1
        self.begin(lead_submits=False)

    def teardown(self) -> None:
        try:
            self._past_states_are_told()
        finally:
            undone = UndoneError()
            self.stack.__exit__(UndoneError, undone, undone.__traceback__)

    def begin(self, *, lead_submits: bool) -> None:
        group = db.session.get_one(WorkingGroup, self.people.group.id)
        group.lead_submits = lead_submits
        author, co_author = self.people["author"], self.people.accounts["co_author"].id
        made = services.create(author, group, text=TEXT)
        self.proposal_id = services.add_co_author(author, made, account_id=co_author).id
        db.session.flush()
        self.model = Model(lead_submits)
        self.days: list[tuple[datetime, str]] = []
        self.told: dict[str, Any] = {"version": 1}
        self.last_entry = self._last(AuditEntry.id) - 2
        self.last_mail = self._last(OutboxMessage.id)

    def _last(self, column: Any) -> int:
        return db.session.scalar(select(func.max(column))) or 0

    @initialize(lead_submits=st.booleans())
    def choose_the_group(self, lead_submits: bool) -> None:
        """Whether its lead validates what is submitted."""
        group = db.session.get_one(WorkingGroup, self.people.group.id)
        group.lead_submits = self.model.lead_submits = lead_submits
        db.session.flush()

    @property
    def today(self) -> date:
        return clock.today()

    def loaded(self) -> Proposal:
        return self.writings.reload(self.proposal_id)

    def possible(self) -> list[tuple[A, str]]:
        today = self.today
        return [
            (act, who) for act in A for who in sorted(self.model.who_may(act, today) & set(PEOPLE))
        ]

    # What people do.

    @rule(choice=st.integers(0, 10_000), end=st.integers(0, 11))
    def make_a_permitted_act(self, choice: int, end: int) -> None:
        possible = self.possible()
        longer = [pair for pair in possible if pair[0] not in ENDINGS]
        ending = [pair for pair in possible if pair[0] in ENDINGS]
        candidates = (ending if end == 0 else longer) or possible
        if candidates:
            self.make(*_by_act(candidates, choice))

    @rule(choice=st.integers(0, 10_000))
    def move_on(self, choice: int) -> None:
        """Of what is possible, what leads elsewhere: else walks stay where much is possible."""
        ahead = [pair for pair in self.possible() if pair[0] in AHEAD]
        if ahead:
            self.make(*_by_act(ahead, choice))

    def make(self, act: A, who: str) -> None:
        """One act that the table permits."""
        model, today = self.model, self.today
        situation, nothing = model.situation, model.changes_nothing(act, today)
        self.writings.made.clear()
        ACTS[act](self.people[who], self.loaded(), self.people)
        db.session.flush()
        entries, mails = self._new_entries(), self._new_mails()
        if nothing:
            assert not self.writings.made, f"{act}: nothing changed, but something was written"
            assert (entries, mails) == ([], [])
            self.totals["acts that changed nothing"] += 1
            return
        assert [entry.action for entry in entries] == [f"proposal:{act}"]
        assert entries[0].actor_id == self.people[who].account_id
        model.make(act, today)
        self._mails_are_right(act, mails)
        self.reached[(situation, act.value)] += 1
        self.totals["acts accepted"] += 1

    @rule(act=st.sampled_from(list(A)), who=st.sampled_from(PEOPLE))
    def try_anything(self, act: A, who: str) -> None:
        """What is not permitted is refused, and not one statement writes."""
        found, today = self.loaded(), self.today
        allowed = {one for one in A if who in self.model.who_may(one, today)}
        assert set(permitted_actions(self.people[who], found)) == allowed, f"the buttons of {who}"
        if act in allowed:
            return
        self.writings.made.clear()
        try:
            ACTS[act](self.people[who], found, self.people)
        except (NotAllowed, Conflict):
            self.refused[(self.model.situation, act.value)] += 1
            self.totals["acts refused"] += 1
        else:
            # The last act sent again, by a double click.
            self.totals["acts made twice"] += 1
        db.session.flush()
        assert not self.writings.made, f"{act} by {who} was refused, and wrote"

    @rule(number=st.sampled_from([1, 3, 8, 15, 40]))
    def days_pass(self, number: int) -> None:
        """Nobody acts: alerts leave, what was adjourned comes back; silence decides nothing."""
        self.days.append((self.now, self.model.state.value))
        self.now += timedelta(days=number)
        self.stack.enter_context(clock.at(self.now))
        services.resume_due()
        services.alert_delays()
        db.session.flush()
        model = self.model
        if model.state is S.ADJOURNED and model.back_on is not None and model.back_on <= self.today:
            assert [entry.action for entry in self._new_entries()] == ["proposal:resume"]
            model.state = S.REVIEWED
            model.go_on(self.today)
            self.totals["came back by themselves"] += 1
        else:
            assert self._new_entries() == []
        kinds = {mail.kind for mail in self._new_mails()}
        assert kinds <= {"proposals/delay", "proposals/resumed"}
        assert ("proposals/delay" in kinds) == model.is_alerted(self.today), "the alerts"
        self.totals["alerts"] += "proposals/delay" in kinds
        self.totals["days"] += number

    @precondition(lambda self: not self.possible())
    @rule(lead_submits=st.booleans())
    def write_another(self, lead_submits: bool) -> None:
        self._past_states_are_told()
        self.begin(lead_submits=lead_submits)
        self.totals["proposals ended"] += 1

    # What always holds.

    @invariant()
    def all_holds(self) -> None:
        """What is stored is what the model says, and what the journal says."""
        self._new_entries()
        row = db.session.execute(select(*COLUMNS).where(Proposal.id == self.proposal_id)).one()
        stored = {name: plain(value) for name, value in zip(TRACKED, row, strict=True)}
        assert {name: self.told.get(name) for name in TRACKED} == stored
        model = self.model
        assert stored["status"] == model.state.value
        assert (stored["suspended_at"] is not None) == (model.state in STILL)
        assert stored["due_on"] == plain(model.due_on)
        assert stored["version"] == model.saves
        numbers = db.session.scalars(
            select(ProposalVersion.number)
            .where(ProposalVersion.proposal_id == self.proposal_id)
            .order_by(ProposalVersion.number)
        ).all()
        assert numbers == list(range(1, model.versions + 1))
        answers = db.session.execute(
            select(Answer.number, Answer.text, Answer.notified_at)
            .where(Answer.proposal_id == self.proposal_id)
            .order_by(Answer.number)
        ).all()
        assert [row[:2] for row in answers] == list(enumerate(model.answers, start=1))
        assert any(told for _, _, told in answers) == model.is_told
        self._authors_stay()
        self._references_follow(stored["reference"])

    def _authors_stay(self) -> None:
        stored = db.session.scalars(
            select(ProposalAuthor.account_id).where(ProposalAuthor.proposal_id == self.proposal_id)
        )
        assert set(stored) == {self.people.accounts[name].id for name in self.model.authors}

    def _references_follow(self, reference: str | None) -> None:
        """Given once, never again, in order within their year."""
        assert self.model.reference in {None, reference}
        if reference is None or reference == self.model.reference:
            return
        self.model.reference = reference
        year = self.today.year
        before = [one for one in self.given if one.startswith(f"P-{year}-")]
        assert reference == f"P-{year}-{len(before) + 1:03d}"
        self.given.append(reference)

    def _past_states_are_told(self) -> None:
        """The state at a past date is the fold of the journal up to it."""
        rows = db.session.execute(
            select(AuditEntry.at, AuditEntry.after)
            .where(AuditEntry.subject_type == "proposal")
            .where(AuditEntry.subject_id == self.proposal_id)
            .order_by(AuditEntry.id)
        ).all()
        for moment, state in self.days:
            told = [after["status"] for at, after in rows if at <= moment and "status" in after]
            assert told[-1] == state

    # What was written since the last look.

    def _new_entries(self) -> list[AuditEntry]:
        found = db.session.scalars(
            select(AuditEntry)
            .where(AuditEntry.id > self.last_entry, AuditEntry.subject_id == self.proposal_id)
            .order_by(AuditEntry.id)
        ).all()
        for entry in found:
            told = {name: value for name, value in entry.after.items() if name in TRACKED}
            self.told.update(told)
            self.last_entry = entry.id
        return list(found)

    def _new_mails(self) -> list[OutboxMessage]:
        found = db.session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.id > self.last_mail)
            .order_by(OutboxMessage.id)
        ).all()
        self.last_mail = found[-1].id if found else self.last_mail
        return list(found)

    def _mails_are_right(self, act: A, mails: list[OutboxMessage]) -> None:
        """Each person once; nothing of the inside, nor an answer that was not notified."""
        to = [mail.recipient for mail in mails]
        assert len(to) == len(set(to)), f"{act} writes twice to somebody"
        said = json.dumps([mail.payload for mail in mails], ensure_ascii=False, default=str)
        secrets = INSIDE if self.model.is_told else (*INSIDE, "Réponse : ", "En partie.")
        for secret in secrets:
            assert secret not in said, f"{act} tells {secret!r}"
        if act is A.NOTIFY:
            team = {self.model.instructor, "lead", *self.model.authors}
            assert {self.people.accounts[name].email for name in team} <= set(to)
        self.totals["mails"] += len(mails)


# The acts on the way to an end: without them a walk stays among notes and saves.
AHEAD = frozenset(
    {A.SUBMIT, A.START_REVIEW, A.ASK_INFORMATION, A.ANSWER, A.GIVE_UP_WAITING, A.REVIEW}
    | {A.ADJOURN, A.RESUME, A.ACCEPT, A.ACCEPT_PARTLY}
    | {A.NOTIFY, A.IMPLEMENT, A.COMPLETE_FOLLOW_UP, A.COMPLETE}
)


def _by_act(pairs: list[tuple[A, str]], choice: int) -> tuple[A, str]:
    """The act first, then who makes it: one that many may make comes no more often."""
    acts = sorted({act for act, _ in pairs})
    act = acts[choice % len(acts)]
    people = [who for one, who in pairs if one is act]
    return act, people[choice // len(acts) % len(people)]


def plain(value: Any) -> Any:
    """A value as the journal keeps it."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return getattr(value, "value", value)
