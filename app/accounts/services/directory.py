"""Opening, changing and closing accounts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.accounts import emails
from app.accounts.enums import Role
from app.accounts.models import Account, AccountRole, SignInToken
from app.accounts.policies import grantable_roles
from app.accounts.queries import by_email, key_of, whole
from app.audit.services import changes, record
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor, can
from app.kernel.addresses import WrongAddressError, checked_address
from app.kernel.db import db, lock_row, unique_violation
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

NAME_LENGTH = 120
TAKEN = "Un compte a déjà cette adresse."
TEAM_ORGANISATION = (
    "Dans l’équipe, l’administration change l’organisation : elle compte pour les déports."
)
OWN_ADMIN = "Vous ne pouvez pas vous retirer vous-même l’administration."
LAST_ADMIN = "Ce compte est le dernier à administrer le service : nommez d’abord quelqu’un d’autre."


def create(
    actor: Actor,
    *,
    email: str,
    name: str,
    roles: Collection[Role] = (Role.PARTNER,),
    organisation_id: int | None = None,
    welcome: bool = True,
) -> Account:
    """Open an account and, unless `welcome` is False, tell its person by mail.

    Raises `Invalid` for a name or an address that will not do or is taken, `NotAllowed` for a role
    that the actor may not give.
    """
    if not set(roles) <= set(grantable_roles(actor)):
        raise NotAllowed("Seule l’administration donne ce rôle.")
    address, name = _checked_address(email), _checked_name(name)
    if by_email(address) is not None:
        raise Invalid({"email": TAKEN})
    account = Account(
        email=address, email_key=key_of(address), name=name, organisation_id=organisation_id
    )
    db.session.add(account)
    _flush_address()
    _give_roles(account, roles)
    record(
        actor,
        "account:create",
        account,
        after={"roles": _sorted(roles), "organisation_id": organisation_id},
    )
    if welcome:
        emails.welcome(account)
    return account


def edit(
    actor: Actor,
    account: Account,
    *,
    email: str,
    name: str,
    roles: Collection[Role],
    organisation_id: int | None,
) -> None:
    """Change anything of an account. Raises `Invalid` beside the field it concerns."""
    _must_manage(actor)
    _lock_admins()
    account = _locked(account)
    address = _checked_address(email)
    held = {one.role for one in account.roles}
    if Role.ADMIN in held and Role.ADMIN not in roles:
        _refuse_losing_admin(actor, account, "roles")
    _change(
        actor,
        account,
        name=_checked_name(name),
        email=address,
        email_key=key_of(address),
        organisation_id=organisation_id,
    )
    if held != set(roles):
        for one in [one for one in account.roles if one.role not in roles]:
            account.roles.remove(one)
        db.session.flush()
        _give_roles(account, set(roles) - held)
        record(
            actor,
            "account:set_roles",
            account,
            before={"roles": _sorted(held)},
            after={"roles": _sorted(roles)},
        )


def edit_own(actor: Actor, account: Account, *, name: str, organisation_id: int | None) -> None:
    """Change one's own name or organisation.

    Who may decide on proposals must not leave an organisation in order to decide on one of its own
    (déport): administrators change the organisation of the team.
    """
    if actor.account_id != account.id:
        raise NotAllowed
    account = _locked(account)
    if actor.is_team and organisation_id != account.organisation_id:
        raise Invalid({"organisation_id": TEAM_ORGANISATION})
    _change(actor, account, name=_checked_name(name), organisation_id=organisation_id)


def close(actor: Actor, account: Account) -> None:
    """Close an account: its person cannot sign in any more; what it signed keeps its author."""
    _must_manage(actor)
    _lock_admins()
    account = _locked(account)
    if account.closed_at is not None:
        return
    if account.id == actor.account_id:
        raise Conflict("Vous ne pouvez pas fermer votre propre compte.")
    if any(one.role is Role.ADMIN for one in account.roles):
        _refuse_losing_admin(actor, account, "")
    account.closed_at = clock.now()
    record(actor, "account:close", account)


def reopen(actor: Actor, account: Account) -> None:
    """Open a closed account again, with the roles it had."""
    _must_manage(actor)
    account = _locked(account)
    if account.closed_at is None:
        return
    account.closed_at = None
    record(actor, "account:reopen", account)


def _must_manage(actor: Actor) -> None:
    if actor is not SYSTEM and not can(actor, "account:manage"):
        raise NotAllowed


def _locked(account: Account) -> Account:
    lock_row(Account, account.id)
    found = whole(account.id)
    if found is None:
        raise NotFound
    return found


def _lock_admins() -> None:
    """Keep two administrators from taking each other's role away at the same moment."""
    db.session.scalars(
        select(AccountRole)
        .where(AccountRole.role == Role.ADMIN)
        .order_by(AccountRole.account_id)
        .with_for_update()
    ).all()


def _refuse_losing_admin(actor: Actor, account: Account, field: str) -> None:
    if account.id == actor.account_id:
        raise Invalid({field: OWN_ADMIN})
    others = db.session.scalars(
        select(Account.id)
        .join(AccountRole)
        .where(
            AccountRole.role == Role.ADMIN, Account.closed_at.is_(None), Account.id != account.id
        )
        .limit(1)
    ).one_or_none()
    if others is None:
        raise Invalid({field: LAST_ADMIN}) if field else Conflict(LAST_ADMIN)


def _change(actor: Actor, account: Account, **values: Any) -> None:
    before, after = changes(account, values)
    if not after:
        return
    for name, value in after.items():
        setattr(account, name, value)
    _flush_address()
    if "email_key" in after:
        # Links sent to the former address open nothing any more: it may be no longer theirs.
        db.session.execute(
            update(SignInToken)
            .where(SignInToken.account_id == account.id, SignInToken.expires_at > clock.now())
            .values(expires_at=clock.now())
        )
        # Nor does what somebody at that address has opened with them.
        account.session_number += 1
    # The journal says that a name or an address changed, never from what to what.
    kept = {name: value for name, value in after.items() if name == "organisation_id"}
    record(
        actor,
        "account:edit",
        account,
        before={name: before[name] for name in kept},
        after={**kept, "fields": sorted(name for name in after if name != "email_key")},
    )


def _give_roles(account: Account, roles: Collection[Role]) -> None:
    db.session.add_all(AccountRole(account_id=account.id, role=one) for one in _sorted(roles))
    db.session.flush()


def _sorted(roles: Collection[Role]) -> list[Role]:
    return [one for one in Role if one in roles]


def _flush_address() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if unique_violation(error) == "uq_account_email_key":
            raise Invalid({"email": TAKEN}) from error
        raise


def _checked_address(email: str) -> str:
    try:
        return checked_address(email)
    except WrongAddressError as error:
        raise Invalid({"email": str(error)}) from error


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Invalid({"name": "Indiquez un nom."})
    if len(name) > NAME_LENGTH:
        raise Invalid({"name": f"Un nom a {NAME_LENGTH} signes au plus."})
    return name
