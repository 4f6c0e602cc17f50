"""Reading a calendar that somebody else made (RFC 5545), bounded before it is parsed.

What comes out are plain values and, for whatever was left aside, a French sentence: nothing is
guessed. Repetitions are never unrolled: only the first date of one is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from app.ical.described import described
from app.ical.lines import lines_of, unfolded
from app.ical.repeating import dates, first_dates, moved_dates
from app.ical.text import clean_line
from app.kernel import sandbox
from app.kernel.dates import spoken_time

MOST_BYTES: Final = 1024 * 1024
MOST_COMPONENTS: Final = 2000
MOST_EVENTS: Final = 200
DEEPEST: Final = 4
SECONDS: Final = 10
# All that may come of one: its texts, its notes; a sign takes four octets at most.
LONGEST: Final = 4 * MOST_EVENTS * 10_000
TOO_TANGLED: Final = "Ce calendrier est trop compliqué pour être lu sans risque."
DAMAGED: Final = (
    "Ce fichier n’est pas un calendrier lisible. Exportez-le de nouveau, au format .ics."
)
_HEAD: Final = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Synergies//FR")
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
    """The events of a file, in the order of the file. Raises `Unreadable`; never under the lock of
    the database.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable("Ce fichier dépasse 1 Mo : exportez une période plus courte.")
    try:
        answer = sandbox.read("app.ical.reading", content, seconds=SECONDS, longest=LONGEST)
    except sandbox.TooMuch as error:
        raise Unreadable(TOO_TANGLED) from error
    except sandbox.Busy as error:
        raise Unreadable(
            "D’autres fichiers sont en cours de lecture : renvoyez celui-ci dans une minute."
        ) from error
    except sandbox.Crashed as error:
        raise Unreadable(DAMAGED) from error
    if isinstance(answer, str):
        raise Unreadable(answer)
    return [_from_plain(one) for one in answer]


def read_here(content: bytes) -> list[ReadEvent]:
    """The same in this process, without its bounds."""
    text = _text(content)
    _check_size(text)
    found = lines_of(text)
    if not found.is_calendar:
        raise Unreadable(DAMAGED)
    if not found.events:
        raise Unreadable("Ce calendrier ne contient aucun événement.")
    if len(found.events) > MOST_EVENTS:
        raise Unreadable(
            f"Ce calendrier contient {len(found.events)} événements, {MOST_EVENTS} au plus : "
            "exportez une période plus courte."
        )
    parsed = [_parsed(lines, found.zones) for lines in found.events]
    moved = moved_dates(parsed)
    return [_event(one, cancelled=found.cancels, moved=moved) for one in parsed]


def _parsed(lines: Sequence[str], zones: Mapping[str, Sequence[str]]) -> Event:
    """One event by itself: what another is made of cannot refuse it.

    Without the zones of the file where they are broken; of an event that nobody can read, only its
    title.
    """
    named = [line for name, zone in zones.items() if _names(lines, name) for line in zone]
    titles = [line for line in lines if line.upper().startswith("SUMMARY")]
    for inside in ([*named, *_wrapped(lines)], _wrapped(lines), _wrapped(titles)):
        text = "\r\n".join((*_HEAD, *inside, "END:VCALENDAR", ""))
        try:
            for event in Calendar.from_ical(text).walk("VEVENT"):
                if isinstance(event, Event):
                    return event
        except Exception:  # noqa: BLE001, S112  # the parser raises about anything on odd lines
            continue
    return Event()


def _wrapped(lines: Sequence[str]) -> list[str]:
    return ["BEGIN:VEVENT", *lines, "END:VEVENT"]


def _names(lines: Sequence[str], zone: str) -> bool:
    return any(f"TZID={zone}" in line or f'TZID="{zone}"' in line for line in lines)


def _text(content: bytes) -> str:
    try:
        text = unfolded(content)
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
            raise Unreadable(TOO_TANGLED)


def _event(event: Event, *, cancelled: bool, moved: frozenset[tuple[str, str]]) -> ReadEvent:
    notes: list[str] = []
    repeats = "RRULE" in event or "RDATE" in event
    try:
        start, end = first_dates(event, moved) if repeats else dates(event)
        starts_at, ends_at, day = _times(event, start, end, notes)
    except (ValueError, TypeError, OverflowError, KeyError, AttributeError):
        start = starts_at = ends_at = day = None
        notes.append("sa date n’a pas pu être lue")
    if repeats:
        notes.append("il se répète : seule la première date est reprise")
    if "RECURRENCE-ID" in event:
        notes.append("c’est une date à part d’une série")
    description, left = described(event)
    notes += left
    if day is not None and isinstance(start, datetime):
        hour = spoken_time(_aware(start, event["DTSTART"], []).astimezone(PARIS))
        description = f"Début : {hour}\n\n{description}".strip()
    if len(description) > TEXT_LENGTH:
        notes.append(f"son texte est coupé à {TEXT_LENGTH} caractères")
    return ReadEvent(
        title=_line(event.get("SUMMARY"), TITLE_LENGTH, "titre", notes),
        starts_at=starts_at,
        ends_at=ends_at,
        day=day,
        place=_line(event.get("LOCATION"), LINE_LENGTH, "lieu", notes),
        description=description[:TEXT_LENGTH],
        cancelled=cancelled or str(event.get("STATUS", "")).upper() == "CANCELLED",
        notes=tuple(notes),
    )


def _line(value: object, limit: int, name: str, notes: list[str]) -> str:
    text = clean_line(str(value or ""))
    if len(text) > limit:
        notes.append(f"son {name} est coupé à {limit} caractères")
    return text[:limit]


def _times(
    event: Event, start: Any, end: Any, notes: list[str]
) -> tuple[datetime | None, datetime | None, date | None]:
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
    if not isinstance(end, datetime) or end == start:
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


def _to_plain(event: ReadEvent) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(event).items()
    }


def _from_plain(plain: dict[str, Any]) -> ReadEvent:
    for name in ("starts_at", "ends_at"):
        plain[name] = datetime.fromisoformat(plain[name]) if plain[name] else None
    plain["day"] = date.fromisoformat(plain["day"]) if plain["day"] else None
    return ReadEvent(**plain | {"notes": tuple(plain["notes"])})


def _answer(content: bytes) -> list[dict[str, Any]] | str:
    """In the process of its own: the events as plain values, or a sentence of refusal."""
    try:
        return [_to_plain(one) for one in read_here(content)]
    except Unreadable as refusal:
        return str(refusal)


if __name__ == "__main__":
    sandbox.answer(_answer, seconds=SECONDS, exhausted=TOO_TANGLED)
