"""What independent readers understand: same number, UID, instants and text as was meant."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import ics
import pytest
import vobject
from hypothesis import given, settings

from app.ical import Entry, Status, calendar, event_block
from app.ical.text import clean, clean_line
from app.kernel.clock import PARIS
from tests.unit.ical.examples import CONFERENCE, DAY, entries, entry
from tests.unit.ical.strict_reader import read

SAMPLE = [
    entry(),
    entry(uid="jours@agenda.example.org", starts=DAY, ends=DAY + timedelta(days=1)),
    entry(uid="annule@agenda.example.org", status=Status.CANCELLED, sequence=2),
    entry(uid="distance@agenda.example.org", conference=CONFERENCE, location="", geo=None),
    entry(
        uid="hiver@agenda.example.org",
        starts=datetime(2026, 1, 12, 14, 0, tzinfo=PARIS),
        ends=datetime(2026, 1, 12, 17, 0, tzinfo=PARIS),
    ),
    entry(
        uid="automne@agenda.example.org",
        starts=datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        ends=datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ),
]
FEED = calendar("Agenda, axe 3", map(event_block, SAMPLE), refresh=timedelta(hours=6))


def expected(one: Entry) -> tuple[str, Any, Any, str]:
    mark = "ANNULÉ — " if one.status is Status.CANCELLED else ""
    ends = one.ends if isinstance(one.ends, datetime) else one.ends + timedelta(days=1)
    return one.uid, instant(one.starts), instant(ends), mark + one.summary


def instant(moment: datetime | date) -> datetime | date:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


def by_icalendar(octets: bytes) -> list[tuple[str, Any, Any, str]]:
    feed = icalendar.Calendar.from_ical(octets)
    assert feed.errors == []
    return [
        (str(event["UID"]), instant(event.start), instant(event.end), str(event["SUMMARY"]))
        for event in feed.events
    ]


def by_vobject(octets: bytes) -> list[tuple[str, Any, Any, str]]:
    feed = vobject.readOne(octets.decode())
    return [
        (e.uid.value, instant(e.dtstart.value), instant(e.dtend.value), e.summary.value)
        for e in feed.contents.get("vevent", [])
    ]


def by_ics(octets: bytes) -> list[tuple[str, Any, Any, str]]:
    found = []
    for event in ics.Calendar(octets.decode()).events:
        starts, ends = event.begin.datetime, event.end.datetime
        if event.all_day:
            starts, ends = starts.date(), ends.date()
        found.append((event.uid, instant(starts), instant(ends), event.name))
    return found


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
@pytest.mark.parametrize("reader", [by_icalendar, by_vobject, by_ics])
def test_readers_agree_on_number_uid_instants_and_title(reader: Any) -> None:
    assert sorted(reader(FEED)) == sorted(map(expected, SAMPLE))


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
@pytest.mark.parametrize("reader", [by_icalendar, by_vobject, by_ics])
def test_readers_accept_an_empty_feed(reader: Any) -> None:
    assert reader(calendar("Agenda", [])) == []


@settings(deadline=None)
@given(entries())
def test_icalendar_reads_back_any_entry(any_entry: Entry) -> None:
    octets = calendar("Agenda", [event_block(any_entry)])
    uid, starts, ends, _ = expected(any_entry)
    (event,) = icalendar.Calendar.from_ical(octets).events
    assert str(event["UID"]) == uid
    whole = isinstance(starts, datetime)
    assert instant(event.start) == (starts.replace(microsecond=0) if whole else starts)
    assert instant(event.end) == (ends.replace(microsecond=0) if whole else ends)
    strict = read(octets).events[0]
    assert event.get("SUMMARY", "") == (strict["SUMMARY"].text if "SUMMARY" in strict else "")
    assert str(event.get("DESCRIPTION", "")).startswith(clean(any_entry.description))
    assert event.get("LOCATION", "") == clean_line(any_entry.location, separator=", ")


@settings(deadline=None)
@given(entries())
def test_vobject_reads_back_any_entry(any_entry: Entry) -> None:
    octets = calendar("Agenda", [event_block(any_entry)])
    event = vobject.readOne(octets.decode()).vevent
    uid, _, _, _ = expected(any_entry)
    assert event.uid.value == uid
    if description := clean(any_entry.description):
        assert event.description.value.startswith(description)
    if location := clean_line(any_entry.location, separator=", "):
        assert event.location.value == location


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
@pytest.mark.parametrize("hour", range(24))
def test_vobject_with_our_zone_block_agrees_with_the_olson_data(day: date, hour: int) -> None:
    """On both days of change, the zone we write gives the instants that we meant."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour - 1)
    octets = calendar(
        "Agenda", [event_block(entry(starts=start, ends=start + timedelta(minutes=50)))]
    )
    event = vobject.readOne(octets.decode()).vevent
    assert event.dtstart.value.astimezone(UTC) == start
    assert event.dtend.value.astimezone(UTC) == start + timedelta(minutes=50)
