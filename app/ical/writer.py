"""Entries to RFC 5545 and RFC 7986 bytes. Same values, same bytes: no clock is read here."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from icalendar import Calendar, Component, Event
from icalendar.parser import Parameters
from icalendar.prop import vCategory, vDate, vDatetime, vDuration, vGeo, vInt, vUri

from app.ical.entry import Color, Conference, Entry, Status
from app.ical.text import Text, ascii_uri, clean, clean_label, clean_line, fold
from app.ical.zone import VTIMEZONE, checked_day, in_paris, in_utc
from app.kernel.clock import PARIS

PRODID: Final = "-//Synergies//Agenda//FR"
CANCELLED_MARK: Final = "ANNULÉ — "
MEDIA_TYPE: Final = "text/calendar; charset=utf-8"


class LabelledParameters(Parameters):
    """Parameters that hold words for people, always quoted: some readers stop at a space."""

    # The library types its tuple by its length.
    always_quoted = (*Parameters.always_quoted, "LABEL", "CN")  # type: ignore[assignment]


class Position(vGeo):
    """A GEO value with six decimals: the plain float of the library writes 0.00001 as ``1e-05``."""

    def to_ical(self) -> str:
        return f"{self.latitude:.6f};{self.longitude:.6f}"


class Moment(vDatetime):
    """A DATE-TIME whose form is known: UTC, or the clocks of Paris. The library looks for its zone
    among all of them, twice per value.
    """

    def __init__(self, moment: datetime, zone: str | None = None) -> None:
        self.dt = moment
        self.params = Parameters() if zone is None else Parameters(TZID=zone)
        self.text = f"{moment:%Y%m%dT%H%M%S}{'' if zone else 'Z'}".encode()

    def to_ical(self) -> bytes:
        return self.text


def event_block(entry: Entry) -> bytes:
    """Return the VEVENT of ``entry``: a fragment to cache and to hand to `calendar`.

    Raises ValueError for a time without zone, an end that is not after its start, or a year
    outside 1970–2037; TypeError for a time and a date together.
    """
    return component_bytes(build_event(entry, dtstamp=entry.last_modified))


def build_event(entry: Entry, *, dtstamp: datetime) -> Event:
    """Return the component of ``entry``, its properties in the order they are written."""
    event = Event()
    event["UID"] = Text(clean_line(entry.uid))
    event["DTSTAMP"] = _instant(dtstamp)
    event["DTSTART"], event["DTEND"] = _span(entry.starts, entry.ends)
    cancelled = entry.status is Status.CANCELLED
    _put_text(event, "SUMMARY", clean_line((CANCELLED_MARK if cancelled else "") + entry.summary))
    conference = _conference(entry.conference)
    url = ascii_uri(entry.url) if entry.url else None
    _put_text(event, "DESCRIPTION", _description(entry.description, conference, url))
    _put_text(event, "LOCATION", clean_line(entry.location, separator=", "))
    if entry.geo is not None:
        event["GEO"] = Position(entry.geo)
    if categories := _categories(entry.categories):
        event["CATEGORIES"] = categories
    if url:
        event["URL"] = vUri(url)
    if conference is not None:
        event["CONFERENCE"] = conference
    if entry.color is not None:
        event["COLOR"] = _word(entry.color)
    event["STATUS"] = _word(entry.status)
    event["SEQUENCE"] = _number(entry.sequence)
    whole_days = not isinstance(entry.starts, datetime)
    event["TRANSP"] = _word("TRANSPARENT" if entry.transparent or whole_days else "OPAQUE")
    event["CREATED"] = _instant(entry.created)
    event["LAST-MODIFIED"] = _instant(entry.last_modified)
    return event


def calendar(
    name: str,
    blocks: Iterable[bytes],
    *,
    refresh: timedelta | None = None,
    source: str | None = None,
    method: str | None = None,
    color: Color | None = None,
) -> bytes:
    """Return a whole calendar: its properties, the time zone, then ``blocks`` as they are.

    ``name`` says what was asked for, filters included. ``refresh`` is how often a client should
    come back, ``source`` the public address of the feed (never given for a secret one). ``method``
    is for invitations only: a feed that bears one makes clients treat it as a message. Without
    blocks the time zone remains, since a calendar without any component is refused by several
    readers.
    """
    return b"".join((_head(name, refresh, source, method, color), *blocks, b"END:VCALENDAR\r\n"))


def component_bytes(component: Component) -> bytes:
    """Return ``component`` folded, its properties in the order they were set."""
    return b"".join(map(fold, _lines(component)))


# A handful of calendars are asked for all day long: their head is folded once.
@lru_cache(maxsize=512)
def _head(
    name: str,
    refresh: timedelta | None,
    source: str | None,
    method: str | None,
    color: Color | None,
) -> bytes:
    head = Calendar()
    head["VERSION"] = Text("2.0")
    head["PRODID"] = Text(PRODID)
    if method is not None:
        head["METHOD"] = Text(method)
    if title := clean_line(name):
        head["NAME"] = Text(title)
        head["X-WR-CALNAME"] = Text(title)
    if refresh is not None:
        head["REFRESH-INTERVAL"] = vDuration(refresh, params={"VALUE": "DURATION"})
        head["X-PUBLISHED-TTL"] = vDuration(refresh)
    if source is not None and (uri := ascii_uri(source)):
        head["SOURCE"] = vUri(uri, params={"VALUE": "URI"})
    if color is not None:
        head["COLOR"] = Text(color)
    if method is None:
        head["X-WR-TIMEZONE"] = Text(PARIS.key)
    lines = list(_lines(head))[:-1]  # its END comes after the blocks
    return b"".join(map(fold, lines)) + VTIMEZONE


def _lines(component: Component) -> Iterator[bytes]:
    # The library's own walk copies each line six times over, which made half of a fragment. None of
    # our components holds another one: the events of a calendar are fragments already written.
    name = str(component.name).encode()
    yield b"BEGIN:" + name
    for key, value in component.items():
        params = value.params
        if params:
            yield b"%b;%b:%b" % (key.encode(), params.to_ical(sorted=False), _value(value))
        else:
            yield b"%b:%b" % (key.encode(), _value(value))
    yield b"END:" + name


def _value(value: Any) -> bytes:
    content: bytes | str = value.to_ical()
    return content.encode() if isinstance(content, str) else content


def _put_text(event: Event, name: str, value: str) -> None:
    if value:
        event[name] = Text(value)


# The same few words, numbers, categories and moments come back from event to event; nobody changes
# a property once it is made, so they are shared.
@lru_cache(maxsize=64)
def _word(value: str) -> Text:
    return Text(value)


@lru_cache(maxsize=64)
def _number(value: int) -> vInt:
    return vInt(value)


@lru_cache(maxsize=1024)
def _instant(moment: datetime) -> Moment:
    return Moment(in_utc(moment))


def _span(
    starts: datetime | date, ends: datetime | date
) -> tuple[Moment, Moment] | tuple[vDate, vDate]:
    if isinstance(starts, datetime) and isinstance(ends, datetime):
        if in_utc(ends) <= in_utc(starts):
            raise ValueError(f"an entry ends after it starts: {starts} – {ends}")
        first, last = in_paris(starts), in_paris(ends)
        if first is None or last is None:
            return _instant(starts), _instant(ends)
        return Moment(first, PARIS.key), Moment(last, PARIS.key)
    if isinstance(starts, datetime) or isinstance(ends, datetime):
        raise TypeError("an entry has two times or two dates, not one of each")
    if ends < starts:
        raise ValueError(f"the last day comes before the first: {starts} – {ends}")
    return _day(starts), _day(ends + timedelta(days=1))


def _day(day: date) -> vDate:
    return vDate(checked_day(day), params={"VALUE": "DATE"})


def _conference(conference: Conference | None) -> vUri | None:
    if conference is None or (uri := ascii_uri(conference.uri)) is None:
        return None
    value = vUri(uri)
    value.params = LabelledParameters(
        VALUE="URI", FEATURE="VIDEO", LABEL=clean_label(conference.label)
    )
    return value


def _description(text: str, conference: vUri | None, url: str | None) -> str:
    text = clean(text)
    parts = [text] if text else []
    if conference is not None and conference not in text:
        label = conference.params["LABEL"]
        parts.append(f"{label}\N{NO-BREAK SPACE}: {conference}" if label else str(conference))
    if url is not None and url not in text:
        parts.append(url)
    return "\n\n".join(parts)


@lru_cache(maxsize=256)
def _categories(names: tuple[str, ...]) -> vCategory | None:
    # Two clients split a category at a comma even when it is escaped.
    cleaned = dict.fromkeys(clean_line(name.replace(",", " ")) for name in names)
    cleaned.pop("", None)
    if not cleaned:
        return None
    value = vCategory([])
    value.cats = [Text(name) for name in cleaned]
    return value
