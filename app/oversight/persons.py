"""What is held on one address, given or erased before term, whether it has an account or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import selectinload

from app.accounts.models import Account, SignInToken
from app.accounts.queries import key_of
from app.accounts.services import close
from app.audit import services as audit
from app.audit.subjects import is_declared
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import Actor, can
from app.kernel.base import Base
from app.kernel.db import db
from app.kernel.errors import Invalid, NotAllowed
from app.outbox.enums import MessageStatus
from app.outbox.models import OutboxMessage
from app.oversight.traces import TRACES, Trace
from app.questions.queries import needs_of, said_by
from app.registrations.models import Registration
from app.registrations.opening import has_started
from app.registrations.retention import erase_registrations
from app.registrations.services import withdraw

ERASED_NAME = "Compte effacé"
MISSING_REASON = "Indiquez d’où vient la demande, sans nom ni adresse : « courrier du 3 mars »."


def find(address: str) -> dict[str, list[Base]]:
    """The rows that hold an address, by the title of their table; tables without any left out."""
    key = key_of(address)
    found = {trace.title: _rows(trace, key) for trace in TRACES if key}
    return {title: rows for title, rows in found.items() if rows}


def _rows(trace: Trace, key: str) -> list[Base]:
    statement = select(trace.model).where(func.lower(trace.address) == key)
    if trace.model is Registration:
        statement = statement.options(selectinload(Registration.claims))
    return list(db.session.scalars(statement.order_by(trace.model.id)))  # type: ignore[attr-defined]


def export(actor: Actor, address: str) -> dict[str, list[dict[str, Any]]]:
    """All that is held on an address, table by table, in French words (RGPD, article 15)."""
    _check(actor)
    fields = {trace.title: trace.fields for trace in TRACES}
    found = find(address)
    return {title: [_exported(row, fields[title]) for row in rows] for title, rows in found.items()}


def _exported(row: Base, fields: Any) -> dict[str, Any]:
    values = {name: _plain(getattr(row, column)) for name, column in fields.items()}
    if "rencontre" in values:
        event = db.session.get(Event, values["rencontre"])
        values["rencontre"] = event.title if event is not None else None
    if isinstance(row, Registration):
        values["places"] = [str(claim.status.label) for claim in row.claims]
        answers = said_by([row.id]).get(row.id, [])
        values["reponses"] = {answer.label: answer.words for answer in answers}
        needs = needs_of([row.id]).get(row.id, {})
        values["besoins"] = {kind.label: detail or "oui" for kind, detail in needs.items()}
    return values


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return getattr(value, "label", value)


def erase(actor: Actor, address: str, reason: str) -> dict[str, int]:
    """Erase a person before term, everywhere but in published texts (article 17); rows by table.

    Coming registrations are cancelled, and their seats go to who waits; an account is closed and
    loses its name. Raises `Invalid` without a reason or when nothing is held, `Conflict` for the
    last administrator.
    """
    _check(actor)
    if not reason.strip():
        raise Invalid({"reason": MISSING_REASON})
    found = find(address)
    if not found:
        raise Invalid({"address": "Synergies ne garde rien sous cette adresse."})
    _journal(actor, found, reason)
    for registration in _of(found, Registration):
        event = db.session.get_one(Event, registration.event_id)
        if registration.withdrawn_at is None and not has_started(event, clock.now()):
            withdraw(actor, registration)
    for account in _of(found, Account):
        _erase_account(actor, account)
    db.session.flush()
    # Looked for again: cancelling has written mails.
    counts = {}
    for trace in TRACES:
        rows = found.get(trace.title, [])
        if trace.model is OutboxMessage:
            rows = _rows(trace, key_of(address))
            _give_up(rows)
        counts[trace.title] = len(rows)
        _erase_rows(trace, [row.id for row in rows])  # type: ignore[attr-defined]
    db.session.expire_all()
    return {title: count for title, count in counts.items() if count}


def _erase_rows(trace: Trace, ids: Sequence[int]) -> None:
    if not ids:
        return
    if trace.model is Registration:
        erase_registrations(ids)
    elif trace.erase is not None:
        for statement in trace.erase(ids):
            db.session.execute(statement.execution_options(synchronize_session=False))


def _of(found: dict[str, list[Base]], model: Any) -> list[Any]:
    return [row for rows in found.values() for row in rows if isinstance(row, model)]


def _journal(actor: Actor, found: dict[str, list[Base]], reason: str) -> None:
    """One entry, on the first row that the journal can show: it names nobody."""
    rows = [row for rows in found.values() for row in rows if is_declared(row.__tablename__)]
    if rows:
        total = sum(len(some) for some in found.values())
        audit.record(actor, "person:erase", rows[0], after={"rows": total}, reason=reason.strip())


def _erase_account(actor: Actor, account: Account) -> None:
    close(actor, account)
    db.session.execute(
        SignInToken.__table__.delete().where(SignInToken.account_id == account.id)  # type: ignore[attr-defined]
    )
    account.name = ERASED_NAME
    # Unique, and of a domain that can receive nothing (RFC 2606).
    account.email = account.email_key = f"compte-{account.id}@efface.invalid"
    account.organisation_id = None
    account.session_number += 1


def _give_up(rows: Sequence[Any]) -> None:
    """What has not left yet never will."""
    db.session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.id.in_([row.id for row in rows]),
            OutboxMessage.status.in_({MessageStatus.QUEUED, MessageStatus.SENDING}),
        )
        .values(status=MessageStatus.CANCELLED, leased_until=None)
        .execution_options(synchronize_session=False)
    )


def _check(actor: Actor) -> None:
    if not (actor.is_system or can(actor, "person:manage")):
        raise NotAllowed
