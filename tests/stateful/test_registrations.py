"""Seats, whatever people and the team do; and the machine sees every rule that is broken."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from hypothesis.stateful import run_state_machine_as_test

from app.events import seats
from app.registrations import allocation
from app.registrations.services import answers, pools, promote, seating, wishes
from app.registrations.services import withdraw as _  # noqa: F401  # loads its module
from tests.stateful.mutation import break_rule
from tests.stateful.seat_machine import Requests, Seats, effort


@pytest.mark.slow
@pytest.mark.parametrize("machine", [Seats, Requests])
def test_seats_whatever_people_do(app: Flask, machine: type[Seats]) -> None:
    run_state_machine_as_test(machine, settings=effort(15, 25))


# What people and the team do, one after the other: rules of the machine with what they take.
Step = tuple[str, *tuple[Any, ...]]
HERE, AFAR = "Sur place", "À distance"
NOTHING: set[str] = set()
FULL: tuple[Step, ...] = (("arrive", 0, HERE, NOTHING), ("arrive", 1, HERE, NOTHING))
# The second of two seats is kept aside: one sits, one waits.
BESIDE_A_RESERVE: tuple[Step, ...] = (
    ("resize", HERE, 2),
    ("keep_aside_or_release", HERE),
    *FULL,
)
# One waits for the seat of another, keeps theirs meanwhile, and somebody waits for that.
IN_A_CHAIN: tuple[Step, ...] = (
    ("arrive", 0, HERE, NOTHING),
    ("arrive", 1, AFAR, NOTHING),
    ("change", 0, AFAR, NOTHING),
    ("arrive", 2, HERE, NOTHING),
    ("leave", 1),
)


@dataclass(frozen=True)
class Mutant:
    """One rule broken: a piece of a function's source, what stands there instead, and the steps
    that the broken rule does not outlive."""

    breaks: str
    function: Callable[..., Any]
    old: str
    new: str
    steps: tuple[Step, ...]
    machine: type[Seats] = Seats


withdrawing = sys.modules["app.registrations.services.withdraw"].withdraw
MUTANTS = (
    Mutant("one seat too many", allocation.has_free_seat, "fill.free > 0", "fill.free >= 0", FULL),
    Mutant(
        "promotes one too many",
        allocation._fill_free_seats,
        "min(fill.waiting, fill.room_left)",
        "min(fill.waiting, fill.room_left + 1)",
        (*FULL, ("arrive", 2, HERE, NOTHING), ("leave", 0)),
    ),
    Mutant(
        "the last comes first",
        allocation._fill_free_seats,
        ".order_by(Claim.id)",
        ".order_by(Claim.id.desc())",
        (*FULL, ("arrive", 2, HERE, NOTHING), ("leave", 0)),
    ),
    Mutant(
        "promotes after the closing",
        allocation.promote_waiting,
        "closed_because(event, clock.now()) is not None",
        "False",
        (*FULL, ("close_or_open",), ("leave", 0)),
    ),
    Mutant(
        "forgets the seats that a promotion frees",
        allocation.promote_waiting,
        "while seated :=",
        "if seated :=",
        IN_A_CHAIN,
    ),
    Mutant(
        "keeps both seats",
        allocation.give_back_interim,
        "end_claim(claim, REPLACED)",
        "pass",
        IN_A_CHAIN,
    ),
    Mutant(
        "sells the seats kept aside",
        allocation._fills,
        "kept_aside - given",
        "given - given",
        BESIDE_A_RESERVE,
    ),
    Mutant("asks nobody", allocation.seat_status, "if approved and", "if", FULL, Requests),
    Mutant(
        "loses the old seat",
        wishes.settle,
        "claim.status in SEATED and awaited",
        "False",
        IN_A_CHAIN,
    ),
    Mutant(
        "keeps what nothing threatens",
        wishes.settle,
        "bool(rivals) and all(",
        "all(",
        (("arrive", 0, HERE, {"C"}), ("change", 0, HERE, NOTHING)),
    ),
    Mutant(
        "two sessions at one time",
        wishes.chosen,
        "one.clashes(other)",
        "False",
        (("arrive", 0, HERE, {"A", "B"}),),
    ),
    Mutant(
        "a session of another way",
        wishes._for_mode,
        "if fill.suits(mode):",
        "if True:",
        (("arrive", 0, AFAR, {"B"}),),
    ),
    Mutant(
        "loses the session of the way that one keeps",
        seats.PoolFill.clashes,
        "return not self.suits(other.kind)",
        "return False",
        (("arrive", 1, AFAR, NOTHING), ("arrive", 0, HERE, {"B"}), ("change", 0, AFAR, NOTHING)),
    ),
    Mutant(
        "loses it for a session of the way that is awaited",
        allocation.rivals_of,
        "return ways or [",
        "return [",
        (("arrive", 1, AFAR, NOTHING), ("arrive", 0, HERE, {"B"}), ("change", 0, AFAR, {"A"})),
    ),
    Mutant(
        "a change of mind loses the session that was kept",
        wishes.sessions_kept,
        "for claim in sorted(live, key=lambda one: one.interim):",
        "for claim in [one for one in live if not one.interim]:",
        (
            ("arrive", 1, AFAR, NOTHING),
            ("arrive", 0, HERE, {"B"}),
            ("switch", 0, AFAR),
            ("switch", 0, HERE),
        ),
    ),
    Mutant(
        "a withdrawal frees nothing",
        withdrawing,
        "promote_next(event)",
        "pass",
        (*FULL, ("leave", 0)),
    ),
    Mutant(
        "a refusal frees nothing",
        answers.refuse,
        "promote_next(event)",
        "pass",
        (*FULL, ("refuse", 0)),
        Requests,
    ),
    Mutant(
        "a raise frees nothing",
        pools.look_after_pools,
        "promote_next(event)",
        "pass",
        (*FULL, ("resize", HERE, 2)),
    ),
    Mutant(
        "a given seat frees nothing",
        seating.give_seat,
        "promote_next(event)",
        "pass",
        (*BESIDE_A_RESERVE, ("give_from_reserve", 0, HERE)),
    ),
    Mutant(
        "gives a reserve twice",
        seating._reserve_with_room,
        ">= reserve.seats",
        "> reserve.seats",
        (*BESIDE_A_RESERVE, ("give_from_reserve", 1, HERE), ("give_from_reserve", 0, HERE)),
    ),
    Mutant(
        "a room smaller than its people",
        pools._refuse_too_small,
        "needed <= fill.capacity",
        "True",
        (*FULL, ("resize", HERE, 0)),
    ),
    Mutant(
        "a seat more without saying so",
        seating.give_seat,
        "if not beyond_capacity:",
        "if False:",
        (*FULL, ("add_a_seat", 1, HERE, False)),
    ),
    Mutant(
        "tells nobody",
        promote.promote_next,
        "emails.promoted(",
        "(lambda *_: None)(",
        (*FULL, ("leave", 0)),
    ),
)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.breaks.replace(" ", "-"))
def test_each_mutant_of_the_rules_is_killed(
    app: Flask, monkeypatch: pytest.MonkeyPatch, mutant: Mutant
) -> None:
    """By fixed steps, not by a search that some day's rules would lead elsewhere."""
    walk(mutant)
    break_rule(monkeypatch, mutant.function, mutant.old, mutant.new)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        walk(mutant)


def walk(mutant: Mutant) -> None:
    """Take the steps on an event of its own, and look at everything after each."""
    machine = mutant.machine()
    for rule, *given in mutant.steps:
        getattr(machine, rule)(*given)
        for invariant in machine.invariants:
            invariant.function(machine)
