"""How long what was made with the clock stays true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.kernel import clock

NOON = datetime(2026, 5, 14, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_the_very_second_holds_for_a_second() -> None:
    with clock.at(NOON), clock.lasting() as lasting:
        clock.now()
    assert lasting.holds(NOON)
    assert not lasting.holds(NOON + SECOND)
    assert not lasting.holds(NOON - SECOND), "a clock set back"


def test_the_day_holds_until_midnight_in_paris() -> None:
    with clock.at(NOON), clock.lasting() as lasting:
        clock.today()
    assert lasting.until == datetime(2026, 5, 14, 22, 0, tzinfo=UTC)


def test_what_is_set_beside_moments_holds_until_the_first_to_come() -> None:
    past, later, first = NOON - SECOND, NOON + timedelta(hours=3), NOON + timedelta(hours=1)
    with clock.at(NOON), clock.lasting() as lasting:
        clock.now_beside([past, later, None, first])
    assert lasting.until == first


def test_a_moment_that_is_this_very_second_parts_it_from_the_next() -> None:
    """`now > moment` changes its answer one second after `now >= moment` does."""
    with clock.at(NOON), clock.lasting() as lasting:
        clock.now_beside([NOON])
    assert lasting.until == NOON + SECOND


def test_what_does_not_ask_holds_for_ever() -> None:
    with clock.at(NOON), clock.lasting() as lasting:
        pass
    assert lasting.holds(NOON + timedelta(days=9999))


def test_nothing_is_noted_outside() -> None:
    with clock.at(NOON), clock.lasting() as lasting, clock.unnoted():
        clock.now()
    assert lasting.until is None
