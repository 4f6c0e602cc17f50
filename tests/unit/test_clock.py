"""Time is aware, in UTC, shown in Paris; the hours that do not exist are refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from app.kernel import clock


def test_now_is_utc_to_the_second() -> None:
    now = clock.now()
    assert now.tzinfo is UTC
    assert now.microsecond == 0


def test_today_is_the_day_in_paris() -> None:
    with time_machine.travel(datetime(2026, 5, 13, 22, 30, tzinfo=UTC), tick=False):
        assert clock.today() == date(2026, 5, 14)


def test_wall_clock_times_follow_summer_and_winter() -> None:
    assert clock.from_paris(date(2026, 7, 1), time(9)) == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert clock.from_paris(date(2026, 1, 1), time(9)) == datetime(2026, 1, 1, 8, tzinfo=UTC)


def test_the_skipped_hour_is_refused() -> None:
    with pytest.raises(clock.SkippedHour):
        clock.from_paris(date(2026, 3, 29), time(2, 30))


def test_the_doubled_hour_is_asked() -> None:
    day, hour = date(2026, 10, 25), time(2, 30)
    assert clock.is_doubled(day, hour)
    assert not clock.is_doubled(day, time(3, 30))
    first = clock.from_paris(day, hour)
    second = clock.from_paris(day, hour, second_pass=True)
    assert second - first == timedelta(hours=1)


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2060, 1, 1)))  # noqa: DTZ001
def test_any_instant_comes_back_from_paris(moment: datetime) -> None:
    instant = moment.replace(tzinfo=UTC, microsecond=0)
    local = clock.paris(instant)
    back = clock.from_paris(local.date(), local.time(), second_pass=bool(local.fold))
    assert back == instant
