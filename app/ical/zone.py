"""The one time zone of the house, and how an instant is written in it."""

from datetime import UTC, date, datetime
from typing import Final

from app.kernel.clock import PARIS

# Clients are asked to show 1970–2037 right: beyond, many of them still count in 32 bits.
FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2037

# Written by hand and verbatim: `Calendar.add_missing_timezones()` of icalendar 7.3 lists onsets
# one by one with a wrong wall-clock time, and Outlook reads only yearly rules.
VTIMEZONE: Final = b"".join(
    line.encode() + b"\r\n"
    for line in (
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Paris",
        "BEGIN:DAYLIGHT",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "TZNAME:CEST",
        "DTSTART:19810329T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "TZNAME:CET",
        "DTSTART:19961027T030000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "END:STANDARD",
        "END:VTIMEZONE",
    )
)


def in_utc(moment: datetime) -> datetime:
    """Return ``moment`` in UTC, to the second; raise ValueError for a naive one or one outside
    1970–2037.
    """
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError(f"a calendar needs a time zone: {moment!r}")
    _check_year(moment)
    return moment.astimezone(UTC).replace(microsecond=0)


def in_paris(moment: datetime) -> datetime | None:
    """Return ``moment`` at the clocks of Paris, or None in the hour of autumn that they strike
    twice.

    Going through UTC brings a wall-clock time of the skipped spring hour to the instant it stands
    for.
    """
    local = in_utc(moment).astimezone(PARIS)
    return local if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset() else None


def checked_day(day: date) -> date:
    """Return ``day``; raise ValueError outside 1970–2037."""
    _check_year(day)
    return day


def _check_year(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"outside the years every calendar client knows: {day!r}")
