"""One event: rules E, and what successive versions share (P)."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.ical import Color, Entry, Status, event_block
from app.kernel.clock import PARIS
from tests.unit.ical.examples import CONFERENCE, CREATED, DAY, ENDS, MODIFIED, STARTS, entry
from tests.unit.ical.strict_reader import Component, read

ORDER = [
    *("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "GEO"),
    *("CATEGORIES", "URL", "CONFERENCE", "COLOR", "STATUS", "SEQUENCE", "TRANSP"),
    *("CREATED", "LAST-MODIFIED"),
]


def written(**changes: Any) -> Component:
    return read(event_block(entry(**changes)))


def test_all_properties_in_their_order() -> None:
    assert written(conference=CONFERENCE).names == ORDER


def test_what_is_not_known_is_not_written() -> None:
    bare = written(description="", location="", geo=None, categories=(), url="", color=None)
    absent = {"DESCRIPTION", "LOCATION", "GEO", "CATEGORIES", "URL", "CONFERENCE", "COLOR"}
    assert bare.names == [name for name in ORDER if name not in absent]


def test_e01_uid_is_the_one_given() -> None:
    assert written()["UID"].value == "evenement-12@agenda.example.org"
    assert written(summary="Autre titre", sequence=4)["UID"].value == written()["UID"].value


def test_e03_dtstamp_is_last_modified_and_both_are_the_data() -> None:
    event = written()
    assert event["DTSTAMP"].value == event["LAST-MODIFIED"].value == "20260203T091500Z"
    assert event["CREATED"].value == "20260105T080000Z"


@pytest.mark.parametrize("ends", [STARTS, STARTS - timedelta(minutes=1)])
def test_e05_the_end_comes_after_the_start(ends: datetime) -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        event_block(entry(ends=ends))


def test_e05_the_end_of_whole_days_is_exclusive_and_they_leave_one_free() -> None:
    event = written(starts=DAY, ends=DAY + timedelta(days=1))
    assert (event["DTSTART"].value, event["DTEND"].value) == ("20260514", "20260516")
    assert event["DTSTART"].parameters == event["DTEND"].parameters == {"VALUE": "DATE"}
    assert event["TRANSP"].value == "TRANSPARENT"
    with pytest.raises(ValueError, match="before the first"):
        event_block(entry(starts=DAY, ends=DAY - timedelta(days=1)))


def test_two_days_with_hours_are_one_entry() -> None:
    event = written(ends=ENDS + timedelta(days=1))
    assert event["DTSTART"].value == "20260514T093000"
    assert event["DTEND"].value == "20260515T163000"
    assert event["TRANSP"].value == "OPAQUE"


def test_e06_no_floating_time() -> None:
    event = written()
    assert event["DTSTART"].parameters == event["DTEND"].parameters == {"TZID": "Europe/Paris"}
    with pytest.raises(ValueError, match="time zone"):
        event_block(entry(starts=STARTS.replace(tzinfo=None)))
    with pytest.raises(TypeError):
        event_block(entry(starts=DAY))


@pytest.mark.parametrize("zone", [UTC, PARIS])
def test_e06_times_are_those_of_paris_whatever_the_zone_given(zone: Any) -> None:
    event = written(starts=STARTS.astimezone(zone), ends=ENDS.astimezone(zone))
    assert event["DTSTART"].value == "20260514T093000"


def test_e12_e13_no_attendee_and_no_alarm() -> None:
    event = written()
    assert "ATTENDEE" not in event
    assert "ORGANIZER" not in event
    assert event.components == []


def test_e14_the_skipped_hour_of_spring_is_never_written() -> None:
    start = datetime(2026, 3, 29, 2, 30, tzinfo=PARIS)
    event = written(starts=start, ends=start + timedelta(hours=3))
    assert event["DTSTART"].value == "20260329T033000"


@pytest.mark.parametrize(
    ("start", "form", "value"),
    [
        (datetime(2026, 10, 24, 23, 59, tzinfo=UTC), "TZID", "20261025T015900"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "UTC", "20261025T003000Z"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "UTC", "20261025T013000Z"),
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), "TZID", "20261025T030000"),
    ],
)
def test_e14_the_doubled_hour_of_autumn_is_in_utc(start: datetime, form: str, value: str) -> None:
    event = written(starts=start, ends=start + timedelta(hours=5))
    assert event["DTSTART"].value == value
    assert event["DTSTART"].parameters == ({"TZID": "Europe/Paris"} if form == "TZID" else {})
    # Two forms in one event would be allowed, and is more than some readers can bear.
    assert event["DTEND"].parameters == event["DTSTART"].parameters


def test_e15_a_cancelled_event_says_so_twice() -> None:
    event = written(status=Status.CANCELLED)
    assert event["STATUS"].value == "CANCELLED"
    assert event["SUMMARY"].text.startswith("ANNULÉ — Journée d’études")


@pytest.mark.parametrize("status", [Status.CONFIRMED, Status.TENTATIVE])
def test_e15_others_keep_their_title(status: Status) -> None:
    event = written(status=status)
    assert event["STATUS"].value == str(status)
    assert event["SUMMARY"].text == entry().summary


@pytest.mark.parametrize("year", [1969, 2038])
def test_e17_years_that_clients_know(year: int) -> None:
    with pytest.raises(ValueError, match="years"):
        event_block(entry(starts=date(year, 5, 1), ends=date(year, 5, 1)))
    moment = datetime(year, 5, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="years"):
        event_block(entry(starts=moment, ends=moment + timedelta(hours=1)))


def test_a_category_has_no_comma_and_comes_once() -> None:
    event = written(categories=("Axe 3, droits", "Journée d’études", "Axe 3  droits", " , "))
    assert event["CATEGORIES"].texts == ["Axe 3 droits", "Journée d’études"]
    assert len(event.all("CATEGORIES")) == 1


def test_s06_conference_is_labelled_quoted_and_told_in_the_description() -> None:
    event = written(conference=CONFERENCE)
    line = event["CONFERENCE"]
    assert line.value == CONFERENCE.uri
    assert line.parameters == {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": CONFERENCE.label}
    assert f'LABEL="{CONFERENCE.label}"'.encode() in event_block(
        entry(conference=CONFERENCE)
    ).replace(b"\r\n ", b"")
    assert event["DESCRIPTION"].text == (
        f"{entry().description}\n\n{CONFERENCE.label}\u00a0: {CONFERENCE.uri}\n\n{entry().url}"
    )


def test_addresses_already_told_are_not_told_twice() -> None:
    text = f"Voir {entry().url} et {CONFERENCE.uri}"
    event = written(description=text, conference=CONFERENCE)
    assert event["DESCRIPTION"].text == text


@pytest.mark.parametrize(
    ("geo", "value"),
    [((43.6, 1.44), "43.600000;1.440000"), ((0.000001, -0.00001), "0.000001;-0.000010")],
)
def test_s06_geo_is_two_plain_decimals(geo: tuple[float, float], value: str) -> None:
    assert written(geo=geo)["GEO"].value == value


def test_p05_same_values_same_bytes_and_a_pinned_block() -> None:
    assert event_block(entry()) == event_block(entry())
    assert event_block(entry(description="Accueil à 9 h.", location="Mende")).decode() == (
        "BEGIN:VEVENT\r\n"
        "UID:evenement-12@agenda.example.org\r\n"
        "DTSTAMP:20260203T091500Z\r\n"
        "DTSTART;TZID=Europe/Paris:20260514T093000\r\n"
        "DTEND;TZID=Europe/Paris:20260514T163000\r\n"
        "SUMMARY:Journée d’études : discriminations\\, handicap \\; pauvreté\r\n"
        "DESCRIPTION:Accueil à 9 h.\\n\\nhttps://agenda.example.org/evenements/journe\r\n"
        " e\r\n"
        "LOCATION:Mende\r\n"
        "GEO:43.600000;1.440000\r\n"
        "CATEGORIES:Journée d’études,Axe 3 droits\r\n"
        "URL:https://agenda.example.org/evenements/journee\r\n"
        "COLOR:seagreen\r\n"
        "STATUS:CONFIRMED\r\n"
        "SEQUENCE:0\r\n"
        "TRANSP:OPAQUE\r\n"
        "CREATED:20260105T080000Z\r\n"
        "LAST-MODIFIED:20260203T091500Z\r\n"
        "END:VEVENT\r\n"
    )


CHANGES: dict[str, Any] = {
    "uid": "autre@agenda.example.org",
    "summary": "Autre titre",
    "starts": STARTS + timedelta(hours=1),
    "ends": ENDS + timedelta(hours=1),
    "created": CREATED + timedelta(hours=1),
    "last_modified": MODIFIED + timedelta(hours=1),
    "description": "Autre texte",
    "location": "Ailleurs",
    "geo": None,
    "categories": (),
    "url": "https://agenda.example.org/autre",
    "conference": CONFERENCE,
    "color": Color.CRIMSON,
    "status": Status.CANCELLED,
    "sequence": 3,
    "transparent": True,
}


def test_every_field_has_a_change_below() -> None:
    assert set(CHANGES) == {field.name for field in fields(Entry)}


@pytest.mark.parametrize("name", CHANGES)
def test_p05_every_field_counts(name: str) -> None:
    """Equal bytes mean equal entries: a key made of the fields is a key of the bytes."""
    assert event_block(replace(entry(), **{name: CHANGES[name]})) != event_block(entry())
