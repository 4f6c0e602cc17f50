"""People and paths for tests of proposals: a cast, every act with good input, and any state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from app.accounts.enums import Role
from app.accounts.models import Account
from app.groups.enums import GroupRole
from app.groups.models import WorkingGroup
from app.groups.queries import load_actor
from app.kernel import clock
from app.kernel.access import ANONYMOUS, SYSTEM, Actor
from app.kernel.db import db, transaction
from app.proposals import services
from app.proposals.enums import DecisionLevel, OpinionKind, Outcome
from app.proposals.enums import ProposalAction as A
from app.proposals.enums import ProposalStatus as S
from app.proposals.models import Consultation, InternalNote, Proposal
from app.proposals.queries.loading import RIGHTS, reload
from app.proposals.services import PlannedAction, ProposalText
from app.proposals.services.instruction import open_questions
from tests import make
from tests.snapshots import reached

REASONS = "Une raison assez longue pour être comprise de tout le monde, sans détour."
TEXT = ProposalText(
    title="Une halte de jour",
    findings="Des femmes dorment dehors.",
    content="Ouvrir une halte.",
    audience="Femmes sans domicile",
    decision_level=DecisionLevel.REGIONAL,
)


@dataclass
class Cast:
    """Everyone who may meet a proposal, and the proposal to which others are joined."""

    group: WorkingGroup
    accounts: dict[str, Account]
    actors: dict[str, Actor]
    target: Proposal

    def __getitem__(self, name: str) -> Actor:
        return self.actors[name]


@dataclass(frozen=True)
class _Ids:
    """The rows of a cast, whichever session reads them."""

    group: int
    accounts: dict[str, int]
    actors: dict[str, Actor]
    target: int


def cast() -> Cast:
    """A group and its people; `recused` is a commissioner of the organisation that carries it."""
    ids = reached("cast", _cast)
    rows = select(Account).where(Account.id.in_(ids.accounts.values()))
    by_id = {one.id: one for one in db.session.scalars(rows)}
    return Cast(
        db.session.get_one(WorkingGroup, ids.group),
        {name: by_id[account_id] for name, account_id in ids.accounts.items()},
        dict(ids.actors),
        db.session.get_one(Proposal, ids.target),
    )


def _cast() -> _Ids:
    carrier = make.organisation()
    group = make.group(lead_organisation_id=carrier.id)
    accounts = {
        "author": make.account(name="Personne auteur"),
        "co_author": make.account(name="Personne coauteur"),
        "lead": make.account(name="Personne animatrice"),
        "member": make.account(name="Personne membre"),
        "newcomer": make.account(name="Personne nouvelle"),
        "staff": make.account(Role.STAFF, name="Personne équipe"),
        "instructor": make.account(Role.STAFF, name="Personne instruction"),
        "commissioner": make.account(Role.COMMISSIONER, name="Personne commissaire"),
        "recused": make.account(
            Role.COMMISSIONER, name="Personne déportée", organisation_id=carrier.id
        ),
    }
    for name in ("author", "co_author", "member", "newcomer"):
        make.mandate(accounts[name], group, GroupRole.MEMBER)
    make.mandate(accounts["lead"], group, GroupRole.LEAD)
    other_group, other_author = make.group(), make.account()
    target = make.proposal(other_group, other_author, S.SUBMITTED, reference="P-2020-900")
    # The newcomer is only chosen by others.
    acting = [name for name in accounts if name != "newcomer"]
    actors = {name: _actor(accounts[name]) for name in acting}
    return _Ids(
        group.id,
        {name: one.id for name, one in accounts.items()},
        {**actors, "system": SYSTEM, "visitor": ANONYMOUS},
        target.id,
    )


def _actor(account: Account) -> Actor:
    found = load_actor(account.id)
    assert found is not None
    return found


def soon(days: int = 30) -> Any:
    return clock.today() + timedelta(days=days)


def written(people: Cast, text: ProposalText = TEXT) -> Proposal:
    """A complete draft with its author and a co-author."""
    with transaction():
        proposal = services.create(people["author"], people.group, text=text)
        co_author = people.accounts["co_author"].id
        return services.add_co_author(people["author"], proposal, account_id=co_author)


Try = Callable[[Actor, Proposal, Cast], Any]

# Every act with input that would be accepted.
ACTS: dict[A, Try] = {
    A.EDIT: lambda who, one, _: services.edit(who, one, version=one.version, text=_changed(one)),
    A.ADD_CO_AUTHOR: lambda who, one, people: services.add_co_author(
        who, one, account_id=people.accounts["newcomer"].id
    ),
    A.REMOVE_CO_AUTHOR: lambda who, one, people: services.remove_co_author(
        who, one, account_id=people.accounts["co_author"].id
    ),
    A.ASK_SUBMISSION: lambda who, one, _: services.ask_submission(who, one),
    A.SUBMIT: lambda who, one, _: services.submit(who, one),
    A.RETURN: lambda who, one, _: services.return_to_authors(who, one, reason="À préciser."),
    A.START_REVIEW: lambda who, one, people: services.start_review(
        who, one, instructor_id=people.accounts["instructor"].id, due_on=soon(60)
    ),
    A.REASSIGN: lambda who, one, people: services.reassign(
        who, one, instructor_id=people.accounts["staff"].id
    ),
    A.REDIRECT: lambda who, one, _: services.redirect(
        who, one, authority="Le département", reason="C’est sa compétence."
    ),
    A.MERGE: lambda who, one, people: services.merge(who, one, target=people.target),
    A.NOTE: lambda who, one, _: services.note(who, one, text=_new("NOTE", InternalNote, one)),
    A.CONSULT: lambda who, one, _: services.consult(
        who,
        one,
        service="La DDETS fictive",
        email="service@example.org",
        question=_new("Est-ce faisable ?", Consultation, one),
        answer_by=soon(15),
    ),
    A.ASK_INFORMATION: lambda who, one, _: services.ask_information(
        who, one, questions=["Combien ?", "Où ?"], answer_by=soon(10)
    ),
    A.ANSWER: lambda who, one, _: services.answer(
        who, one, answers={question.id: "Oui." for question in open_questions(reload(one.id))}
    ),
    A.GIVE_UP_WAITING: lambda who, one, _: services.give_up_waiting(who, one, reason="Tant pis."),
    A.REVIEW: lambda who, one, _: services.review(
        who, one, kind=OpinionKind.RESERVED, reasons="Utile.", cost_cents=100
    ),
    A.REOPEN_REVIEW: lambda who, one, _: services.reopen_review(who, one, reason="Chiffrer."),
    A.ADJOURN: lambda who, one, _: services.adjourn(who, one, until=soon(20), reason="Budget."),
    A.RESUME: lambda who, one, _: services.resume(who, one),
    A.ACCEPT: lambda who, one, _: _decide(who, one, Outcome.ACCEPTED),
    A.ACCEPT_PARTLY: lambda who, one, _: _decide(who, one, Outcome.PARTLY_ACCEPTED),
    A.DECLINE: lambda who, one, _: _decide(who, one, Outcome.DECLINED),
    A.NOTIFY: lambda who, one, _: services.notify(who, one),
    A.RECTIFY: lambda who, one, _: services.rectify(
        who,
        one,
        outcome=Outcome.PARTLY_ACCEPTED,
        text="En partie.",
        reasons=REASONS,
        reason="Une erreur.",
    ),
    A.IMPLEMENT: lambda who, one, _: services.implement(who, one, actions=[_planned("Louer")]),
    A.ADD_FOLLOW_UP: lambda who, one, _: services.add_follow_up(
        who, one, action=_planned("Ouvrir")
    ),
    A.COMPLETE_FOLLOW_UP: lambda who, one, _: services.complete_follow_up(
        who, one, follow_up_id=_open_action(one)
    ),
    A.PROGRESS_FOLLOW_UP: lambda who, one, _: services.progress_follow_up(
        who, one, follow_up_id=_open_action(one), percent=_further(one)
    ),
    A.DROP_FOLLOW_UP: lambda who, one, _: services.drop_follow_up(
        who, one, follow_up_id=_open_action(one), reason="Plus utile."
    ),
    A.ADD_POINT: lambda who, one, _: services.add_point(who, one, text="Le local est trouvé."),
    A.COMPLETE: lambda who, one, _: services.complete(who, one, report="C’est ouvert."),
    A.ABANDON: lambda who, one, _: services.abandon(who, one, reason="Plus de local."),
    A.WITHDRAW: lambda who, one, _: services.withdraw(who, one),
}


def _changed(proposal: Proposal) -> ProposalText:
    values = {**vars(TEXT), "means": f"Deux salariées ({proposal.version})"}
    return ProposalText(**values)


def _decide(who: Actor, proposal: Proposal, outcome: Outcome) -> Proposal:
    return services.decide(
        who, proposal, outcome=outcome, text=f"Réponse : {outcome.label}.", reasons=REASONS
    )


def _planned(text: str) -> PlannedAction:
    return PlannedAction(text, "La DDETS", soon(90))


def _open_action(proposal: Proposal) -> int:
    actions = reload(proposal.id, options=RIGHTS).follow_ups
    return next((one.id for one in actions if one.is_open), 0)


def _further(proposal: Proposal) -> int:
    """A little more than the action had reached, to 99: finishing is another act."""
    actions = reload(proposal.id, options=RIGHTS).follow_ups
    reached = next((one.progress for one in actions if one.is_open), 0)
    return reached + 7 if reached + 7 < 100 else 1


def _new(words: str, model: type[Consultation | InternalNote], proposal: Proposal) -> str:
    """Words that were not said yet: the same ones twice are one."""
    told = select(func.count()).select_from(model).where(model.proposal_id == proposal.id)
    return f"{words} ({(db.session.scalar(told) or 0) + 1})"


_REVIEW = ((A.SUBMIT, "author"), (A.START_REVIEW, "staff"))
_REVIEWED = (*_REVIEW, (A.REVIEW, "instructor"))
_ACCEPTED = (*_REVIEWED, (A.ACCEPT, "commissioner"))
_PARTLY = (*_REVIEWED, (A.ACCEPT_PARTLY, "commissioner"))
_DECLINED = (*_REVIEWED, (A.DECLINE, "commissioner"))
_TOLD = (A.NOTIFY, "staff")
_UNDER_WAY = (*_ACCEPTED, _TOLD, (A.IMPLEMENT, "staff"))
_ALL_DONE = (*_UNDER_WAY, (A.COMPLETE_FOLLOW_UP, "staff"))

# Every situation a proposal can be in, and the acts that lead there.
PATHS: dict[str, tuple[tuple[A, str], ...]] = {
    "draft": (),
    "validated by the lead": (),
    "submitted": ((A.SUBMIT, "author"),),
    "returned": ((A.SUBMIT, "author"), (A.RETURN, "staff")),
    "under_review": _REVIEW,
    "more_information": (*_REVIEW, (A.ASK_INFORMATION, "instructor")),
    "reviewed": _REVIEWED,
    "adjourned": (*_REVIEWED, (A.ADJOURN, "commissioner")),
    "accepted": _ACCEPTED,
    "accepted, notified": (*_ACCEPTED, _TOLD),
    "partly_accepted": _PARTLY,
    "partly_accepted, notified": (*_PARTLY, _TOLD),
    "declined": _DECLINED,
    "declined, notified": (*_DECLINED, _TOLD),
    "redirected": ((A.SUBMIT, "author"), (A.REDIRECT, "commissioner")),
    "merged": ((A.SUBMIT, "author"), (A.MERGE, "staff")),
    "withdrawn": ((A.SUBMIT, "author"), (A.WITHDRAW, "author")),
    "implementing": _UNDER_WAY,
    "implementing, all done": _ALL_DONE,
    "completed": (*_ALL_DONE, (A.COMPLETE, "staff")),
    "abandoned": (*_UNDER_WAY, (A.ABANDON, "commissioner")),
}


def brought_to(situation: str, people: Cast, text: ProposalText = TEXT) -> Proposal:
    """A proposal, walked to that situation by the people who may, through the services."""
    if text == TEXT:
        proposal_id = reached(situation, lambda: _walked(situation, people, text))
    else:
        proposal_id = _walked(situation, people, text)
    return db.session.get_one(Proposal, proposal_id)


def _walked(situation: str, people: Cast, text: ProposalText) -> int:
    with transaction():
        group = db.session.get_one(WorkingGroup, people.group.id)
        group.lead_submits = situation == "validated by the lead"
    proposal = written(people, text)
    for action, who in PATHS[situation]:
        with transaction():
            ACTS[action](people[who], proposal, people)
    db.session.rollback()
    return proposal.id
