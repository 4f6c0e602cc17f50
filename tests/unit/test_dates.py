"""Dates as people say them, in Paris time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.kernel import dates
from app.kernel.text import NBSP


def spaced(text: str) -> str:
    return text.replace(NBSP, " ")


MAY = datetime(2026, 5, 14, 7, 30, tzinfo=UTC)


def test_one_day_in_paris_time() -> None:
    assert spaced(dates.spoken_span(MAY, MAY + timedelta(hours=7))) == (
        "jeudi 14 mai 2026, de 9 h 30 à 16 h 30"
    )


def test_winter_and_summer_offsets_differ() -> None:
    assert spaced(dates.spoken_time(datetime(2026, 1, 14, 8, 0, tzinfo=UTC))) == "9 h"
    assert spaced(dates.spoken_time(datetime(2026, 7, 14, 8, 0, tzinfo=UTC))) == "10 h"


def test_late_evening_in_utc_is_the_next_day_in_paris() -> None:
    assert spaced(dates.spoken_day(datetime(2026, 5, 31, 22, 30, tzinfo=UTC))) == (
        "lundi 1er juin 2026"
    )


def test_no_end_and_midnight() -> None:
    assert spaced(dates.spoken_span(MAY)) == "jeudi 14 mai 2026, à 9 h 30"
    assert spaced(dates.spoken_time(datetime(2026, 5, 13, 22, 5, tzinfo=UTC))) == "0 h 05"


@pytest.mark.parametrize(
    ("starts", "ends", "said", "days"),
    [
        ("14T18:00", "15T00:00", "mardi 14 avril 2026, de 18 h à minuit", 1),
        ("14T18:00", "15T00:30", "mardi 14 avril 2026, de 18 h à 0 h 30", 1),
        ("14T09:00", "16T00:00", "du mardi 14 avril à 9 h au mercredi 15 avril 2026 à minuit", 2),
        ("14T09:00", "16T02:00", "du mardi 14 avril à 9 h au jeudi 16 avril 2026 à 2 h", 2),
        ("14T22:00", "15T08:00", "du mardi 14 avril à 22 h au mercredi 15 avril 2026 à 8 h", 2),
    ],
)
def test_what_ends_at_night_does_not_stand_on_the_next_day(
    starts: str, ends: str, said: str, days: int
) -> None:
    first, last = (
        datetime.fromisoformat(f"2026-04-{text}:00+02:00").astimezone(UTC)
        for text in (starts, ends)
    )
    assert spaced(dates.spoken_span(first, last)) == said
    assert len(dates.days_of(first, last)) == days


def test_over_two_days() -> None:
    assert spaced(dates.spoken_span(MAY, MAY + timedelta(days=1, hours=3))) == (
        "du jeudi 14 mai à 9 h 30 au vendredi 15 mai 2026 à 12 h 30"
    )
    assert spaced(dates.spoken_span(MAY, MAY + timedelta(days=365))) == (
        "du jeudi 14 mai 2026 à 9 h 30 au vendredi 14 mai 2027 à 9 h 30"
    )


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (date(2026, 5, 14), "jeudi 14 mai 2026"),
        (date(2026, 5, 15), "du jeudi 14 au vendredi 15 mai 2026"),
        (date(2026, 6, 1), "du jeudi 14 mai au lundi 1er juin 2026"),
        (date(2027, 1, 1), "du jeudi 14 mai 2026 au vendredi 1er janvier 2027"),
    ],
)
def test_ranges_of_days(last: date, expected: str) -> None:
    assert spaced(dates.spoken_days(date(2026, 5, 14), last)) == expected


def test_partial_dates_invent_nothing() -> None:
    assert dates.spoken_partial(None) == "date à préciser"
    assert dates.spoken_partial(2023) == "date à préciser (2023)"
    assert spaced(dates.spoken_partial(2023, 5)) == "date à préciser (mai 2023)"
    assert spaced(dates.spoken_partial(2023, 5, 12)) == "vendredi 12 mai 2023"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "aujourd’hui"),
        (1, "demain"),
        (-1, "hier"),
        (2, "après-demain"),
        (-2, "avant-hier"),
        (3, "dans 3 jours"),
        (-10, "il y a 10 jours"),
        (90, "dans 3 mois"),
        (-800, "il y a 2 ans"),
    ],
)
def test_distance(days: int, expected: str) -> None:
    today = date(2026, 5, 14)
    assert spaced(dates.distance(today + timedelta(days=days), today)) == expected


def test_distance_counts_days_in_paris() -> None:
    late = datetime(2026, 5, 14, 22, 30, tzinfo=UTC)
    assert dates.distance(late, date(2026, 5, 14)) == "demain"


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(1, "1 minute"), (30, "30 minutes"), (60, "1 heure"), (90, "1 h 30"), (4320, "3 jours")],
)
def test_duration(minutes: int, expected: str) -> None:
    assert spaced(dates.duration(timedelta(minutes=minutes))) == expected


def test_for_machines() -> None:
    assert dates.iso_moment(MAY) == "2026-05-14T09:30+02:00"
    assert dates.iso_day(MAY) == "2026-05-14"
    assert dates.short_day(MAY) == "14/05/2026"
