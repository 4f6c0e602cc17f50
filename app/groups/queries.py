"""Reading groups and mandates."""

from __future__ import annotations

from sqlalchemy import and_, or_, select

from app.accounts.models import Account, AccountRole
from app.groups.models import Mandate
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db


def load_actor(account_id: int) -> Actor | None:
    """The person of an account with global roles and the mandates in force today, in one query.

    None when there is no such account or it is closed.
    """
    today = clock.today()
    in_force = and_(
        Mandate.account_id == Account.id,
        Mandate.since <= today,
        or_(Mandate.until.is_(None), Mandate.until >= today),
    )
    rows = db.session.execute(
        select(
            Account.id,
            Account.name,
            Account.organisation_id,
            AccountRole.role,
            Mandate.group_id,
            Mandate.role,
        )
        .outerjoin(AccountRole, AccountRole.account_id == Account.id)
        .outerjoin(Mandate, in_force)
        .where(Account.id == account_id, Account.closed_at.is_(None))
    ).all()
    if not rows:
        return None
    return Actor(
        account_id=rows[0][0],
        name=rows[0][1],
        roles=frozenset(row[3].value for row in rows if row[3]),
        group_roles=frozenset((row[4], row[5].value) for row in rows if row[4]),
        organisation_id=rows[0][2],
        label=f"compte {rows[0][0]}",
    )
