"""Days of meetings that come back, and the lengths of an agenda."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Invalid
from app.meetings.agenda import agenda_lines, check_length, draft_text
from app.meetings.recurrence import MOST, Repeat, days, in_words, rank_of
from app.meetings.related import AgendaPoint


def test_the_third_tuesday_of_each_month() -> None:
    first = date(2026, 12, 15)
    assert days(first, Repeat.MONTHLY, 4) == [
        first,
        date(2027, 1, 19),
        date(2027, 2, 16),
        date(2027, 3, 16),
    ]
    assert in_words(first, Repeat.MONTHLY) == "le 3e mardi de chaque mois"


def test_a_fifth_friday_stands_for_the_last() -> None:
    assert days(date(2027, 1, 29), Repeat.MONTHLY, 3) == [
        date(2027, 1, 29),
        date(2027, 2, 26),
        date(2027, 3, 26),
    ]
    assert in_words(date(2027, 1, 29), Repeat.MONTHLY) == "le dernier vendredi de chaque mois"


@given(
    first=st.dates(date(2020, 1, 1), date(2036, 1, 1)),
    repeat=st.sampled_from([Repeat.WEEKLY, Repeat.FORTNIGHTLY, Repeat.MONTHLY]),
    times=st.integers(2, MOST),
)
def test_days_keep_their_weekday_and_grow(first: date, repeat: Repeat, times: int) -> None:
    found = days(first, repeat, times)
    assert len(found) == times
    assert found[0] == first or (repeat is Repeat.MONTHLY and rank_of(first) == 4)
    assert found == sorted(set(found))
    assert {day.weekday() for day in found} == {first.weekday()}
    gaps = {(later - earlier).days for earlier, later in itertools.pairwise(found)}
    allowed = {
        Repeat.WEEKLY: {7},
        Repeat.FORTNIGHTLY: {14},
        Repeat.MONTHLY: {28, 35},
    }
    assert gaps <= allowed[repeat]


@pytest.mark.parametrize(
    ("typed", "title", "minutes"),
    [
        ("Budget (20 min)", "Budget", 20),
        ("Budget 20 minutes", "Budget", 20),
        ("Budget – 1 h 30", "Budget", 90),
        ("Tour de table, 1h", "Tour de table", 60),
        ("Budget 2027", "Budget 2027", None),
        ("Loi du 5 mars", "Loi du 5 mars", None),
        ("20 min", "20 min", None),
    ],
)
def test_a_length_is_taken_out_of_the_title(typed: str, title: str, minutes: int | None) -> None:
    (line,) = agenda_lines(typed)
    assert (line.title, line.minutes) == (title, minutes)


def test_an_agenda_longer_than_the_meeting_is_refused_with_the_sum() -> None:
    lines = agenda_lines("Accueil (30 min)\nBudget (1 h 40)")
    check_length(lines, timedelta(hours=3))
    with pytest.raises(Invalid, match="retirez 10"):
        check_length(lines, timedelta(hours=2))


def test_what_enters_by_itself_is_read_again_the_same() -> None:
    points = [AgendaPoint("Approbation du compte rendu", 5), AgendaPoint("Action A3 : écrire")]
    lines = agenda_lines(draft_text(points))
    assert [(line.title, line.minutes) for line in lines] == [
        ("Approbation du compte rendu", 5),
        ("Action A3 : écrire", None),
    ]
