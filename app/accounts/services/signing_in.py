"""One-time links: made at random, stored hashed, used once, dead after a quarter of an hour."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import CursorResult, delete, func, select, update

from app.accounts import emails
from app.accounts.models import Account, EndedSession, SignInToken
from app.accounts.queries import by_email
from app.audit.services import record
from app.kernel import clock, links
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, insert_unless_there, lock_row
from app.kernel.errors import NotAllowed

LIFETIME: Final = timedelta(minutes=15)
# 128 bits.
TOKEN_BYTES: Final = 16
# Beyond, someone is filling a mailbox that may not be theirs.
LIVE_LINKS_PER_ACCOUNT: Final = 5


def send_link(email: str, after: str = "") -> None:
    """Send a one-time link to the account of this address, if there is one and it is open.

    Says nothing of whether there is: the caller answers the same in all cases. `after` is the local
    path to show once signed in.
    """
    account = by_email(email)
    if account is None or account.closed_at is not None or _asked_too_often(account):
        return
    url, token = _new_link(account, after)
    emails.sign_in(account, token, url)


def send_link_again(actor: Actor, after: str = "") -> None:
    """Send a link to the address of the person who is signed in. Raises `NotAllowed` for nobody."""
    account = db.session.get(Account, actor.account_id) if actor.account_id is not None else None
    if account is None:
        raise NotAllowed
    send_link(account.email, after)


def issue_link(email: str) -> str | None:
    """A one-time link for whoever runs the service, to hand over when mail is down.

    None when no open account has this address.
    """
    account = by_email(email)
    if account is None or account.closed_at is not None:
        return None
    url, _ = _new_link(account, "")
    record(SYSTEM, "account:issue_link", account)
    return url


def use_link(token: str) -> Account | None:
    """Use a link up and give back its account; None when it is unknown, used, expired or closed."""
    found = db.session.scalars(
        select(SignInToken.id).where(SignInToken.token_hash == links.token_hash(token))
    ).one_or_none()
    link = lock_row(SignInToken, found) if found is not None else None
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        return None
    account = lock_row(Account, link.account_id)
    if account is None or account.closed_at is not None:
        return None
    link.used_at = account.last_signed_in_at = clock.now()
    db.session.flush()
    _end_other_links(account)
    actor = Actor(account_id=account.id, name=account.name, label=f"compte {account.id}")
    record(actor, "account:sign_in", account)
    return account


def sign_out_everywhere(actor: Actor) -> None:
    """End every session of the person, on all devices. Raises `NotAllowed` for nobody."""
    account = lock_row(Account, actor.account_id) if actor.account_id is not None else None
    if account is None:
        raise NotAllowed
    account.session_number += 1
    db.session.flush()
    record(actor, "account:sign_out_everywhere", account)


def end_session(key: str, ends_at: datetime) -> None:
    """End the session of this key for good; `ends_at` is when it would have ended by itself."""
    row = {"key_hash": links.token_hash(key), "ends_at": ends_at}
    db.session.execute(insert_unless_there(EndedSession).values(row).on_conflict_do_nothing())


def _end_other_links(account: Account) -> None:
    """Whoever is in needs no second way in, which may lie in a mailbox for a quarter of an hour."""
    db.session.execute(
        update(SignInToken)
        .where(
            SignInToken.account_id == account.id,
            SignInToken.used_at.is_(None),
            SignInToken.expires_at > clock.now(),
        )
        .values(expires_at=clock.now())
    )


def purge_links(before: datetime) -> int:
    """Delete the links that expired before this instant, used or not; how many.

    With them, the ended sessions that would have ended by themselves.
    """
    db.session.execute(delete(EndedSession).where(EndedSession.ends_at < clock.now()))
    result = db.session.execute(delete(SignInToken).where(SignInToken.expires_at < before))
    assert isinstance(result, CursorResult)  # noqa: S101  # what a DELETE returns
    return result.rowcount


def _asked_too_often(account: Account) -> bool:
    live = db.session.scalar(
        select(func.count())
        .select_from(SignInToken)
        .where(
            SignInToken.account_id == account.id,
            SignInToken.used_at.is_(None),
            SignInToken.expires_at > clock.now(),
        )
    )
    return (live or 0) >= LIVE_LINKS_PER_ACCOUNT


def _new_link(account: Account, after: str) -> tuple[str, SignInToken]:
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    token = SignInToken(
        account_id=account.id,
        token_hash=links.token_hash(secret),
        expires_at=clock.now() + LIFETIME,
    )
    db.session.add(token)
    db.session.flush()
    values = {"suite": after} if after else {}
    return links.url("accounts.use_link", token=secret, **values), token
