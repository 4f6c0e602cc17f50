"""Reading a calendar that somebody else made (RFC 5545), bounded before it is parsed.

What comes out are plain values and, for whatever was left aside, a French sentence: nothing is
guessed. Repetitions are never unrolled: only the first date of one is taken.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from app.ical.text import clean, clean_line

MOST_BYTES: Final = 1024 * 1024
MOST_COMPONENTS: Final = 2000
MOST_EVENTS: Final = 200
DEEPEST: Final = 4
# Days beyond which no calendar program goes (calendar rule E17).
FIRST_YEAR, LAST_YEAR = 1970, 2037
TITLE_LENGTH, LINE_LENGTH, TEXT_LENGTH = 200, 200, 5000
PARIS: Final = ZoneInfo("Europe/Paris")


class Unreadable(Exception):
    """The file cannot be taken; the text is a French sentence that says why and what to do."""


@dataclass(frozen=True)
class ReadEvent:
    """One event of the file. Either `starts_at` and `ends_at`, aware, or `day` alone, or nothing
    when its date cannot be read. `notes` says what was left aside.
    """

    title: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    day: date | None = None
    place: str = ""
    description: str = ""
    cancelled: bool = False
    notes: tuple[str, ...] = field(default=())


def read_events(content: bytes) -> list[ReadEvent]:
    """The events of a file, in the order of the file. Raises `Unreadable`."""
    text = _text(content)
    _check_size(text)
    try:
        calendars = Calendar.from_ical(text, multiple=True)
        found = [
            event for one in calendars for event in one.walk("VEVENT") if isinstance(event, Event)
        ]
    except Exception as error:
        # The parser raises about anything on odd lines: the file is no calendar.
        raise Unreadable(
            "Ce fichier n’est pas un calendrier lisible. Exportez-le de nouveau, au format .ics."
        ) from error
    if not found:
        raise Unreadable("Ce calendrier ne contient aucun événement.")
    if len(found) > MOST_EVENTS:
        raise Unreadable(
            f"Ce calendrier contient {len(found)} événements, {MOST_EVENTS} au plus : "
            "exportez une période plus courte."
        )
    return [_event(one) for one in found]


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Unreadable("Ce fichier dépasse 1 Mo : exportez une période plus courte.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            "Les lettres de ce fichier ne sont pas codées en UTF-8, comme le veut la norme des "
            "calendriers. Exportez-le de nouveau depuis votre agenda."
        ) from error
    if "\0" in text or "BEGIN:VCALENDAR" not in text[:2000].upper():
        raise Unreadable("Ce fichier n’est pas un calendrier : on attend un fichier .ics.")
    return text


def _check_size(text: str) -> None:
    """Count components and their depth, line by line, before the parser builds anything."""
    depth = components = 0
    for line in text.splitlines():
        start = line[:6].upper()
        if start == "BEGIN:":
            depth, components = depth + 1, components + 1
        elif start.startswith("END:"):
            depth -= 1
        if depth > DEEPEST or components > MOST_COMPONENTS:
            raise Unreadable("Ce calendrier est trop compliqué pour être lu sans risque.")


def _event(event: Event) -> ReadEvent:
    notes: list[str] = []
    try:
        starts_at, ends_at, day = _times(event, notes)
    except (ValueError, TypeError, OverflowError, KeyError, AttributeError):
        starts_at = ends_at = day = None
        notes.append("sa date n’a pas pu être lue")
    if "RRULE" in event or "RDATE" in event:
        notes.append("il se répète : seule la première date est reprise")
    return ReadEvent(
        title=_line(event.get("SUMMARY"), TITLE_LENGTH, "titre", notes),
        starts_at=starts_at,
        ends_at=ends_at,
        day=day,
        place=_line(event.get("LOCATION"), LINE_LENGTH, "lieu", notes),
        description=clean(str(event.get("DESCRIPTION", "")))[:TEXT_LENGTH],
        cancelled=str(event.get("STATUS", "")).upper() == "CANCELLED",
        notes=tuple(notes),
    )


def _line(value: object, limit: int, name: str, notes: list[str]) -> str:
    text = clean_line(str(value or ""))
    if len(text) > limit:
        notes.append(f"son {name} est coupé à {limit} caractères")
    return text[:limit]


def _times(event: Event, notes: list[str]) -> tuple[datetime | None, datetime | None, date | None]:
    start = event.decoded("DTSTART", None)
    end = event.decoded("DTEND", None)
    duration = event.decoded("DURATION", None)
    if end is None and isinstance(duration, timedelta) and start is not None:
        end = start + duration
    if not isinstance(start, date):
        notes.append("il n’a pas de date")
        return None, None, None
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        notes.append(f"son année n’est pas comprise entre {FIRST_YEAR} et {LAST_YEAR}")
        return None, None, None
    if not isinstance(start, datetime):
        if isinstance(end, date) and end - start > timedelta(days=1):
            notes.append("il dure plusieurs jours : seul le premier est repris")
        return None, None, start
    starts_at = _aware(start, event["DTSTART"], notes)
    if not isinstance(end, datetime):
        notes.append("il n’a pas d’heure de fin : seul le jour est repris")
        return None, None, starts_at.astimezone(PARIS).date()
    ends_at = _aware(end, event.get("DTEND"), [])
    if ends_at <= starts_at:
        notes.append("il finit avant de commencer : seul le jour est repris")
        return None, None, starts_at.astimezone(PARIS).date()
    return starts_at, ends_at, None


def _aware(moment: datetime, value: Any, notes: list[str]) -> datetime:
    """The instant. An hour without a zone, or in one that nobody knows, is one of Paris."""
    if moment.tzinfo is not None:
        return moment
    named = getattr(value, "params", {}).get("TZID")
    if named is not None:
        notes.append(f"son fuseau « {clean_line(str(named))[:60]} » est lu comme celui de Paris")
    return moment.replace(tzinfo=PARIS)
