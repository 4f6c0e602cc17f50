"""What each test costs: a budget that it may not exceed, and the longest tests first.

A budget is counted in seconds of processor, which a loaded machine does not change much; what a
browser does elsewhere is counted in seconds of the clock, stretched by the load of the machine.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

# Seconds that a test of each folder should take, the first that fits counts; `slow` ones have more.
BUDGETS = {
    "tests/browser": 20.0,
    "tests/unit": 1.0,
    "tests": 3.0,
}
SLOW = 60.0
# How far beyond its budget a test fails: processors of two machines, or two moments, differ.
TOLERANCE = 2.0
FIRST = ("tests/stateful", "tests/whole_app", "tests/browser", "tests/install", "tests/concurrency")


def processor_seconds() -> float:
    """What this process and the ended ones that it started have used."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def stretch() -> float:
    """How much longer than on a quiet machine a second of the clock lasts."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def budget_of(item: pytest.Item) -> float:
    """The seconds that this test may take: its mark `budget`, or those of its folder."""
    mark = item.get_closest_marker("budget")
    if mark is not None:
        return float(mark.args[0])
    if item.get_closest_marker("slow") is not None:
        return SLOW
    return next(seconds for folder, seconds in BUDGETS.items() if item.nodeid.startswith(folder))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Run the test, and fail it when it exceeded its budget."""
    by_clock = item.get_closest_marker("browser") is not None
    started = time.monotonic() if by_clock else processor_seconds()
    result = yield
    spent = (time.monotonic() if by_clock else processor_seconds()) - started
    item.user_properties.append(("seconds", round(spent, 2)))
    allowed = budget_of(item) * TOLERANCE * (stretch() if by_clock else 1.0)
    if spent > allowed:
        pytest.fail(
            f"takes {spent:.1f} s where {budget_of(item):.0f} s are allowed (tests/costs.py)",
            pytrace=False,
        )
    return result


def longest_first(items: list[pytest.Item]) -> None:
    """Put the longest tests first, so that every process works until the end."""
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> tuple[float, int]:
    slow = item.get_closest_marker("slow") is not None
    folders = [place for place, name in enumerate(FIRST) if item.nodeid.startswith(name)]
    mark = item.get_closest_marker("budget")
    own = float(mark.args[0]) if mark is not None else SLOW if slow else 0.0
    return -own, folders[0] if folders else len(FIRST)
