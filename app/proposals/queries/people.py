"""Whom an act tells, and who can be chosen for a task."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select

from app.accounts.enums import Role
from app.accounts.models import Account, AccountRole
from app.groups.enums import LEADING, GroupRole
from app.groups.models import Mandate
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.collation import sort_key
from app.kernel.db import db
from app.proposals.enums import ProposalAction, Who
from app.proposals.models import Proposal, ProposalAuthor, ProposalFollower
from app.proposals.states import MAILS


@dataclass(frozen=True)
class Recipient:
    """Somebody who will be told, as what, and by which message."""

    account_id: int
    name: str
    email: str
    who: Who
    message: str


def recipients(
    proposal: Proposal, action: ProposalAction, *, instructor_id: int | None = None
) -> list[Recipient]:
    """Everybody that this act tells, each once, in the order of the table.

    `instructor_id` is the person about to be chosen, for a preview; else the proposal's own.
    Closed accounts get nothing.
    """
    told: dict[int, Recipient] = {}
    for message, whos in MAILS.get(action, ()):
        for who in whos:
            for one in _accounts(proposal, who, instructor_id or proposal.instructor_id):
                told.setdefault(one.id, Recipient(one.id, one.name, one.email, who, message))
    return list(told.values())


def told_of(proposals: Iterable[Proposal]) -> list[Recipient]:
    """Everybody that the answers to these proposals tell when they are notified, each once."""
    told: dict[int, Recipient] = {}
    for proposal in proposals:
        for one in recipients(proposal, ProposalAction.NOTIFY):
            told.setdefault(one.account_id, one)
    return list(told.values())


def people_who_are(proposal: Proposal, whos: Iterable[Who], message: str = "") -> list[Recipient]:
    """Everybody who is one of these to the proposal, each once."""
    told: dict[int, Recipient] = {}
    for who in whos:
        for one in _accounts(proposal, who, proposal.instructor_id):
            told.setdefault(one.id, Recipient(one.id, one.name, one.email, who, message))
    return list(told.values())


def instructor_of(proposal: Proposal) -> list[Recipient]:
    """Who instructs, to be told that a service answered."""
    return people_who_are(proposal, [Who.INSTRUCTOR], "service_answered")


def _accounts(proposal: Proposal, who: Who, instructor_id: int | None) -> Iterable[Account]:
    statement = (
        select(Account)
        .where(Account.closed_at.is_(None))
        .order_by(sort_key(Account.name), Account.id)
    )
    if who in {Who.AUTHOR, Who.CO_AUTHOR}:
        rank = ProposalAuthor.rank == 0 if who is Who.AUTHOR else ProposalAuthor.rank > 0
        statement = statement.join(ProposalAuthor, ProposalAuthor.account_id == Account.id).where(
            ProposalAuthor.proposal_id == proposal.id, rank
        )
    elif who is Who.FOLLOWER:
        statement = statement.join(
            ProposalFollower, ProposalFollower.account_id == Account.id
        ).where(ProposalFollower.proposal_id == proposal.id)
    elif who is Who.LEAD:
        statement = _in_group(statement, proposal.group_id, *LEADING)
    elif who is Who.TEAM:
        statement = _with_role(statement, Role.STAFF)
    elif who is Who.COMMISSIONER:
        statement = _with_role(statement, Role.COMMISSIONER)
    elif who is Who.INSTRUCTOR:
        statement = statement.where(Account.id == instructor_id)
    else:
        return ()
    return db.session.scalars(statement).all()


def _open_accounts() -> Select[Any]:
    return (
        select(Account)
        .where(Account.closed_at.is_(None))
        .order_by(sort_key(Account.name), Account.id)
    )


def _with_role(statement: Select[Any], role: Role) -> Select[Any]:
    return statement.join(AccountRole, AccountRole.account_id == Account.id).where(
        AccountRole.role == role
    )


def _in_group(statement: Select[Any], group_id: int, *roles: GroupRole) -> Select[Any]:
    today = clock.today()
    running = select(Mandate.account_id).where(
        Mandate.group_id == group_id,
        Mandate.since <= today,
        or_(Mandate.until.is_(None), Mandate.until > today),
    )
    if roles:
        running = running.where(Mandate.role.in_(roles))
    return statement.where(Account.id.in_(running))


def follows(actor: Actor, proposal: Proposal) -> bool:
    """Whether this person asked to be told what becomes of the proposal."""
    if actor.account_id is None:
        return False
    key = (proposal.id, actor.account_id)
    return db.session.get(ProposalFollower, key) is not None


def possible_instructors(proposal: Proposal) -> list[Account]:
    """The team but the authors.

    Who only administers the service (the account of the first start) instructs nothing, unless
    nobody else can.
    """
    authors = {author.account_id for author in proposal.authors}
    staff = select(AccountRole.account_id).where(AccountRole.role == Role.STAFF)
    admins = select(AccountRole.account_id).where(AccountRole.role == Role.ADMIN)
    nobody = ~_open_accounts().where(Account.id.in_(staff)).exists()
    team = staff.union(admins.where(nobody))
    found = db.session.scalars(_open_accounts().where(Account.id.in_(team)))
    return [one for one in found if one.id not in authors]


def possible_co_authors(proposal: Proposal) -> list[Account]:
    """People of the group who are not authors yet, and do not instruct the proposal."""
    taken = {author.account_id for author in proposal.authors} | {proposal.instructor_id}
    found = db.session.scalars(_in_group(_open_accounts(), proposal.group_id))
    return [one for one in found if one.id not in taken]
