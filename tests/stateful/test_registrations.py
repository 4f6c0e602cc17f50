"""Seats, whatever people and the team do; and the machine kills every mutant of the rules."""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from hypothesis import Phase
from hypothesis.stateful import run_state_machine_as_test

from app.kernel import bus
from app.registrations import allocation
from app.registrations.services import answers, pools, promote, seating, wishes
from app.registrations.services import withdraw as _  # noqa: F401  # loads its module
from tests.stateful.seat_machine import Requests, Seats, effort


@pytest.mark.slow
@pytest.mark.parametrize("machine", [Seats, Requests])
def test_seats_whatever_people_do(app: Flask, machine: type[Seats]) -> None:
    run_state_machine_as_test(machine, settings=effort(15, 25))


@dataclass(frozen=True)
class Mutant:
    """One rule broken: a piece of a function's source, and what stands there instead."""

    breaks: str
    function: Callable[..., Any]
    old: str
    new: str
    machine: type[Seats] = Seats


withdrawing = sys.modules["app.registrations.services.withdraw"].withdraw
MUTANTS = (
    Mutant("one seat too many", allocation.has_free_seat, "fill.free > 0", "fill.free >= 0"),
    Mutant(
        "promotes one too many",
        allocation._fill_free_seats,
        "min(fill.waiting, fill.room_left)",
        "min(fill.waiting, fill.room_left + 1)",
    ),
    Mutant(
        "the last comes first",
        allocation._fill_free_seats,
        ".order_by(Claim.id)",
        ".order_by(Claim.id.desc())",
    ),
    Mutant(
        "promotes after the closing",
        allocation.promote_waiting,
        "closed_because(event, clock.now()) is not None",
        "False",
    ),
    Mutant(
        "forgets the seats that a promotion frees",
        allocation.promote_waiting,
        "while seated :=",
        "if seated :=",
    ),
    Mutant("keeps both seats", allocation.give_back_interim, "end_claim(claim, REPLACED)", "pass"),
    Mutant("sells the seats kept aside", allocation._fills, "kept_aside - given", "given - given"),
    Mutant("asks nobody", allocation.seat_status, "if approved and", "if", Requests),
    Mutant("loses the old seat", wishes.settle, "claim.status in SEATED and awaited", "False"),
    Mutant("keeps what nothing threatens", wishes.settle, "bool(rivals) and all(", "all("),
    Mutant("two sessions at one time", wishes.chosen, "one.clashes(other)", "False"),
    Mutant("a withdrawal frees nothing", withdrawing, "promote_next(event)", "pass"),
    Mutant("a refusal frees nothing", answers.refuse, "promote_next(event)", "pass", Requests),
    Mutant("a raise frees nothing", pools.look_after_pools, "promote_next(event)", "pass"),
    Mutant(
        "a room smaller than its people",
        pools._refuse_too_small,
        "needed <= fill.capacity",
        "True",
    ),
    Mutant(
        "a seat more without saying so",
        seating.give_seat,
        "if not beyond_capacity:",
        "if False:",
    ),
    Mutant("tells nobody", promote.promote_next, "emails.promoted(", "str("),
)


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.breaks.replace(" ", "-"))
def test_each_mutant_of_the_rules_is_killed(
    app: Flask, monkeypatch: pytest.MonkeyPatch, mutant: Mutant
) -> None:
    broken = _mutated(mutant)
    for module in [m for name, m in sys.modules.items() if name.startswith("app.")]:
        for name, value in list(vars(module).items()):
            if value is mutant.function:
                monkeypatch.setattr(module, name, broken)
    for fact, reactions in bus._reactions.items():
        kept = [broken if one is mutant.function else one for one in reactions]
        monkeypatch.setitem(bus._reactions, fact, kept)
    # However it dies: pytest's own refusals are no `Exception`.
    with pytest.raises(BaseException):  # noqa: B017, PT011
        run_state_machine_as_test(mutant.machine, settings=effort(60, 30, Phase.generate))


def _mutated(mutant: Mutant) -> Callable[..., Any]:
    function = inspect.unwrap(mutant.function)
    source = textwrap.dedent(inspect.getsource(function))
    assert source.count(mutant.old) == 1, f"{mutant.breaks}: not once in the source"
    namespace: dict[str, Any] = {}
    scope = function.__globals__
    code = compile(source.replace(mutant.old, mutant.new), "<mutant>", "exec")
    exec(code, scope, namespace)  # noqa: S102  # our own source
    mutated: Callable[..., Any] = namespace[function.__name__]
    return mutated
