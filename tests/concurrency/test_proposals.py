"""Two people at the same moment: one decision, references in order, no deadlock."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import func, select

from app.accounts.enums import Role
from app.audit.models import AuditEntry
from app.groups.queries import load_actor
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, in_transaction
from app.kernel.errors import Conflict
from app.outbox.models import OutboxMessage
from app.proposals import services
from app.proposals.enums import Outcome
from app.proposals.models import Answer, Proposal
from tests import make
from tests.proposing import REASONS, TEXT, brought_to, cast, written


def at_once(app: Flask, works: list[Callable[[], object]]) -> list[Exception]:
    """Run each in its own thread and transaction, all starting as one; what was raised."""
    barrier = threading.Barrier(len(works))
    raised: list[Exception] = []

    def run(work: Callable[[], object]) -> None:
        with app.app_context():
            try:
                barrier.wait(timeout=60)
                in_transaction(work)
            except Exception as error:  # noqa: BLE001  # handed to the test
                raised.append(error)
            finally:
                db.session.remove()

    db.session.remove()
    with ThreadPoolExecutor(len(works)) as pool:
        list(pool.map(lambda work: contextvars.Context().run(run, work), works))
    return raised


def _deciding(actor: Actor, proposal_id: int, outcome: Outcome) -> Callable[[], object]:
    def work() -> object:
        found = db.session.get_one(Proposal, proposal_id)
        return services.decide(
            actor, found, outcome=outcome, text=f"Par {actor.account_id}", reasons=REASONS
        )

    return work


def test_two_decisions_at_once_one_wins(app: Flask) -> None:
    people = cast()
    proposal_id = brought_to("reviewed", people).id
    other = load_actor(make.account(Role.COMMISSIONER).id)
    assert other is not None
    raised = at_once(
        app,
        [
            _deciding(people["commissioner"], proposal_id, Outcome.ACCEPTED),
            _deciding(other, proposal_id, Outcome.DECLINED),
        ],
    )
    assert [type(error) for error in raised] == [Conflict]
    assert db.session.scalar(select(func.count(Answer.id))) == 1


def test_the_same_decision_sent_twice_at_once_is_one(app: Flask) -> None:
    people = cast()
    proposal_id = brought_to("reviewed", people).id
    works = [_deciding(people["commissioner"], proposal_id, Outcome.ACCEPTED)] * 4
    assert at_once(app, works) == []
    assert db.session.scalar(select(func.count(Answer.id))) == 1


def test_one_notification_sends_one_set_of_mails(app: Flask) -> None:
    people = cast()
    proposal_id = brought_to("accepted", people).id

    def tell(who: str) -> Callable[[], object]:
        return lambda: services.notify(people[who], db.session.get_one(Proposal, proposal_id))

    raised = at_once(app, [tell("staff"), tell("commissioner"), tell("staff")])
    assert {type(error) for error in raised} <= {Conflict}
    sent = db.session.scalars(
        select(OutboxMessage.recipient).where(OutboxMessage.kind == "proposals/decision")
    ).all()
    assert len(sent) == len(set(sent)) == 4


def test_references_follow_the_order_of_submissions_without_a_hole(app: Flask) -> None:
    people = cast()
    drafts = [written(people).id for _ in range(8)]

    def submit(proposal_id: int) -> Callable[[], object]:
        return lambda: services.submit(people["author"], db.session.get_one(Proposal, proposal_id))

    def fail() -> object:
        """A submission that is undone gives its number back."""
        services.submit(people["author"], db.session.get_one(Proposal, undone))
        raise Conflict("too late")

    undone = written(people).id
    raised = at_once(app, [*(submit(one) for one in drafts), fail])
    assert [type(error) for error in raised] == [Conflict]
    year = clock.today().year
    references = [f"P-{year}-{n:03d}" for n in range(1, 9)]
    given = db.session.execute(
        select(AuditEntry.subject_id, Proposal.reference)
        .join(Proposal, Proposal.id == AuditEntry.subject_id)
        .where(AuditEntry.action == "proposal:submit")
        .order_by(AuditEntry.id)
    ).all()
    assert [reference for _, reference in given] == references


def test_two_proposals_joined_to_each_other(app: Flask) -> None:
    """Whoever comes second is refused; nobody waits for ever."""
    people = cast()
    first, second = brought_to("submitted", people).id, brought_to("submitted", people).id

    def join(one: int, other: int) -> Callable[[], object]:
        def work() -> object:
            target = db.session.get_one(Proposal, other)
            return services.merge(people["staff"], db.session.get_one(Proposal, one), target=target)

        return work

    raised = at_once(app, [join(first, second), join(second, first)])
    assert len(raised) == 1
    merged = db.session.scalars(select(Proposal.merged_into_id)).all()
    assert sorted(str(one) for one in merged if one) in ([str(first)], [str(second)])


def test_two_saves_of_one_text_lose_nothing(app: Flask) -> None:
    people = cast()
    proposal_id = written(people).id

    def save(who: str, findings: str) -> Callable[[], object]:
        text = services.ProposalText(**{**vars(TEXT), "findings": findings})
        return lambda: services.edit(
            people[who], db.session.get_one(Proposal, proposal_id), version=1, text=text
        )

    raised = at_once(app, [save("author", "Le mien."), save("lead", "Le sien.")])
    stored = db.session.get_one(Proposal, proposal_id).findings
    assert len(raised) == 1
    assert isinstance(raised[0], Conflict)
    assert raised[0].theirs == {"findings": stored}  # type: ignore[attr-defined]
