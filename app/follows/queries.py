"""Who hears of a group, at what pace."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.models import Account
from app.follows.enums import DIGESTS, Pace
from app.follows.models import Follow
from app.groups.models import Mandate, WorkingGroup
from app.groups.queries import in_force
from app.kernel.collation import sort_key
from app.kernel.db import db


def pace_of(account_id: int, group_id: int) -> Pace | None:
    """What the person chose; None when nothing was."""
    return db.session.scalar(
        select(Follow.pace).where(Follow.account_id == account_id, Follow.group_id == group_id)
    )


def told_at_once(group_id: int, *, beyond_members: bool = False) -> Sequence[Account]:
    """Who gets a mail for each thing: members who chose nothing else, and followers if asked.

    Not for what must be told (convocations, cancellations, one's own proposal): that reaches all.
    """
    members = select(Mandate.account_id).where(Mandate.group_id == group_id, in_force())
    chose = select(Follow.account_id).where(Follow.group_id == group_id)
    each = chose.where(Follow.pace == Pace.EACH)
    hears = Account.id.in_(each) | ~Account.id.in_(chose)
    reached = Account.id.in_(members) & hears
    if beyond_members:
        reached |= Account.id.in_(each)
    return db.session.scalars(
        select(Account).where(reached, Account.closed_at.is_(None)).order_by(Account.id)
    ).all()


def told_in_digest(group_id: int) -> Sequence[Account]:
    """Who chose one digest a day or a week for this group."""
    chose = select(Follow.account_id).where(Follow.group_id == group_id, Follow.pace.in_(DIGESTS))
    return db.session.scalars(
        select(Account)
        .where(Account.id.in_(chose), Account.closed_at.is_(None))
        .order_by(Account.id)
    ).all()


def digest_follows() -> Sequence[tuple[Follow, Account, WorkingGroup]]:
    """Every choice of a digest, with its person and its group, by person."""
    rows = db.session.execute(
        select(Follow, Account, WorkingGroup)
        .join(Account, Account.id == Follow.account_id)
        .join(WorkingGroup, WorkingGroup.id == Follow.group_id)
        .where(Follow.pace.in_(DIGESTS), Account.closed_at.is_(None))
        .order_by(Follow.account_id, sort_key(WorkingGroup.name), WorkingGroup.id)
    ).all()
    return [(row[0], row[1], row[2]) for row in rows]


def memberships() -> set[tuple[int, int]]:
    """(account, group) of every mandate in force."""
    rows = db.session.execute(select(Mandate.account_id, Mandate.group_id).where(in_force()))
    return {(row[0], row[1]) for row in rows}
