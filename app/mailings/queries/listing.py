"""The messages of an event and how far they have come; the texts that are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.events.models import Event
from app.kernel.access import Actor
from app.kernel.collation import sort_key
from app.kernel.db import db
from app.kernel.text import counted
from app.mailings.given import GIVEN, Given
from app.mailings.models import Mailing, MailingTemplate
from app.mailings.queries.audience import prefix, thread_of
from app.outbox.enums import MessageStatus
from app.outbox.queries import Written, written_under
from app.registrations.roster import everyone

ALL = "mailing:"
ON_ITS_WAY = frozenset({MessageStatus.QUEUED, MessageStatus.SENDING})
LOST = frozenset({MessageStatus.FAILED, MessageStatus.BOUNCED})


@dataclass(frozen=True)
class Progress:
    """How many mails of a message wait, have left, did not arrive."""

    waiting: int = 0
    sent: int = 0
    lost: int = 0
    cancelled: int = 0

    @property
    def words(self) -> str:
        """ "3 en attente, 12 envoyés"; nothing of what is none."""
        parts = [
            f"{self.waiting} en attente" if self.waiting else "",
            counted(self.sent, "envoyé") if self.sent else "",
            f"{self.lost} en erreur" if self.lost else "",
            counted(self.cancelled, "annulé") if self.cancelled else "",
        ]
        return ", ".join(filter(None, parts)) or "aucun courriel"


@dataclass(frozen=True)
class Outcome:
    """What became of a sent message, with those whose mail did not arrive and why."""

    progress: Progress
    lost: Sequence[tuple[str, str]] = field(default_factory=tuple)


def mailings_of(event: Event) -> Sequence[Mailing]:
    """Drafts first, then what was sent, the latest first."""
    return db.session.scalars(
        select(Mailing)
        .where(Mailing.event_id == event.id)
        .order_by(Mailing.sent_at.is_not(None), Mailing.id.desc())
    ).all()


def mailing_of(event: Event, attempt: str) -> Mailing | None:
    """The message that this form made already."""
    return db.session.scalar(
        select(Mailing).where(Mailing.event_id == event.id, Mailing.attempt == attempt)
    )


def mailing_to_run(_actor: Actor, *, slug: str, mailing_id: int) -> Mailing | None:
    """A message with its event, for those who run it; the permission is checked apart."""
    return db.session.scalar(
        select(Mailing)
        .join(Mailing.event)
        .options(joinedload(Mailing.event))
        .where(Mailing.id == mailing_id, Event.slug == slug)
    )


def progress_of(event: Event) -> dict[int, Progress]:
    """By message of the event, how far its mails have come. One query."""
    by_mailing: dict[int, list[Written]] = {}
    for key, row in written_under(thread_of(event.id), ALL).items():
        by_mailing.setdefault(int(key.split(":")[1]), []).append(row)
    return {number: _progress(rows) for number, rows in by_mailing.items()}


def outcome(event: Event, mailing: Mailing) -> Outcome:
    """How far one message has come, and to whom it did not get."""
    rows = written_under(thread_of(event.id), prefix(mailing.id))
    lost = {key: row for key, row in rows.items() if row.status in LOST}
    names = _names(event) if lost else {}
    return Outcome(
        _progress(list(rows.values())),
        [
            (names.get(int(key.split(":")[2])) or "Nom effacé", row.error or "motif inconnu")
            for key, row in lost.items()
        ],
    )


def _names(event: Event) -> Mapping[int, str]:
    return {one.registration_id: one.name for one in everyone(event)}


def _progress(rows: Sequence[Written]) -> Progress:
    counts = Counter(row.status for row in rows)
    return Progress(
        waiting=sum(counts[one] for one in ON_ITS_WAY),
        sent=counts[MessageStatus.SENT],
        lost=sum(counts[one] for one in LOST),
        cancelled=counts[MessageStatus.CANCELLED],
    )


def templates() -> Sequence[MailingTemplate]:
    """The texts that the team has kept, by name."""
    return db.session.scalars(
        select(MailingTemplate).order_by(sort_key(MailingTemplate.name), MailingTemplate.id)
    ).all()


def template_of(key: str) -> Given | MailingTemplate | None:
    """The text of this name in an address: a given one, or the number of a kept one."""
    if key in GIVEN:
        return GIVEN[key]
    return db.session.get(MailingTemplate, int(key)) if key.isdecimal() and len(key) < 10 else None


def template_to_remove(_actor: Actor, *, template_id: int) -> MailingTemplate | None:
    return db.session.get(MailingTemplate, template_id)
