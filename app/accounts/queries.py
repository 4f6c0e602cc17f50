"""Reading accounts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.enums import Role
from app.accounts.models import Account, AccountRole, SignInToken
from app.kernel import clock, links
from app.kernel.access import Actor, can
from app.kernel.collation import has_words, sort_key
from app.kernel.db import db
from app.kernel.paging import Page, paginate
from app.organisations.models import Organisation

PAGE_SIZE = 50


def key_of(email: str) -> str:
    """What two spellings of one address share."""
    return email.strip().casefold()


def by_email(email: str) -> Account | None:
    """The account of an address whatever its case, closed or not."""
    return db.session.scalars(
        select(Account).where(Account.email_key == key_of(email))
    ).one_or_none()


def whole(account_id: int) -> Account | None:
    """An account with its roles and its organisation."""
    return db.session.scalars(
        select(Account)
        .where(Account.id == account_id)
        .options(selectinload(Account.roles), joinedload(Account.organisation))
        .execution_options(populate_existing=True)
    ).one_or_none()


def team() -> list[Account]:
    """Those of the commissaire's team who sign in, by their number."""
    of_team = select(AccountRole.account_id).where(AccountRole.role == Role.STAFF)
    return list(
        db.session.scalars(
            select(Account)
            .where(Account.id.in_(of_team), Account.closed_at.is_(None))
            .order_by(Account.id)
        )
    )


def seen_by_team(actor: Actor, account_id: int) -> Account | None:
    """An account as the team sees it; None for others."""
    return whole(account_id) if can(actor, "account:see") else None


def listing(
    *, words: str = "", role: Role | None = None, closed: bool = False, number: int = 1
) -> Page[Account]:
    """Accounts by name; `words` is looked for in names, addresses and organisations."""
    statement = (
        select(Account)
        .outerjoin(Organisation, Organisation.id == Account.organisation_id)
        .options(selectinload(Account.roles), joinedload(Account.organisation))
        .where(Account.closed_at.is_not(None) if closed else Account.closed_at.is_(None))
        .order_by(sort_key(Account.name), Account.id)
    )
    for word in words.split():
        statement = statement.where(
            or_(*(has_words(c, word) for c in (Account.name, Account.email_key, Organisation.name)))
        )
    if role is not None:
        holders = select(AccountRole.account_id).where(AccountRole.role == role)
        statement = statement.where(Account.id.in_(holders))
    return paginate(statement, number, PAGE_SIZE)


def live_token(token: str) -> SignInToken | None:
    """The one-time link of this token, if it can still be used."""
    return db.session.scalars(
        select(SignInToken).where(
            SignInToken.token_hash == links.token_hash(token),
            SignInToken.used_at.is_(None),
            SignInToken.expires_at > clock.now(),
        )
    ).one_or_none()


def token_owner(token: str) -> int | None:
    """The account a link was made for, whatever became of the link."""
    return db.session.scalars(
        select(SignInToken.account_id).where(SignInToken.token_hash == links.token_hash(token))
    ).one_or_none()


def organisation_choices() -> list[tuple[int, str]]:
    """Partner organisations to choose from, by name."""
    rows = db.session.execute(
        select(Organisation.id, Organisation.name).order_by(
            sort_key(Organisation.name), Organisation.id
        )
    )
    return [(row[0], row[1]) for row in rows]


def own_record(account: Account) -> dict[str, Any]:
    """Everything the account itself holds of its person, as JSON values."""
    return {
        "adresse": account.email,
        "nom": account.name,
        "organisation": account.organisation.name if account.organisation else None,
        "roles": [role.role.label for role in account.roles],
        "cree_le": account.created_at.isoformat(),
        "derniere_connexion": (
            account.last_signed_in_at.isoformat() if account.last_signed_in_at else None
        ),
    }
