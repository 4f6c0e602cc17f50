"""Half-days, hours that count, and the fold of what phones tell."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.attendance.enums import ActKind, Part
from app.attendance.slots import Slot, attended_time, current, half_days
from app.attendance.states import since
from app.kernel.clock import from_paris, paris

DAY = date(2026, 5, 14)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return from_paris(day, time(hour, minute))


@pytest.mark.parametrize(
    ("starts", "ends", "keys"),
    [
        (at(9, 30), at(16, 30), ["2026-05-14-morning", "2026-05-14-afternoon"]),
        (at(9), at(12, 30), ["2026-05-14-morning"]),
        (at(9), at(13, 30), ["2026-05-14-morning"]),
        (at(12, 30), at(17), ["2026-05-14-afternoon"]),
        (at(14), at(17), ["2026-05-14-afternoon"]),
        (at(18), at(20), ["2026-05-14-afternoon"]),
    ],
)
def test_the_half_days_of_an_event(starts: datetime, ends: datetime, keys: list[str]) -> None:
    found = half_days(starts, ends)
    assert [slot.key for slot in found] == keys
    assert (found[0].starts_at, found[-1].ends_at) == (starts, ends)


NEXT = DAY + timedelta(days=1)
THIRD = DAY + timedelta(days=2)


def spans(starts: datetime, ends: datetime) -> list[str]:
    """Each half-day as "14 matin 9:00-13:00", in the hours of Paris."""
    return [
        f"{slot.day.day} {slot.key[11:]} {paris(slot.starts_at):%H:%M}-{paris(slot.ends_at):%H:%M}"
        for slot in half_days(starts, ends)
    ]


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (
            at(9),
            at(17, day=NEXT),
            [
                "14 morning 09:00-13:00",
                "14 afternoon 13:00-17:00",
                "15 morning 09:00-13:00",
                "15 afternoon 13:00-17:00",
            ],
        ),
        (
            at(14),
            at(12, day=NEXT),
            ["14 afternoon 14:00-18:00", "15 morning 09:00-12:00"],
        ),
        (
            at(9, 30),
            at(12, day=NEXT),
            ["14 morning 09:30-13:00", "14 afternoon 13:00-18:00", "15 morning 09:30-12:00"],
        ),
        (
            at(14),
            at(17, day=NEXT),
            ["14 afternoon 14:00-17:00", "15 morning 09:00-13:00", "15 afternoon 13:00-17:00"],
        ),
        (
            at(14),
            at(12, day=THIRD),
            [
                "14 afternoon 14:00-18:00",
                "15 morning 09:00-13:00",
                "15 afternoon 13:00-18:00",
                "16 morning 09:00-12:00",
            ],
        ),
        (at(18), at(0, 30, day=NEXT), ["14 afternoon 18:00-00:30"]),
        (at(20), at(0, day=NEXT), ["14 afternoon 20:00-00:00"]),
        (at(9), at(0, day=NEXT), ["14 morning 09:00-13:00", "14 afternoon 13:00-00:00"]),
        (at(18), at(8, day=NEXT), ["14 afternoon 18:00-00:00", "15 morning 00:00-08:00"]),
        (
            at(19),
            at(16, day=NEXT),
            ["14 afternoon 19:00-00:00", "15 morning 09:00-13:00", "15 afternoon 13:00-16:00"],
        ),
        (
            at(9),
            at(1, day=THIRD),
            [
                "14 morning 09:00-13:00",
                "14 afternoon 13:00-18:00",
                "15 morning 09:00-13:00",
                "15 afternoon 13:00-01:00",
            ],
        ),
    ],
)
def test_the_half_days_of_an_event_over_midnight(
    starts: datetime, ends: datetime, expected: list[str]
) -> None:
    assert spans(starts, ends) == expected


@given(st.integers(0, 47), st.integers(1, 72))
def test_half_days_stand_in_order_inside_the_event(begin: int, length: int) -> None:
    starts = at(0) + timedelta(hours=begin / 2)
    ends = starts + timedelta(hours=length)
    found = half_days(starts, ends)
    assert (found[0].starts_at, found[-1].ends_at) == (starts, ends)
    assert all(slot.starts_at < slot.ends_at for slot in found)
    assert all(one.ends_at <= other.starts_at for one, other in itertools.pairwise(found))
    assert len({slot.key for slot in found}) == len(found)


def test_the_days_of_a_long_event_are_named() -> None:
    assert half_days(at(9), at(17, day=NEXT))[0].label.startswith("Jeudi 14")
    assert half_days(at(18), at(1, day=NEXT))[0].label == "Après-midi"


def test_an_event_without_hours_has_none() -> None:
    assert half_days(None, None) == []


def test_the_hours_that_the_team_set_are_the_real_ones() -> None:
    found = half_days(at(9), at(17), [(DAY, Part.MORNING, at(9), at(12, 15))])
    assert found[0].ends_at == at(12, 15)
    assert found[1].starts_at == at(13)


def test_the_current_slot_is_the_one_that_runs_or_comes() -> None:
    slots = half_days(at(9), at(17))
    assert current(slots, at(7)) == slots[0]
    assert current(slots, at(13)) == slots[1]
    assert current(slots, at(20)) == slots[1]
    assert current([], at(9)) is None


def test_an_atelier_inside_a_half_day_counts_once() -> None:
    morning = Slot("m", "Matin", at(9), at(12))
    inside = Slot("a", "Atelier", at(10), at(11), 3)
    beyond = Slot("b", "Atelier", at(11, 30), at(12, 30), 4)
    assert attended_time([inside, morning]) == timedelta(hours=3)
    assert attended_time([beyond, morning]) == timedelta(hours=3, minutes=30)
    assert attended_time([]) == timedelta(0)


@dataclass(frozen=True)
class Told:
    act_id: str
    kind: ActKind
    at: datetime
    pass_id: int | None = None


ACTS = st.lists(
    st.builds(
        lambda number, kind, minute, door: Told(
            str(number), kind, at(9) + timedelta(minutes=minute), door
        ),
        st.integers(0, 10_000),
        st.sampled_from([ActKind.ARRIVE, ActKind.UNDO, ActKind.WALK_IN]),
        st.integers(0, 5),
        st.sampled_from([None, 1, 2]),
    ),
    max_size=4,
    unique_by=lambda act: act.act_id,
)


@given(ACTS)
def test_phones_may_tell_in_any_order(acts: list[Told]) -> None:
    assert len({since(order) for order in itertools.permutations(acts)}) == 1


def test_a_door_undoes_its_own_mistake_and_no_other() -> None:
    real = Told("a", ActKind.ARRIVE, at(9), 2)
    mistake = Told("b", ActKind.ARRIVE, at(9, 10), 1)
    undo = Told("c", ActKind.UNDO, at(9, 11), 1)
    assert since([mistake, undo]) is None
    # Door 2 had no network, and tells it later.
    assert since([mistake, undo, real]) == at(9)
    # A door that did not note the arrival sends somebody back; so does the table of the team.
    assert since([real, undo]) is None
    assert since([real, mistake, Told("d", ActKind.UNDO, at(9, 12))]) is None


def test_a_second_arrival_changes_nothing_and_an_undo_begins_anew() -> None:
    come = Told("a", ActKind.ARRIVE, at(9))
    again = Told("b", ActKind.ARRIVE, at(10))
    undo = Told("c", ActKind.UNDO, at(11))
    back = Told("d", ActKind.ARRIVE, at(12))
    assert since([come, again]) == at(9)
    assert since([come, again, undo]) is None
    assert since([come, again, undo, back]) == at(12)
