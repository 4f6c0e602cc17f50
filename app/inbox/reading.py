"""What an incoming mail says, from its bytes alone. Nobody has vouched for them.

A calendar answer is an iTIP REPLY in a mail (RFC 5546 §3.2.3, RFC 6047); what a returned mail looks
like is in `returns`. Everything is bounded before it is parsed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from typing import Final

from icalendar import Calendar, Event

from app.inbox.enums import Participation
from app.inbox.returns import Notice, ReturnedMail, returned
from app.inbox.texts import address_of, line_of, plain_text
from app.outbox.marks import marks_in

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_PARTS: Final = 60
MOST_CALENDAR_BYTES: Final = 256 * 1024
# Nobody answers an invitation with more.
MOST_COMPONENTS: Final = 20
# Where a mail says to whom it went: relays write the last three.
RECIPIENT_HEADERS: Final = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
_CALENDAR_TYPES: Final = frozenset({"text/calendar", "application/ics"})
_SCHEME: Final = "mailto:"
# Of the words of a person.
KEPT_TEXT: Final = 4000
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
class CounterProposal:
    """Somebody proposes another time by a calendar (RFC 5546 §3.2.7): a person has to answer."""

    uid: str


@dataclass(frozen=True)
class OtherMail:
    """Anything else. `automatic` ones (absences, delays) ask for nobody's attention; `of_server`
    ones come from a server that nobody understood."""

    automatic: bool
    of_server: bool = False


@dataclass(frozen=True)
class Incoming:
    """An incoming mail: who says to have sent it, its own name, and what it is."""

    sender: str
    message_id: str
    subject: str
    content: CalendarAnswer | CounterProposal | ReturnedMail | OtherMail
    # What a person wrote, for who has to answer.
    text: str = ""


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
    found = returned(mail, parts, _marks(mail))
    if isinstance(found, Notice):
        content: CalendarAnswer | CounterProposal | ReturnedMail | OtherMail = OtherMail(
            automatic=found.clear, of_server=True
        )
    else:
        content = found or _answer(mail, parts) or _other(mail)
    return Incoming(
        sender=address_of(mail, "From"),
        message_id=line_of(mail, "Message-ID"),
        subject=line_of(mail, "Subject"),
        content=content,
        text=plain_text(parts)[:KEPT_TEXT].strip(),
    )


def _parts(mail: Message) -> list[Message]:
    parts = []
    for part in mail.walk():
        parts.append(part)
        if len(parts) > MOST_PARTS:
            raise Unreadable(f"Le courriel a plus de {MOST_PARTS} parties.")
    return parts


def _marks(mail: Message) -> tuple[str, ...]:
    headers = [str(value) for name in RECIPIENT_HEADERS for value in mail.get_all(name, [])]
    return tuple(marks_in(" ".join(headers)))


# --- answers of calendars -------------------------------------------------------------------------


def _answer(mail: Message, parts: list[Message]) -> CalendarAnswer | CounterProposal | None:
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


def _answer_in(content: bytes, marks: tuple[str, ...]) -> CalendarAnswer | CounterProposal | None:
    if content.upper().count(b"BEGIN:") > MOST_COMPONENTS:
        raise Unreadable("Le calendrier joint contient trop d’éléments.")
    # Some programs begin with a byte order mark.
    text = content.decode("utf-8", "replace").lstrip("\ufeff")
    calendar = Calendar.from_ical(text)
    method = str(calendar.get("METHOD", "")).upper()
    events = [one for one in calendar.subcomponents if isinstance(one, Event)]
    if method == "COUNTER":
        return CounterProposal(str(events[0].get("UID", ""))[:_TEXT_LENGTH] if events else "")
    if method != "REPLY":
        return None
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
    value = value.strip()
    return value[len(_SCHEME) :].strip() if value.lower().startswith(_SCHEME) else value


def _moment(value: object) -> datetime | None:
    if not isinstance(value, datetime):
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# --- the rest -------------------------------------------------------------------------------------


def _other(mail: Message) -> OtherMail:
    """RFC 3834: what a machine answers says so."""
    said = line_of(mail, "Auto-Submitted").lower()
    machine = bool(said) and not said.startswith("no")
    return OtherMail(automatic=machine or line_of(mail, "Precedence").lower() == "auto_reply")
