"""What was measured, as Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from bench import goals
from bench.crowd import Crowd
from bench.goals import Goal
from bench.load import CONNECTIONS, Cost


@dataclass(frozen=True)
class Round:
    """One rush: what people were answered, and what the database holds in the end."""

    crowd: Crowd
    cost: Cost
    claims: list[tuple[int, str, str]]
    seats: int

    @property
    def confirmed(self) -> int:
        return sum(status == "confirmed" for _, status, _ in self.claims)

    @property
    def is_fair(self) -> bool:
        """Whether the seats went to the first recorded, and everyone else waits."""
        statuses = [status for _, status, _ in self.claims]
        given = ["confirmed"] * self.seats
        return statuses == given + ["waiting"] * (len(statuses) - self.seats)

    @property
    def lost(self) -> int:
        """How many were told that they are registered, and stand nowhere."""
        told = {answer.email for answer in self.crowd.answers if answer.status == 303}
        return len(told - {email for _, _, email in self.claims})

    @property
    def shift(self) -> int:
        """The greatest difference between one's place in the list and one's place among answers."""
        answered = sorted(self.crowd.answers, key=lambda answer: answer.at)
        places = {answer.email: place for place, answer in enumerate(answered)}
        return max(abs(places[email] - place) for place, (_, _, email) in enumerate(self.claims))


def title(database: str, events: int) -> None:
    print(f"## {database}, {events} coming events, 2 workers, {CONNECTIONS} connections\n")


def answers(rows: Sequence[tuple[str, Cost, Goal]]) -> None:
    floor = rows[0][1].cpu_ms
    print(
        "| answer | /s | CPU ms | server | database | × floor | at 0.3 | goal | | Indico | pretix |"
    )
    print("|---|--:|--:|--:|--:|--:|--:|--:|---|--:|--:|")
    for name, cost, goal in rows:
        quiet = cost.cpu_ms / floor * goals.QUIET_FLOOR_MS
        verdict = _verdict(cost.cpu_ms, goal.cpu_ms)
        if "missed" in verdict and _verdict(quiet, goal.cpu_ms) == "reached":
            verdict = "reached at 0.3"
        if cost.errors:
            verdict = f"**{cost.errors} errors**"
        print(
            f"| {name} | {cost.per_second:.0f} | {cost.cpu_ms:.2f} | {cost.server_ms:.2f} "
            f"| {cost.database_ms:.2f} | {cost.cpu_ms / floor:.1f} | {quiet:.2f} "
            f"| {_number(goal.cpu_ms)} "
            f"| {verdict} | {_number(goal.indico)} | {_number(goal.pretix)} |"
        )
    print(flush=True)


def size(
    *,
    first_start: float,
    starts: Sequence[float],
    idle: float,
    used: float,
    loaded: float,
    database: float,
) -> None:
    usual = statistics.median(starts)
    print("| | measured | goal | |")
    print("|---|--:|--:|---|")
    print(
        f"| cold start, median of {len(starts)} (least {min(starts):.2f}) | {usual:.2f} s "
        f"| {goals.COLD_START_SECONDS} s | {_verdict(usual, goals.COLD_START_SECONDS)} |"
    )
    print(f"| first start of all: migrations and programme | {first_start:.2f} s | | |")
    print(
        f"| idle memory, server and worker (PSS) | {idle:.0f} MiB "
        f"| {goals.MEMORY_MEBIBYTES} MiB | {_verdict(idle, goals.MEMORY_MEBIBYTES)} |"
    )
    print(f"| the same once every kind of page has been asked for | {used:.0f} MiB | | |")
    print(f"| the same after the load | {loaded:.0f} MiB | | |")
    if database:
        print(f"| the database's own | {database:.0f} MiB | | |")
    print(flush=True)


def rounds(played: Sequence[Round]) -> None:
    if not played:
        return
    people = len(played[0].crowd.answers)
    print(f"{people} people at once for {played[0].seats} seats, through the form:\n")
    print(
        "| round | submits/s | p50 ms | p95 ms | CPU ms | errors | lost | seats given | fair "
        "| shift |"
    )
    print("|--:|--:|--:|--:|--:|--:|--:|--:|---|--:|")
    for number, one in enumerate(played, start=1):
        print(
            f"| {number} | {one.crowd.per_second:.0f} | {one.crowd.percentile(0.5):.0f} "
            f"| {one.crowd.percentile(0.95):.0f} | {one.cost.cpu_ms:.2f} | {one.crowd.errors} "
            f"| {one.lost} | {one.confirmed} | {'yes' if one.is_fair else '**no**'} | {one.shift} |"
        )
    usual = statistics.median(one.crowd.per_second for one in played)
    over = max(one.confirmed - one.seats for one in played)
    goal = goals.SUBMITS_PER_SECOND
    verdict = "reached" if usual >= goal else "**missed**"
    print(f"\nMedian {usual:.0f} submits/s (goal {goal}: {verdict}); overbooked: {max(over, 0)}.\n")


def _verdict(measured: float, goal: float | None) -> str:
    if goal is None:
        return ""
    return "reached" if measured <= goal else "**missed**"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
