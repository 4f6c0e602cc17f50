"""What an incoming mail says, from its bytes alone. Nobody has vouched for them.

A calendar answer is an iTIP REPLY in a mail (RFC 5546 §3.2.3, RFC 6047); a returned mail is a
delivery status notification (RFC 3464). Everything is bounded before it is parsed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import getaddresses
from typing import Final

from icalendar import Calendar, Event

from app.inbox.enums import Participation
from app.outbox.marks import marks_in

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_PARTS: Final = 60
MOST_CALENDAR_BYTES: Final = 256 * 1024
# Nobody answers an invitation with more.
MOST_COMPONENTS: Final = 20
# Where a mail says to whom it went: relays write the last three.
RECIPIENT_HEADERS: Final = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
_CALENDAR_TYPES: Final = frozenset({"text/calendar", "application/ics"})
_PERMANENT: Final = re.compile(r"5\.\d{1,3}\.\d{1,3}")
_TEXT_LENGTH: Final = 200


class Unreadable(Exception):
    """The mail cannot be read; the text is a French sentence for the team."""


@dataclass(frozen=True)
class CalendarAnswer:
    """One person's answer to one event. `marks` are those of the addresses it was sent to."""

    uid: str
    attendee: str
    participation: Participation
    sequence: int
    stamped_at: datetime | None
    marks: tuple[str, ...]


@dataclass(frozen=True)
class ReturnedMail:
    """A mail that will not arrive: the marks that may be its own, and what the server said."""

    marks: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class OtherMail:
    """Anything else. `automatic` ones (absences, delays) ask for nobody's attention."""

    automatic: bool


@dataclass(frozen=True)
class Incoming:
    """An incoming mail: who says to have sent it, its own name, and what it is."""

    sender: str
    message_id: str
    subject: str
    content: CalendarAnswer | ReturnedMail | OtherMail


def read(raw: bytes) -> Incoming:
    """Read one mail. Raises `Unreadable` for what is too large or makes no sense."""
    if len(raw) > MOST_BYTES:
        raise Unreadable("Le courriel dépasse 10 Mo.")
    try:
        mail = message_from_bytes(raw, policy=default)
        assert isinstance(mail, EmailMessage)  # noqa: S101  # what this policy makes
        return _read(mail)
    except Unreadable:
        raise
    except Exception as error:
        # The parsers of the standard library and of calendars raise about anything on odd bytes.
        raise Unreadable(f"Le courriel n’a pas pu être lu ({type(error).__name__}).") from error


def _read(mail: EmailMessage) -> Incoming:
    parts = _parts(mail)
    return Incoming(
        sender=_address(mail, "From"),
        message_id=_line(mail, "Message-ID"),
        subject=_line(mail, "Subject"),
        content=_returned(mail, parts) or _answer(mail, parts) or _other(mail),
    )


def _parts(mail: Message) -> list[Message]:
    parts = []
    for part in mail.walk():
        parts.append(part)
        if len(parts) > MOST_PARTS:
            raise Unreadable(f"Le courriel a plus de {MOST_PARTS} parties.")
    return parts


def _line(mail: Message, name: str) -> str:
    return " ".join(str(mail.get(name, "")).split())[:_TEXT_LENGTH]


def _address(mail: Message, name: str) -> str:
    """The one address of a header; empty when there are none or several: nobody vouches for it."""
    found = [address for _, address in getaddresses([_line(mail, name)]) if "@" in address]
    return found[0] if len(found) == 1 else ""


def _marks(mail: Message) -> tuple[str, ...]:
    headers = [str(value) for name in RECIPIENT_HEADERS for value in mail.get_all(name, [])]
    return tuple(marks_in(" ".join(headers)))


# --- mails that came back -------------------------------------------------------------------------


def _returned(mail: Message, parts: list[Message]) -> ReturnedMail | OtherMail | None:
    report = next((p for p in parts if p.get_content_type() == "message/delivery-status"), None)
    if report is None:
        return None
    failed = _failure(report)
    if failed is None:
        # A delay, or the news that the mail has arrived.
        return OtherMail(automatic=True)
    marks = [*_marks(mail), *_marks_of_original(parts)]
    return ReturnedMail(tuple(dict.fromkeys(marks)), failed)


def _failure(report: Message) -> str | None:
    """What the server said of the first recipient that the mail failed to reach."""
    blocks = report.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message):
            continue
        if _line(block, "Action").lower() == "failed":
            said = _line(block, "Diagnostic-Code").partition(";")[2].strip()
            status = _PERMANENT.search(_line(block, "Status"))
            return said or (status[0] if status else "motif non précisé")
    return None


def _marks_of_original(parts: list[Message]) -> list[str]:
    """The marks that the returned mail itself bears: its return address, its Message-ID."""
    found = []
    for part in parts:
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0)
            text = _line(inner, "Message-ID") if isinstance(inner, Message) else ""
        elif part.get_content_type() == "text/rfc822-headers":
            text = str(part.get_payload())[:MOST_CALENDAR_BYTES]
            match = re.search(r"^Message-ID:\s*(<[^>]+>)", text, re.IGNORECASE | re.MULTILINE)
            text = match[1] if match else ""
        else:
            continue
        # A Message-ID is the mark itself, without the name of the letter box before it.
        found += marks_in(text.replace("<", "<+"))
    return found


# --- answers of calendars -------------------------------------------------------------------------


def _answer(mail: Message, parts: list[Message]) -> CalendarAnswer | None:
    for part in parts:
        if part.get_content_type() not in _CALENDAR_TYPES:
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        if len(content) > MOST_CALENDAR_BYTES:
            raise Unreadable("Le calendrier joint est trop long.")
        answer = _answer_in(content, _marks(mail))
        if answer is not None:
            return answer
    return None


def _answer_in(content: bytes, marks: tuple[str, ...]) -> CalendarAnswer | None:
    if content.upper().count(b"BEGIN:") > MOST_COMPONENTS:
        raise Unreadable("Le calendrier joint contient trop d’éléments.")
    calendar = Calendar.from_ical(content.decode("utf-8", "replace"))
    if str(calendar.get("METHOD", "")).upper() != "REPLY":
        return None
    events = [one for one in calendar.subcomponents if isinstance(one, Event)]
    if len(events) != 1:
        raise Unreadable("La réponse ne porte pas sur un seul événement.")
    event = events[0]
    attendees = event.get("ATTENDEE", [])
    attendees = attendees if isinstance(attendees, list) else [attendees]
    if len(attendees) != 1:
        raise Unreadable("La réponse n’est pas celle d’une seule personne.")
    state = str(attendees[0].params.get("PARTSTAT", "")).upper()
    if state not in set(Participation):
        raise Unreadable("La réponse n’est ni oui, ni non, ni peut-être.")
    return CalendarAnswer(
        uid=str(event.get("UID", ""))[:_TEXT_LENGTH],
        attendee=_bare(str(attendees[0])),
        participation=Participation(state),
        sequence=int(event.get("SEQUENCE", 0)),
        stamped_at=_moment(event.decoded("DTSTAMP", None)),
        marks=(*marks, *marks_in(f"{_bare(str(event.get('ORGANIZER', '')))} ")),
    )


def _bare(value: str) -> str:
    return value.strip().removeprefix("mailto:").removeprefix("MAILTO:").strip()


def _moment(value: object) -> datetime | None:
    if not isinstance(value, datetime):
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# --- the rest -------------------------------------------------------------------------------------


def _other(mail: Message) -> OtherMail:
    """RFC 3834: what a machine answers says so."""
    said = _line(mail, "Auto-Submitted").lower()
    machine = bool(said) and not said.startswith("no")
    return OtherMail(automatic=machine or _line(mail, "Precedence").lower() == "auto_reply")
