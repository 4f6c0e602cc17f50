"""The calendar around its events: rules C."""

from datetime import timedelta

import pytest

from app.ical import Color, calendar, event_block
from app.ical.zone import VTIMEZONE
from tests.unit.ical.examples import DAY, entry
from tests.unit.ical.strict_reader import content_lines, read

SIX_HOURS = timedelta(hours=6)
SOURCE = "https://agenda.example.org/agenda.ics?axe=3"

# Rule by rule in calendar.md, and to the letter.
ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


def test_c01_version_then_prodid_come_first() -> None:
    assert read(calendar("Agenda", [])).names[:2] == ["VERSION", "PRODID"]


def test_c04_an_empty_feed_keeps_its_time_zone() -> None:
    feed = read(calendar("Agenda", [], refresh=SIX_HOURS))
    assert [component.name for component in feed.components] == ["VTIMEZONE"]


def test_c05_a_feed_has_no_method() -> None:
    assert "METHOD" not in read(calendar("Agenda", [event_block(entry())], refresh=SIX_HOURS))


def test_c06_properties_come_before_components() -> None:
    lines = content_lines(
        calendar(
            "Agenda", [event_block(entry())], refresh=SIX_HOURS, source=SOURCE, color=Color.CRIMSON
        )
    )
    first = lines.index("BEGIN:VTIMEZONE")
    assert all(line.split(":")[0] != "BEGIN" for line in lines[1:first])
    last = len(lines) - 1 - lines[::-1].index("END:VEVENT")
    assert lines[last + 1 :] == ["END:VCALENDAR"]


@pytest.mark.parametrize("name", ["Agenda", "Agenda – axe 3, Hérault ; à distance", "a" * 200])
def test_c07_both_names_are_the_same(name: str) -> None:
    feed = read(calendar(name, []))
    assert feed["NAME"].text == feed["X-WR-CALNAME"].text == name


def test_c08_both_refresh_intervals_are_the_same() -> None:
    feed = read(calendar("Agenda", [], refresh=SIX_HOURS))
    assert feed["REFRESH-INTERVAL"].parameters == {"VALUE": "DURATION"}
    assert feed["REFRESH-INTERVAL"].value == feed["X-PUBLISHED-TTL"].value == "PT6H"
    assert feed["X-PUBLISHED-TTL"].parameters == {}


def test_c09_source_is_a_uri_and_only_where_it_is_given() -> None:
    assert read(calendar("Agenda", [], source=SOURCE))["SOURCE"].parameters == {"VALUE": "URI"}
    assert read(calendar("Agenda", [], source=SOURCE))["SOURCE"].value == SOURCE
    assert "SOURCE" not in read(calendar("Mon agenda", [], refresh=SIX_HOURS))


# The names of CSS Color 3 that our enumeration draws from; RFC 7986 takes no other spelling.
CSS_NAMES = {"royalblue", "seagreen", "darkorange", "slategray", "crimson", "mediumpurple"}


def test_c10_colors_are_css_names() -> None:
    assert {str(color) for color in Color} <= CSS_NAMES
    assert read(calendar("Agenda", [], color=Color.CRIMSON))["COLOR"].value == "crimson"


def test_the_zone_is_written_verbatim_once_before_the_events() -> None:
    blocks = [event_block(entry()), event_block(entry(uid="autre@agenda.example.org"))]
    octets = calendar("Agenda", blocks)
    assert VTIMEZONE.decode() == ZONE.replace("\n", "\r\n")
    assert octets.count(VTIMEZONE) == octets.count(b"BEGIN:VTIMEZONE") == 1
    assert octets.index(VTIMEZONE) < octets.index(b"BEGIN:VEVENT")


def test_blocks_are_joined_as_they_are_and_in_order() -> None:
    blocks = [event_block(entry(uid=f"{n}@agenda.example.org", starts=DAY, ends=DAY)) for n in "ab"]
    assert b"".join(blocks) in calendar("Agenda", blocks)
    assert len(read(calendar("Agenda", blocks)).events) == 2


def test_p05_same_values_same_bytes() -> None:
    first = calendar("Agenda", [event_block(entry())], refresh=SIX_HOURS, source=SOURCE)
    second = calendar("Agenda", [event_block(entry())], refresh=SIX_HOURS, source=SOURCE)
    assert first == second
