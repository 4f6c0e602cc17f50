"""A calendar that somebody else made, as the lines of its events: whatever made it folded them.

A defect elsewhere in the file – a free-busy period upside down, a zone without a name – touches no
event. Lines cut within a letter, quoted-printable values (vCalendar 1.0), line ends of old Macs and
descriptions that nobody folded are mended here. Pure functions.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

# What an event may say, and which of it we read; all else that looks like a property is one of
# somebody's own, or a line of text.
_ONCE: Final = frozenset(
    (
        *("UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "LOCATION", "DESCRIPTION", "STATUS"),
        *("RECURRENCE-ID", "URL", "X-ALT-DESC", "X-GOOGLE-CONFERENCE"),
        "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    )
)
_OFTEN: Final = frozenset(("RRULE", "RDATE", "EXDATE", "ATTACH", "CONFERENCE"))
_OTHERS: Final = frozenset(
    (
        *("ATTENDEE", "CATEGORIES", "CLASS", "COMMENT", "CONTACT", "CREATED", "DTSTAMP", "EXRULE"),
        *("GEO", "LAST-MODIFIED", "ORGANIZER", "PRIORITY", "RELATED-TO", "REQUEST-STATUS"),
        *("RESOURCES", "SEQUENCE", "TRANSP", "COLOR", "IMAGE", "DALARM", "AALARM", "MALARM"),
        *("PALARM", "DCREATED", "RNUM", "STRUCTURED-DATA", "STYLED-DESCRIPTION"),
    )
)
_PROPERTY: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[;:]")
_DAY: Final = re.compile(r"([A-Z-]+)(?:;.*)?:(\d{8})\s*", re.IGNORECASE)
_QUOTED: Final = re.compile(
    rb"^([^:\n]*;ENCODING=(?:QUOTED-PRINTABLE|Q)(?:;[^:\n]*)?):((?:[^\n]*=\n)*[^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)
_CHARSET: Final = re.compile(rb"CHARSET=\"?([A-Za-z0-9_-]+)", re.IGNORECASE)


@dataclass
class Lines:
    """The events of a file, each as its lines unfolded; its zones by name; whether it cancels."""

    events: list[list[str]] = field(default_factory=list)
    zones: dict[str, list[str]] = field(default_factory=dict)
    cancels: bool = False
    is_calendar: bool = False


def unfolded(content: bytes) -> str:
    """The text of a file, one property a line. Raises `UnicodeDecodeError`."""
    content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    content = _QUOTED.sub(_unquoted, content)
    # Before the letters: a fold may stand within one.
    return re.sub(rb"\n[ \t]", b"", content).decode("utf-8-sig")


def _unquoted(match: re.Match[bytes]) -> bytes:
    """A quoted-printable value as one of today."""
    named = _CHARSET.search(match[1])
    try:
        text = quopri.decodestring(match[2]).decode(named[1].decode() if named else "utf-8")
    except (LookupError, UnicodeDecodeError):
        text = quopri.decodestring(match[2]).decode("cp1252", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "")
    for sign, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(sign, escaped)
    name = re.sub(rb";(ENCODING|CHARSET)=[^;:]*", b"", match[1], flags=re.IGNORECASE)
    return name + b":" + text.encode()


def lines_of(text: str) -> Lines:
    """The events and zones of a text that was unfolded."""
    found = Lines()
    # The components that stand open.
    within: list[str] = []
    zone: list[str] = []
    for line in text.split("\n"):
        begins, ends = _mark(line, "BEGIN"), _mark(line, "END")
        if begins:
            found.is_calendar = found.is_calendar or begins == "VCALENDAR"
            if begins == "VEVENT":
                # One that was not ended ends here.
                within = []
                found.events.append([])
            zone = [] if begins == "VTIMEZONE" else zone
            within.append(begins)
        _note_line(found, within, zone, line)
        if ends:
            if ends == "VTIMEZONE":
                found.zones |= {name: zone for name in _zone_names(zone) if name}
            while within and within.pop() != ends:
                pass
    found.events = [list(_properties(one)) for one in found.events]
    return found


def _note_line(found: Lines, within: Sequence[str], zone: list[str], line: str) -> None:
    """Put a line with the zone or the event that it belongs to."""
    if "VTIMEZONE" in within:
        zone.append(line)
    elif within[-1:] == ["VEVENT"]:
        if not _mark(line, "BEGIN"):
            found.events[-1].append(line)
    elif line.upper().startswith("METHOD:CANCEL"):
        found.cancels = True


def _mark(line: str, word: str) -> str:
    """The component that a line begins or ends."""
    head, _, name = line.partition(":")
    return name.strip().upper() if head.strip().upper() == word else ""


def _zone_names(zone: Sequence[str]) -> Iterator[str]:
    for line in zone:
        if line.upper().startswith("TZID:"):
            yield line[5:].strip()


def _properties(lines: Sequence[str]) -> Iterator[str]:
    """The properties that we read; a line that is none goes on with the text before it."""
    current = ""
    seen: set[str] = set()
    for line in lines:
        match = _PROPERTY.match(line)
        name = match[1].upper() if match else ""
        is_one = name in _ONCE | _OFTEN | _OTHERS or name.startswith("X-")
        if is_one or _mark(line, "END"):
            if current:
                yield current
            wanted = name in _OFTEN or (name in _ONCE and name not in seen)
            seen.add(name)
            current = _dated(line) if wanted else ""
        elif line.strip() and current.upper().startswith(("DESCRIPTION", "SUMMARY", "LOCATION")):
            current += "\\n" + line
    if current:
        yield current


def _dated(line: str) -> str:
    """A date without hours is a day, whatever zone is named beside it."""
    match = _DAY.fullmatch(line)
    if match is None or match[1].upper() not in {"DTSTART", "DTEND", "EXDATE", "RECURRENCE-ID"}:
        return line
    return f"{match[1]};VALUE=DATE:{match[2]}"
