"""Reading one incoming mail into the database, once."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from sqlalchemy import CursorResult, or_, select, update

from app.audit import services as audit
from app.events.models import Event
from app.inbox import reading
from app.inbox.answering import Outcome, apply
from app.inbox.enums import IncomingKind, Verdict
from app.inbox.models import IncomingMail
from app.inbox.reading import CalendarAnswer, CounterProposal, Incoming, OtherMail, Unreadable
from app.inbox.returns import ReturnedMail
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import NotFound
from app.outbox import services as outbox
from app.outbox.marks import answer_mark


def receive(raw: bytes) -> IncomingMail | None:
    """Do what a mail asks, if it may, and keep a line about it; the words, only where somebody has
    to read them.

    None for a mail that was read before, and for what machines send of themselves (absences): it
    concerns nobody. Nothing in a mail raises.
    """
    try:
        mail = reading.read(raw)
    except Unreadable as problem:
        row = _row(_digest(raw.hex()), IncomingKind.OTHER, Verdict.UNREADABLE, "", str(problem))
        return None if _known(row.digest) else _kept(row)
    digest = _digest(mail.message_id or raw.hex())
    if _known(digest) or (isinstance(mail.content, OtherMail) and mail.content.automatic):
        return None
    return _kept(_settled(mail, digest))


def _settled(mail: Incoming, digest: str) -> IncomingMail:
    match mail.content:
        case CalendarAnswer():
            return _answer(mail, mail.content, digest)
        case ReturnedMail():
            return _return(mail.content, digest)
        case CounterProposal():
            return _counter(mail, mail.content, digest)
        case OtherMail(of_server=True):
            detail = "Un serveur de courriel écrit, sans que l’on sache si le courriel est arrivé."
            return _aside(mail, digest, IncomingKind.RETURN, detail)
        case OtherMail():
            detail = "Ce n’est ni la réponse d’un calendrier, ni un courriel revenu."
            return _aside(mail, digest, IncomingKind.OTHER, detail)


def _aside(mail: Incoming, digest: str, kind: IncomingKind, detail: str) -> IncomingMail:
    """Kept with its words: by a pipe they are nowhere else."""
    row = _row(digest, kind, Verdict.UNKNOWN, mail.sender, detail)
    row.text = mail.text or None
    return row


def _counter(mail: Incoming, proposal: CounterProposal, digest: str) -> IncomingMail:
    detail = "Cette personne propose un autre moment : répondez-lui. Rien n’est changé."
    row = _aside(mail, digest, IncomingKind.ANSWER, detail)
    row.event_id = db.session.scalar(select(Event.id).where(Event.uid == proposal.uid))
    return row


def _return(returned: ReturnedMail, digest: str) -> IncomingMail:
    message = next(
        (found for mark in returned.marks if (found := outbox.bounce(mark, returned.reason))), None
    )
    if message is None:
        detail = "Aucun de nos courriels ne correspond à ce retour."
        return _row(digest, IncomingKind.RETURN, Verdict.UNKNOWN, "", detail)
    detail = f"« {message.subject} » n’est pas arrivé."
    return _row(digest, IncomingKind.RETURN, Verdict.APPLIED, message.recipient, detail)


def _answer(mail: Incoming, answer: CalendarAnswer, digest: str) -> IncomingMail:
    event = _locked_event(answer.uid)
    outcome = _refused(mail, answer, event)
    if outcome is None:
        assert event is not None  # noqa: S101  # `_refused` has seen to it
        outcome = apply(event, answer.attendee.casefold(), answer.participation)
    row = _row(digest, IncomingKind.ANSWER, outcome.verdict, mail.sender, outcome.detail)
    row.event_id = event.id if event else None
    row.participation, row.stamped_at = answer.participation, answer.stamped_at
    return row


def _locked_event(uid: str) -> Event | None:
    found = db.session.scalar(select(Event.id).where(Event.uid == uid))
    return lock_row(Event, found) if found is not None else None


def _refused(mail: Incoming, answer: CalendarAnswer, event: Event | None) -> Outcome | None:
    """Why an answer is not to be followed; None when it is."""
    if event is None:
        return Outcome(Verdict.UNKNOWN, "Aucun événement ne porte cet identifiant.")
    expected = answer_mark(event.uid, answer.attendee)
    if not any(hmac.compare_digest(expected, mark) for mark in answer.marks):
        return Outcome(Verdict.FORGED, "L’adresse de réponse n’est pas celle de cette invitation.")
    if mail.sender.casefold() != answer.attendee.casefold():
        return Outcome(Verdict.FORGED, "La réponse vient d’une autre adresse que l’invitation.")
    if answer.sequence < event.sequence:
        return Outcome(
            Verdict.LATE, "La réponse porte sur une date ou un lieu qui a changé depuis."
        )
    if answer.stamped_at and _answered_after(event, mail.sender, answer.stamped_at):
        return Outcome(Verdict.LATE, "Une réponse plus récente de la même personne est arrivée.")
    return None


def _answered_after(event: Event, sender: str, moment: datetime) -> bool:
    later = select(IncomingMail.id).where(
        IncomingMail.event_id == event.id,
        IncomingMail.sender == sender.casefold(),
        IncomingMail.verdict == Verdict.APPLIED,
        IncomingMail.stamped_at > moment,
    )
    return db.session.scalar(later.limit(1)) is not None


def _row(
    digest: str, kind: IncomingKind, verdict: Verdict, sender: str, detail: str
) -> IncomingMail:
    return IncomingMail(
        digest=digest, kind=kind, verdict=verdict, sender=sender.casefold(), detail=detail
    )


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _known(digest: str) -> bool:
    return (
        db.session.scalar(select(IncomingMail.id).where(IncomingMail.digest == digest)) is not None
    )


def _kept(row: IncomingMail) -> IncomingMail:
    db.session.add(row)
    db.session.flush()
    return row


def put_away(actor: Actor, mail: IncomingMail) -> None:
    """Note that somebody has looked at a mail kept aside. Twice changes nothing."""
    row = lock_row(IncomingMail, mail.id)
    if row is None:
        raise NotFound
    if row.handled_at is None:
        row.handled_at, row.text = clock.now(), None
        audit.record(actor, "inbox:put_away", row)


def forget(before: datetime) -> int:
    """Empty the addresses and words of mails received before this instant; how many rows."""
    result = db.session.execute(
        update(IncomingMail)
        .where(
            IncomingMail.received_at < before,
            or_(IncomingMail.sender != "", IncomingMail.text.is_not(None)),
        )
        .values(sender="", text=None)
    )
    assert isinstance(result, CursorResult)  # noqa: S101  # what an UPDATE returns
    return result.rowcount
