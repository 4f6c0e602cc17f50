"""The dates of an event that somebody else wrote; of a series, the first that takes place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, Final

from icalendar import Event

# A series whose first dates are all taken out is followed no further.
MOST_FOLLOWED: Final = 400
_FOLLOWED: Final = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})


def dates(event: Event) -> tuple[Any, Any]:
    """Start and end as they are written; None for what is not."""
    start, end = event.decoded("DTSTART", None), event.decoded("DTEND", None)
    duration = event.decoded("DURATION", None)
    if end is None and isinstance(duration, timedelta) and start is not None:
        end = start + duration
    return start, end


def moved_dates(events: Iterable[Event]) -> frozenset[tuple[str, str]]:
    """Series and date of each occurrence that the file writes by itself."""
    return frozenset(
        (str(event.get("UID", "")), _key(moment))
        for event in events
        if "RECURRENCE-ID" in event
        for moment in _moments(event["RECURRENCE-ID"])
    )


def first_dates(event: Event, moved: frozenset[tuple[str, str]]) -> tuple[Any, Any]:
    """Start and end of the first date that is neither taken out nor written by itself."""
    start, end = dates(event)
    uid = str(event.get("UID", ""))
    out = {_key(moment) for moment in _all_moments(event.get("EXDATE"))}
    out |= {key for series, key in moved if series == uid}
    if start is None or _key(start) not in out:
        return start, end
    for moment in _occurrences(event, start):
        if _key(moment) not in out:
            return moment, moment + (end - start) if end is not None else None
    return start, end


def _occurrences(event: Event, start: date) -> Iterator[date]:
    """The first dates of the rule, in the hours of its own zone."""
    from dateutil.rrule import rrulestr  # type: ignore[import-untyped]  # it ships no types

    rule = event.get("RRULE")
    rule = rule[0] if isinstance(rule, list) else rule
    if rule is None or str(rule.get("FREQ", [""])[0]).upper() not in _FOLLOWED:
        return
    # A rule ends in UTC or at a wall clock; here only its beginning counts.
    told = ";".join(
        part for part in rule.to_ical().decode().split(";") if not part.upper().startswith("UNTIL")
    )
    hours = start.time() if isinstance(start, datetime) else time()
    for moment in islice(rrulestr(told, dtstart=datetime.combine(start, hours)), MOST_FOLLOWED):
        if isinstance(start, datetime):
            yield moment.replace(tzinfo=start.tzinfo)
        else:
            yield moment.date()


def _all_moments(value: Any) -> Iterator[Any]:
    for one in value if isinstance(value, list) else [value]:
        if one is not None:
            yield from _moments(one)


def _moments(value: Any) -> Iterator[Any]:
    listed = getattr(value, "dts", [value])
    for one in listed:
        moment = getattr(one, "dt", None)
        if isinstance(moment, date):
            yield moment


def _key(moment: Any) -> str:
    """The same for one instant in two zones; an hour without a zone is only itself."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return str(moment.timestamp())
    return str(moment.isoformat())
