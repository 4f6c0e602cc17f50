"""Calendars of others: what is read, what is left aside and said, what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.ical.reading import MOST_EVENTS, ReadEvent, Unreadable, read_events

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Essai//FR\r\n"


def calendar(*events: str) -> bytes:
    inside = "".join(f"BEGIN:VEVENT\r\nUID:x\r\n{one}\r\nEND:VEVENT\r\n" for one in events)
    return f"{HEAD}{inside}END:VCALENDAR\r\n".encode()


def one(text: str) -> ReadEvent:
    (event,) = read_events(calendar(text.replace("\n", "\r\n")))
    return event


def test_an_event_with_hours() -> None:
    event = one(
        "SUMMARY:Logement\\, accès aux droits\nLOCATION:Salle d’exemple\nDESCRIPTION:Un\\nDeux\n"
        "DTSTART;TZID=Europe/Paris:20260514T093000\nDTEND;TZID=Europe/Paris:20260514T163000"
    )
    assert event.title == "Logement, accès aux droits"
    assert event.place == "Salle d’exemple"
    assert event.description == "Un\nDeux"
    assert event.starts_at is not None
    assert event.starts_at.astimezone(UTC) == datetime(2026, 5, 14, 7, 30, tzinfo=UTC)
    assert event.ends_at is not None
    assert event.ends_at.astimezone(UTC) == datetime(2026, 5, 14, 14, 30, tzinfo=UTC)
    assert event.notes == ()


@pytest.mark.parametrize(
    ("lines", "day", "note"),
    [
        ("DTSTART;VALUE=DATE:20260514", date(2026, 5, 14), None),
        ("DTSTART;VALUE=DATE:20260514\nDTEND;VALUE=DATE:20260515", date(2026, 5, 14), None),
        ("DTSTART;VALUE=DATE:20260514\nDTEND;VALUE=DATE:20260517", date(2026, 5, 14), "plusieurs"),
        ("DTSTART:20260514T223000Z", date(2026, 5, 15), "pas d’heure de fin"),
        ("DTSTART:20260514T093000Z\nDTEND:20260514T083000Z", date(2026, 5, 14), "avant de"),
        ("SUMMARY:Rien", None, "pas de date"),
        ("DTSTART:20500101T093000Z", None, "1970 et 2037"),
        ("DTSTART:n’importe quoi", None, "pas de date"),
    ],
)
def test_a_date_is_never_completed(lines: str, day: date | None, note: str | None) -> None:
    event = one(lines)
    assert (event.starts_at, event.ends_at, event.day) == (None, None, day)
    assert any(note in said for said in event.notes) if note else event.notes == ()


def test_a_duration_gives_the_end_and_hours_without_a_zone_are_those_of_paris() -> None:
    event = one("DTSTART:20260714T100000\nDURATION:PT90M")
    assert event.ends_at is not None
    assert event.ends_at.astimezone(UTC) == datetime(2026, 7, 14, 9, 30, tzinfo=UTC)
    assert event.notes == ()


def test_a_zone_that_nobody_knows_is_read_as_paris_and_said() -> None:
    event = one("DTSTART;TZID=Lune:20260114T100000\nDTEND;TZID=Lune:20260114T110000")
    assert event.starts_at is not None
    assert event.starts_at.astimezone(UTC) == datetime(2026, 1, 14, 9, tzinfo=UTC)
    assert "« Lune »" in event.notes[0]


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=YEARLY;COUNT=999999999", "FREQ=JAMAIS"])
def test_repetitions_are_never_unrolled(rule: str) -> None:
    event = one(f"DTSTART:20260514T093000Z\nDTEND:20260514T103000Z\nRRULE:{rule}")
    assert "se répète" in event.notes[-1]


def test_long_lines_are_cut_and_said() -> None:
    event = one(f"SUMMARY:{'a' * 300}\nDTSTART;VALUE=DATE:20260514")
    assert len(event.title) == 200
    assert "coupé" in event.notes[0]


def test_a_cancelled_event_says_so() -> None:
    assert one("STATUS:CANCELLED\nDTSTART;VALUE=DATE:20260514").cancelled


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "n’est pas un calendrier"),
        (b"PK\x03\x04" + b"\0" * 100, "n’est pas un calendrier"),
        (b"<html>BEGIN:VCALENDAR</html>", "lisible"),
        (HEAD.encode(), "aucun événement"),
        (f"{HEAD}END:VCALENDAR".encode(), "aucun événement"),
        (b"BEGIN:VCALENDAR\r\n" * 5000, "trop compliqué"),
        (HEAD.encode() + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 3000, "trop compliqué"),
        (calendar("SUMMARY:été").decode().encode("latin-1"), "UTF-8"),
        (calendar("SUMMARY:a").decode().encode("utf-16"), "UTF-8"),
        (calendar(*["SUMMARY:a"] * (MOST_EVENTS + 1)), "200 au plus"),
        (HEAD.encode() + b"X" * 1024 * 1024, "1 Mo"),
        (calendar("SUMMARY:a").replace(b"SUMMARY:a", b"\0"), "n’est pas un calendrier"),
    ],
)
def test_hostile_files_are_refused_with_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_events(content)
    assert said in str(refusal.value)


def test_what_we_write_we_can_read_again() -> None:
    marked = b"\xef\xbb\xbf" + calendar("SUMMARY:a\r\n b\r\nDTSTART;VALUE=DATE:20260514")
    (event,) = read_events(marked)
    assert event.title == "ab"
