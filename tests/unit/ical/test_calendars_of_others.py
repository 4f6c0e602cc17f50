"""Calendars as the programs of partners write them: nothing refused for a defect elsewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.ical.reading import ReadEvent, read_events

FILES = Path(__file__).parents[2] / "documents/calendars"
HEAD = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n"
NINE, ELEVEN = datetime(2027, 1, 14, 8, tzinfo=UTC), datetime(2027, 1, 14, 10, tzinfo=UTC)
HOURS = "DTSTART:20270114T080000Z\nDTEND:20270114T100000Z"


def events(name: str) -> list[ReadEvent]:
    return read_events((FILES / name).read_bytes())


def one(*lines: str, end: str = "\n") -> ReadEvent:
    inside = "\n".join(lines)
    text = f"{HEAD}BEGIN:VEVENT\nUID:1\n{inside}\nEND:VEVENT\nEND:VCALENDAR\n"
    (event,) = read_events(text.replace("\n", end).encode())
    return event


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("exchange-fuseau-vide.ics", "Bon événement"),
        ("un-seul-evenement-abime.ics", "Bon événement"),
        ("utf8-coupe-au-pliage.ics", "Réunion"),
        ("quoted-printable.vcs", "Réunion du groupe santé"),
    ],
)
def test_a_defect_elsewhere_or_an_old_code_takes_nothing_away(name: str, title: str) -> None:
    (event,) = events(name)
    assert (event.title, event.starts_at, event.ends_at) == (title, NINE, ELEVEN)
    assert event.notes == ()


def test_a_whole_day_is_a_day_whatever_zone_stands_beside_it() -> None:
    days = [(event.day, event.starts_at, event.notes) for event in events("jour-avec-fuseau.ics")]
    assert days == [(date(2027, 7, 2), None, ()), (date(2027, 7, 5), None, ())]


def test_the_lines_of_a_description_that_nobody_folded_are_kept() -> None:
    (event,) = events("description-ligne-non-pliee.ics")
    assert event.description.splitlines() == [
        "Première ligne",
        "Lieu : salle 3, entrée par la cour",
        "Dernière ligne",
    ]


def test_html_becomes_lines_and_links_are_kept() -> None:
    (event,) = events("description-html-google.ics")
    assert "<" not in event.description
    assert "– Accueil\n– Débat" in event.description
    assert "lien (https://example.org)" in event.description
    assert event.description.endswith("Adresse : https://example.org/inscription")
    plain = one(HOURS, "DESCRIPTION:Si x < 3 et y > 2\\, voir <note>")
    assert plain.description == "Si x < 3 et y > 2, voir <note>"


def test_links_and_attachments_are_kept_or_said() -> None:
    event = one(
        HOURS,
        "DESCRIPTION:Voir https://example.org/a",
        "URL:https://example.org/a",
        "ATTACH:https://example.org/programme.pdf",
        "ATTACH;ENCODING=BASE64;VALUE=BINARY:QUJD",
        "X-GOOGLE-CONFERENCE:https://example.org/visio",
    )
    assert event.description.splitlines() == [
        "Voir https://example.org/a",
        "",
        "Visioconférence : https://example.org/visio",
        "Pièce jointe : https://example.org/programme.pdf",
    ]
    assert event.notes == ("pièce jointe non reprise",)


def test_a_calendar_that_cancels_says_so() -> None:
    (event,) = events("annulation.ics")
    assert event.cancelled


def test_the_first_date_of_a_series_is_one_that_takes_place() -> None:
    series, apart = events("serie-et-exceptions.ics")
    # The first is taken out, the second written by itself.
    assert series.starts_at == datetime(2027, 1, 28, 8, tzinfo=UTC)
    assert apart.starts_at == datetime(2027, 1, 21, 9, tzinfo=UTC)
    assert "à part d’une série" in apart.notes[0]


def test_a_series_keeps_the_hour_of_its_zone_in_summer() -> None:
    event = one(
        "DTSTART;TZID=Europe/Paris:20270318T100000",
        "DTEND;TZID=Europe/Paris:20270318T110000",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;TZID=Europe/Paris:20270318T100000,20270325T100000",
    )
    assert event.starts_at is not None
    assert event.starts_at.astimezone(UTC) == datetime(2027, 4, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize("end", ["", "\nDTEND:20270114T080000Z"])
def test_an_hour_without_an_end_is_kept_in_words(end: str) -> None:
    event = one(f"DTSTART:20270114T080000Z{end}", "DESCRIPTION:Accueil")
    assert event.day == date(2027, 1, 14)
    assert event.description.replace("\u00a0", " ") == "Début : 9 h\n\nAccueil"
    assert event.notes == ("il n’a pas d’heure de fin : seul le jour est repris",)


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_line_ends_of_every_system(end: str) -> None:
    assert one(HOURS, "SUMMARY:Un", end=end).title == "Un"


def test_spaces_after_a_mark_and_an_event_that_is_not_ended() -> None:
    text = f"{HEAD}BEGIN:VEVENT \nSUMMARY:Un\n{HOURS}\nBEGIN:VEVENT\nSUMMARY:Deux\n{HOURS}\n"
    found = read_events(text.encode())
    assert [event.title for event in found] == ["Un", "Deux"]
    assert {event.starts_at for event in found} == {NINE}


def test_an_alarm_says_nothing_of_its_event() -> None:
    event = one(HOURS, "SUMMARY:Un", "BEGIN:VALARM\nSUMMARY:Alarme\nDESCRIPTION:x\nEND:VALARM")
    assert (event.title, event.description) == ("Un", "")


def test_a_zone_of_the_file_is_used_and_a_broken_one_is_not() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Ici\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
        "TZOFFSETFROM:+0500\nTZOFFSETTO:+0500\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    event = "BEGIN:VEVENT\nDTSTART;TZID=Ici:20270114T130000\nDURATION:PT2H\nEND:VEVENT\n"
    (good,) = read_events(f"{HEAD}{zone}{event}END:VCALENDAR".encode())
    assert (good.starts_at, good.ends_at) == (NINE, ELEVEN)
    (broken,) = read_events(f"{HEAD}{zone.replace('+0500', 'x')}{event}END:VCALENDAR".encode())
    assert broken.starts_at == datetime(2027, 1, 14, 12, tzinfo=UTC)
    assert "lu comme celui de Paris" in broken.notes[0]
