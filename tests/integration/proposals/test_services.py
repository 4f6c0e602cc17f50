"""Rules of the acts: delays, versions, mails, and acts that change nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.enums import Role
from app.audit.models import AuditEntry
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, Invalid, NotAllowed, Stale
from app.outbox.models import OutboxMessage
from app.proposals import services
from app.proposals.enums import Outcome
from app.proposals.enums import ProposalAction as A
from app.proposals.enums import ProposalStatus as S
from app.proposals.models import Proposal
from app.proposals.queries.loading import reload
from app.proposals.services import ProposalText
from app.proposals.states import MAILS
from tests import make
from tests.proposing import ACTS, PATHS, REASONS, TEXT, Cast, brought_to, cast, soon, written

Sent = list[tuple[str, str]]


def sent() -> Sent:
    """Every mail written so far: (message, recipient)."""
    rows = db.session.execute(
        select(OutboxMessage.kind, OutboxMessage.recipient).order_by(OutboxMessage.id)
    )
    return [(kind.removeprefix("proposals/"), to) for kind, to in rows]


def entries() -> int:
    return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def addresses(people: Cast, *names: str) -> set[str]:
    return {people.accounts[name].email for name in names}


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Let days pass."""
    moment: datetime = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: moment)


# The recipients of the product's table, by the names of the cast.
GROUP = ("author", "co_author", "lead")
RECIPIENTS: list[tuple[str, A, str, tuple[str, ...]]] = [
    ("draft", A.SUBMIT, "author", (*GROUP, "staff", "instructor")),
    ("submitted", A.RETURN, "staff", GROUP),
    ("submitted", A.START_REVIEW, "staff", ("instructor", "author", "co_author")),
    ("submitted", A.REDIRECT, "staff", GROUP),
    ("under_review", A.ASK_INFORMATION, "instructor", GROUP),
    ("more_information", A.ANSWER, "author", ("instructor",)),
    ("more_information", A.GIVE_UP_WAITING, "instructor", ()),
    ("under_review", A.REVIEW, "instructor", ("commissioner", "recused", "staff", "instructor")),
    ("reviewed", A.REOPEN_REVIEW, "staff", ("instructor",)),
    ("reviewed", A.ADJOURN, "commissioner", GROUP),
    ("adjourned", A.RESUME, "commissioner", ("commissioner", "recused", "instructor")),
    ("reviewed", A.ACCEPT, "commissioner", ()),
    ("reviewed", A.DECLINE, "commissioner", ()),
    ("accepted", A.NOTIFY, "staff", (*GROUP, "instructor")),
    ("accepted", A.RECTIFY, "commissioner", ()),
    ("accepted, notified", A.RECTIFY, "commissioner", GROUP),
    ("accepted, notified", A.IMPLEMENT, "staff", ("author", "co_author")),
    (
        "implementing, all done",
        A.COMPLETE,
        "staff",
        ("author", "co_author", "commissioner", "recused"),
    ),
    ("implementing", A.ABANDON, "commissioner", GROUP),
    ("under_review", A.WITHDRAW, "author", ("staff", "instructor", "co_author", "lead")),
    ("draft", A.WITHDRAW, "author", ()),
]


@pytest.mark.slow
def test_each_act_tells_whom_the_table_says(app: Flask) -> None:
    people = cast()
    for situation, act, who, told in RECIPIENTS:
        proposal = brought_to(situation, people)
        before = len(sent())
        with transaction():
            ACTS[act](people[who], proposal, people)
        mails = sent()[before:]
        assert sorted(to for _, to in mails) == sorted(addresses(people, *told)), (situation, act)
        messages = {message for message, _ in MAILS.get(act, ())}
        assert {message for message, _ in mails} <= messages


def test_joining_tells_the_authors_of_both(app: Flask) -> None:
    people = cast()
    proposal = brought_to("submitted", people)
    before = len(sent())
    with transaction():
        services.merge(people["staff"], proposal, target=people.target)
    mails = sent()[before:]
    assert {to for message, to in mails if message == "merged"} == addresses(
        people, "author", "co_author"
    )
    assert [message for message, _ in mails].count("joined") == 1
    other = brought_to("submitted", people)
    for target in (other, proposal):
        with pytest.raises(Invalid), transaction():
            services.merge(people["staff"], other, target=target)


def test_the_same_act_twice_changes_nothing(app: Flask) -> None:
    people = cast()
    proposal = written(people)
    for act, who in (*PATHS["accepted, notified"], (A.IMPLEMENT, "staff")):
        with transaction():
            ACTS[act](people[who], proposal, people)
        state, mails, rows = reload(proposal.id).status, len(sent()), entries()
        db.session.rollback()
        with transaction():
            ACTS[act](people[who], reload(proposal.id), people)
        assert (reload(proposal.id).status, len(sent()), entries()) == (state, mails, rows), act
        db.session.rollback()


def test_the_same_act_with_other_words_is_another_act(app: Flask) -> None:
    people = cast()
    proposal = brought_to("returned", people)
    with pytest.raises(Conflict), transaction():
        services.return_to_authors(people["staff"], proposal, reason="Autre chose.")


def test_a_save_without_a_change_leaves_no_trace(app: Flask) -> None:
    people = cast()
    proposal = written(people)
    rows = entries()
    with transaction():
        # Even from an old version: there is nothing to lose.
        services.edit(people["author"], proposal, version=0, text=TEXT)
    assert (reload(proposal.id).version, entries()) == (1, rows)


def test_a_stale_save_is_given_both_texts(app: Flask) -> None:
    people = cast()
    proposal = written(people)
    mine = ProposalText(**{**vars(TEXT), "findings": "Le mien."})
    theirs = ProposalText(**{**vars(TEXT), "findings": "Le sien."})
    with transaction():
        services.edit(people["lead"], proposal, version=1, text=theirs)
    with pytest.raises(Stale) as refused, transaction():
        services.edit(people["author"], proposal, version=1, text=mine)
    assert refused.value.theirs == {"findings": "Le sien."}
    assert reload(proposal.id).findings == "Le sien."
    db.session.rollback()
    with transaction():
        services.edit(people["author"], proposal, version=2, text=mine)
    assert reload(proposal.id).findings == "Le mien."


def test_the_delay_stands_still_while_the_authors_are_asked(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = cast()
    proposal = brought_to("submitted", people)
    assert proposal.due_on == clock.today() + timedelta(days=60)
    proposal = brought_to("more_information", people)
    due = reload(proposal.id).due_on
    assert due is not None
    later(monkeypatch, 9)
    with transaction():
        ACTS[A.ANSWER](people["author"], proposal, people)
    assert reload(proposal.id).due_on == due + timedelta(days=9)
    assert reload(proposal.id).suspended_at is None


def test_an_adjourned_proposal_comes_back_on_its_date(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = cast()
    proposal = brought_to("adjourned", people)
    with transaction():
        assert services.resume_due() == 0
    later(monkeypatch, 20)
    with transaction():
        assert services.resume_due() == 1
    found = reload(proposal.id)
    assert (found.status, found.adjourned_until) == (S.REVIEWED, None)
    db.session.rollback()
    with transaction():
        assert services.resume_due() == 0


def test_a_returned_proposal_keeps_its_reference_and_its_versions(app: Flask) -> None:
    people = cast()
    proposal = brought_to("returned", people)
    reference = reload(proposal.id).reference
    db.session.rollback()
    with transaction():
        services.submit(people["author"], proposal)
    found = reload(proposal.id)
    assert found.reference == reference
    # Handed in again word for word: still the same version.
    assert [version.number for version in found.versions] == [1]


def test_what_is_missing_is_asked_for(app: Flask) -> None:
    people = cast()
    with transaction():
        proposal = services.create(
            people["author"], people.group, text=ProposalText(title="Une idée")
        )
    with pytest.raises(Conflict), transaction():
        services.submit(people["author"], proposal)
    with pytest.raises(Invalid), transaction():
        services.create(people["author"], people.group, text=ProposalText(title="  "))
    with pytest.raises(NotAllowed), transaction():
        services.create(people["staff"], people.group, text=TEXT)


@pytest.mark.parametrize("outcome", [Outcome.PARTLY_ACCEPTED, Outcome.DECLINED])
def test_reasons_are_needed_unless_accepted(app: Flask, outcome: Outcome) -> None:
    people = cast()
    proposal = brought_to("reviewed", people)
    with pytest.raises(Invalid) as refused, transaction():
        services.decide(
            people["commissioner"], proposal, outcome=outcome, text="Voici.", reasons="Trop court."
        )
    assert set(refused.value.errors) == {"reasons"}


def test_a_decision_is_taken_on_the_opinion_that_was_read(app: Flask) -> None:
    people = cast()
    proposal = brought_to("reviewed", people)
    read = reload(proposal.id).opinions[-1].id
    db.session.rollback()
    with transaction():
        ACTS[A.REOPEN_REVIEW](people["staff"], proposal, people)
        ACTS[A.REVIEW](people["instructor"], proposal, people)
    with pytest.raises(Conflict), transaction():
        services.decide(
            people["commissioner"],
            proposal,
            outcome=Outcome.ACCEPTED,
            text="Oui.",
            opinion_id=read,
        )
    with transaction():
        ACTS[A.ACCEPT](people["commissioner"], proposal, people)
    answer = reload(proposal.id).answers[-1]
    assert (answer.text_version, answer.opinion_id) == (1, read + 1)


def test_a_rectified_decision_keeps_the_former_one(app: Flask) -> None:
    people = cast()
    proposal = brought_to("declined, notified", people)
    with transaction():
        services.rectify(
            people["commissioner"],
            proposal,
            outcome=Outcome.ACCEPTED,
            text="Finalement oui.",
            reason="Un local s’est libéré.",
        )
    found = reload(proposal.id)
    assert found.status is S.ACCEPTED
    assert [(a.number, a.outcome, bool(a.notified_at)) for a in found.answers] == [
        (1, Outcome.DECLINED, True),
        (2, Outcome.ACCEPTED, True),
    ]


def test_nobody_instructs_or_decides_their_own(app: Flask) -> None:
    people = cast()
    both = make.account(Role.STAFF, Role.COMMISSIONER, name="Personne double")
    make.mandate(both, people.group)
    proposal = written(people)
    with transaction():
        services.add_co_author(people["author"], proposal, account_id=both.id)
        services.submit(people["author"], proposal)
    with pytest.raises(Invalid), transaction():
        services.start_review(people["staff"], proposal, instructor_id=both.id, due_on=soon())


def test_questions_leave_a_week_and_are_all_answered(app: Flask) -> None:
    people = cast()
    proposal = brought_to("under_review", people)
    with pytest.raises(Invalid), transaction():
        services.ask_information(
            people["instructor"], proposal, questions=["Combien ?"], answer_by=soon(6)
        )
    with pytest.raises(Invalid), transaction():
        services.ask_information(
            people["instructor"], proposal, questions=["  "], answer_by=soon(8)
        )
    with transaction():
        ACTS[A.ASK_INFORMATION](people["instructor"], proposal, people)
    first, second = reload(proposal.id).questions
    db.session.rollback()
    with pytest.raises(Invalid) as refused, transaction():
        services.answer(people["author"], proposal, answers={first.id: "Dix."})
    assert set(refused.value.errors) == {f"question_{second.id}"}


def test_several_decisions_are_told_together_or_not_at_all(app: Flask) -> None:
    people = cast()
    decided = [brought_to("accepted", people), brought_to("declined", people)]
    waiting = brought_to("reviewed", people)
    before = len(sent())
    with pytest.raises(Conflict), transaction():
        services.notify_all(people["staff"], [*decided, waiting])
    assert len(sent()) == before
    with transaction():
        assert services.notify_all(people["staff"], decided) == 2
    assert len(sent()) == before + 8


def test_every_journal_row_of_a_proposal_holds_no_text(app: Flask) -> None:
    people = cast()
    brought_to("completed", people)
    rows = db.session.scalars(
        select(AuditEntry).where(AuditEntry.subject_type == Proposal.__tablename__)
    )
    for row in rows:
        told = f"{row.before} {row.after}"
        assert TEXT.findings not in told
        assert REASONS not in told
        assert "example.org" not in told
