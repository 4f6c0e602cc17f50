"""The rows of minutes: decisions, actions, people, files; written where they differ."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.documents.models import Document
from app.documents.services import Upload, store_all
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.errors import Invalid
from app.kernel.links import token_hash
from app.minutes.content import Content, ToDo
from app.minutes.models import Action, Decision, Minutes, MinutesPerson
from app.minutes.tokens import action_token


def write_actions(minutes: Minutes, wanted: Sequence[ToDo]) -> bool:
    """Keep each row at its place: its number, its private link and its life are its own."""
    stored = list(minutes.actions)
    if [ToDo(a.what, a.owner, a.owner_email, a.due_on) for a in stored] == list(wanted):
        return False
    for row in stored[len(wanted) :]:
        db.session.delete(row)
    for number, one in enumerate(wanted, start=1):
        account = _account(one.owner_email)
        if number <= len(stored):
            row = stored[number - 1]
            known = ToDo(row.what, row.owner, row.owner_email, row.due_on)
            if known != one or row.owner_account_id != account:
                row.updated_at = moved(row)
            row.what, row.owner, row.owner_email = one.what, one.owner, one.owner_email
            row.due_on, row.owner_account_id = one.due_on, account
            continue
        public_id = str(uuid.uuid4())
        db.session.add(
            Action(
                minutes_id=minutes.id,
                number=number,
                what=one.what,
                owner=one.owner,
                owner_email=one.owner_email,
                owner_account_id=account,
                due_on=one.due_on,
                public_id=public_id,
                token_hash=token_hash(action_token(public_id)),
            )
        )
    db.session.flush()
    db.session.refresh(minutes, ["actions"])
    return True


def moved(action: Action) -> datetime:
    """The moment of a change; it always grows, even within one second: calendars count on it."""
    return max(clock.now(), action.updated_at + timedelta(seconds=1))


def _account(email: str | None) -> int | None:
    if not email:
        return None
    found: int | None = db.session.scalar(
        select(Account.id).where(Account.email_key == email.casefold(), Account.closed_at.is_(None))
    )
    return found


def write_people(minutes: Minutes, content: Content) -> bool:
    counts = [
        {"kind": c.kind.value, "department": c.department, "count": c.count} for c in content.counts
    ]
    before = [(p.presence, p.name, p.organisation) for p in minutes.people]
    after = [(p.presence, p.name, p.organisation) for p in content.people]
    if before == after and minutes.counts == counts:
        return False
    minutes.counts = counts
    if before != after:
        for row in minutes.people:
            db.session.delete(row)
        db.session.add_all(
            MinutesPerson(
                minutes_id=minutes.id,
                rank=rank,
                presence=person.presence,
                name=person.name,
                organisation=person.organisation,
            )
            for rank, person in enumerate(content.people)
        )
        db.session.flush()
        db.session.refresh(minutes, ["people"])
    return True


def write_decisions(minutes: Minutes, texts: Sequence[str]) -> bool:
    """Keep the rows, and what points at them, wherever the text merely changed place or words."""
    stored = list(minutes.decisions)
    if [decision.text for decision in stored] == list(texts):
        return False
    kept, leaving = _matched(stored, texts)
    for gone in leaving:
        _remove(minutes, gone)
    for number, (decision, text) in enumerate(zip(kept, texts, strict=True), start=1):
        if decision is None:
            db.session.add(Decision(minutes_id=minutes.id, number=number, text=text))
        else:
            decision.text, decision.number = text, number
        # One at a time, in order: two rows never hold one number, even for an instant.
        db.session.flush()
    db.session.refresh(minutes, ["decisions"])
    return True


def _matched(
    stored: Sequence[Decision], texts: Sequence[str]
) -> tuple[list[Decision | None], list[Decision]]:
    """For each text the row that bears it, else the row at its place, else none; and the rest."""
    surplus = len(stored) - len(texts)
    if surplus <= 0:
        return [*stored, *[None] * -surplus], []
    wanted = set(texts)
    leaving = [decision for decision in stored if decision.text not in wanted][:surplus]
    leaving += [d for d in reversed(stored) if d not in leaving][: surplus - len(leaving)]
    return [decision for decision in stored if decision not in leaving], leaving


def _remove(minutes: Minutes, decision: Decision) -> None:
    try:
        with db.session.begin_nested():
            minutes.decisions.remove(decision)
            db.session.delete(decision)
    except IntegrityError as error:
        raise Invalid(
            {"decisions": f"D{decision.number} est à l’origine d’une proposition : gardez-la."}
        ) from error


def write_files(
    actor: Actor, minutes: Minutes, removed: frozenset[int], uploads: Sequence[Upload]
) -> bool:
    before = [document.id for document in minutes.documents]
    stored: list[Document] = store_all(actor, uploads)
    known = {document.sha256 for document in minutes.documents if document.id not in removed}
    minutes.documents = [
        *(document for document in minutes.documents if document.id not in removed),
        # The same file sent twice, by a second click, is there once.
        *(document for document in stored if document.sha256 not in known),
    ]
    db.session.flush()
    return before != [document.id for document in minutes.documents]
