"""Proposals, wherever people and days lead them; and the machine sees every rule that is broken."""

from __future__ import annotations

import fcntl
import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import Phase, seed
from hypothesis.stateful import run_state_machine_as_test

from app.kernel import clock
from app.kernel.errors import Refused
from app.proposals import policies
from app.proposals.enums import ProposalAction as A
from app.proposals.queries import people as telling
from app.proposals.services import (
    acting,
    alerts,
    decision,
    delay,
    follow_up,
    instruction,
    submission,
    text,
)
from app.proposals.states import MOVES
from tests.conftest import TEMPORARY_ROOT
from tests.proposing import cast
from tests.stateful.mutation import break_rule
from tests.stateful.proposal_machine import Proposals
from tests.stateful.seat_machine import effort

# Two hundred walks, in parts that run side by side; each part takes the same walks each time.
PARTS, WALKS, STEPS = range(4), 50, 50


@pytest.fixture(name="stage")
def _stage(app: Flask) -> None:
    """The people of the walks, made once, and nothing reached yet."""
    Proposals.people = cast()
    Proposals.morning = clock.now()
    Proposals.reached, Proposals.refused = Counter(), Counter()
    Proposals.totals = Counter()


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.usefixtures("stage")
def test_proposals_go_only_where_the_table_says(part: int) -> None:
    walks = seed(part)(type("Proposals", (Proposals,), {}))
    run_state_machine_as_test(walks, settings=effort(WALKS, STEPS, Phase.explicit, Phase.generate))
    print(statistics())
    # The oracle of tests/integration makes every one of them; walks must not turn in circles.
    missed = missed_by_all(
        part,
        {(state.value, act.value) for state, act in MOVES}
        - {
            ({"validated by the lead": "draft"}.get(name, name.partition(",")[0]), act)
            for name, act in Proposals.reached
        },
    )
    assert len(missed) <= len(MOVES) // 5, f"no walk made {sorted(missed)}"


def missed_by_all(part: int, missed: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """What no part of this run has reached, once all are there; nothing is judged before.

    The parts run in processes of their own: each leaves what it missed in the folder of the run.
    """
    folder = Path(os.environ[TEMPORARY_ROOT]) / "walks-of-proposals"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (folder / f"{part}.json").write_text(json.dumps(sorted(missed)))
        parts = [json.loads(one.read_text()) for one in folder.glob("*.json")]
    if len(parts) < len(PARTS):
        return set()
    return set.intersection(*({(state, act) for state, act in one} for one in parts))


def statistics() -> str:
    """What the walks did, for who reads the run (`pytest -s`)."""
    lines = [f"{number:7d} {what}" for what, number in sorted(Proposals.totals.items())]
    lines.append(f"{len(Proposals.reached):7d} situations × acts accepted")
    lines.append(f"{len(Proposals.refused):7d} situations × acts refused")
    by_act: Counter[str] = Counter()
    for (_, act), number in Proposals.reached.items():
        by_act[act] += number
    lines += [f"{number:7d} × {act}" for act, number in by_act.most_common()]
    return "\n".join(lines)


# What people do, one after the other: an act that the table permits, an act that may be refused,
# days that pass; and whether the lead of the group submits what its members write.
Step = tuple[str, *tuple[Any, ...]]


def act(what: A, who: str) -> Step:
    return ("make", what, who)


def attempt(what: A, who: str) -> Step:
    return ("try_anything", what, who)


SUBMITTED = (act(A.SUBMIT, "author"),)
REVIEWING = (*SUBMITTED, act(A.START_REVIEW, "staff"))
REVIEWED = (*REVIEWING, act(A.REVIEW, "instructor"))
ACCEPTED = (*REVIEWED, act(A.ACCEPT, "commissioner"))
TOLD = (*ACCEPTED, act(A.NOTIFY, "staff"))
UNDER_WAY = (*TOLD, act(A.IMPLEMENT, "staff"))
ASKED = (*REVIEWING, act(A.ASK_INFORMATION, "instructor"))


@dataclass(frozen=True)
class Mutant:
    """One rule broken: a piece of a function's source, what stands there instead, and the steps
    that the broken rule does not outlive."""

    breaks: str
    function: Callable[..., Any]
    old: str
    new: str
    steps: tuple[Step, ...]


MUTANTS = (
    Mutant(
        "whoever asks may",
        acting.begin,
        "if refused is None:",
        "if True:",
        (*SUBMITTED, attempt(A.START_REVIEW, "author")),
    ),
    Mutant(
        "a recused person decides",
        policies.is_recused,
        "actor.organisation_id is not None and",
        "False and",
        (*REVIEWED, attempt(A.ACCEPT, "recused")),
    ),
    Mutant(
        "a co-author withdraws",
        policies.roles_of,
        "Who.CO_AUTHOR if author.rank else",
        "",
        (*SUBMITTED, attempt(A.WITHDRAW, "co_author")),
    ),
    Mutant(
        "whoever is of the team instructs",
        policies.roles_of,
        "actor.is_signed_in and actor.account_id == proposal.instructor_id",
        "True",
        (*REVIEWING, attempt(A.REVIEW, "staff")),
    ),
    Mutant(
        "the lead is passed over",
        policies._may_submit,
        "Who.LEAD in roles or",
        "True or",
        (("choose_the_group", True), attempt(A.SUBMIT, "author")),
    ),
    Mutant(
        "carried out before it is told",
        policies._ready,
        "A.IMPLEMENT: lambda: is_notified(proposal)",
        "A.IMPLEMENT: lambda: True",
        (*ACCEPTED, attempt(A.IMPLEMENT, "staff")),
    ),
    Mutant(
        "told twice",
        policies._ready,
        "and proposal.answers[-1].notified_at is None",
        "",
        (*TOLD, attempt(A.NOTIFY, "commissioner")),
    ),
    Mutant(
        "completed while actions are open",
        policies._ready,
        "A.COMPLETE: lambda: not open_actions",
        "A.COMPLETE: lambda: True",
        (*UNDER_WAY, attempt(A.COMPLETE, "staff")),
    ),
    Mutant(
        "two points in one year",
        policies._ready,
        "point.year != clock.today().year",
        "True",
        (*UNDER_WAY, act(A.ADD_POINT, "staff"), attempt(A.ADD_POINT, "instructor")),
    ),
    Mutant(
        "a new reference at each submission",
        submission.submit,
        "if current.reference is None:",
        "if True:",
        (*SUBMITTED, act(A.RETURN, "staff"), act(A.SUBMIT, "author")),
    ),
    Mutant(
        "a hole among the references",
        submission.next_reference,
        "counter.last += 1",
        "counter.last += 2",
        SUBMITTED,
    ),
    Mutant(
        "a version without a change",
        text.freeze,
        "proposal.versions[-1].content == content",
        "False",
        (*ASKED, act(A.ANSWER, "author")),
    ),
    Mutant(
        "a change without a version",
        text.freeze,
        "proposal.versions[-1].content == content",
        "True",
        (*ASKED, act(A.EDIT, "co_author"), act(A.ANSWER, "author")),
    ),
    Mutant(
        "a version is skipped",
        text.freeze,
        "len(proposal.versions) + 1",
        "len(proposal.versions) + 2",
        SUBMITTED,
    ),
    Mutant(
        "the clock runs while the authors are asked",
        delay.suspend,
        "= clock.now()",
        "= None",
        ASKED,
    ),
    Mutant(
        "the days of waiting are lost",
        delay.resume,
        "proposal.due_on += still",
        "pass",
        (*ASKED, ("days_pass", 8), act(A.ANSWER, "author")),
    ),
    Mutant(
        "the clock never runs again",
        delay.resume,
        "    proposal.suspended_at = None",
        "    pass",
        (*ASKED, act(A.ANSWER, "author")),
    ),
    Mutant(
        "an alert is lost",
        alerts.alert_delays,
        "_tell(proposal, step)",
        "pass",
        (*SUBMITTED, ("days_pass", 40)),
    ),
    Mutant(
        "no alert by week",
        policies.alert_due,
        "step + weeks",
        "step",
        (*SUBMITTED, ("days_pass", 40), ("days_pass", 40), ("days_pass", 8)),
    ),
    Mutant(
        "adjourned for ever",
        decision.resume_due,
        "<= clock.today()",
        "< Proposal.adjourned_until",
        (*REVIEWED, act(A.ADJOURN, "commissioner"), ("days_pass", 40)),
    ),
    Mutant(
        "a correction keeps the old state",
        decision.rectify,
        "to=DECIDED[outcome],",
        "to=current.status,",
        (*TOLD, act(A.RECTIFY, "commissioner")),
    ),
    Mutant(
        "a correction writes over the decision",
        decision._answer,
        "len(act.proposal.answers) + 1",
        "len(act.proposal.answers) + 7",
        ACCEPTED,
    ),
    Mutant(
        "a correction tells before its time",
        decision.rectify,
        "notified=last.notified_at is not None",
        "notified=True",
        (*ACCEPTED, act(A.RECTIFY, "commissioner")),
    ),
    Mutant(
        "a silent decision",
        acting.Act.finish,
        "if not silent:",
        "if self.action is not ProposalAction.NOTIFY and not silent:",
        TOLD,
    ),
    Mutant(
        "the journal does not say what changed",
        acting.Act.finish,
        "if after[name] != self._before[name]",
        "if False",
        SUBMITTED,
    ),
    Mutant(
        "the same choice written again",
        instruction.reassign,
        "or act.proposal.instructor_id == instructor_id",
        "",
        (*REVIEWING, act(A.REASSIGN, "staff"), act(A.REASSIGN, "staff")),
    ),
    Mutant(
        "the same action twice",
        follow_up.add_follow_up,
        "in known",
        "in set()",
        (*UNDER_WAY, act(A.ADD_FOLLOW_UP, "staff"), act(A.ADD_FOLLOW_UP, "instructor")),
    ),
    Mutant(
        "the authors are not told of the decision",
        telling._accounts,
        "rank = ProposalAuthor.rank == 0",
        "rank = ProposalAuthor.rank == 9",
        TOLD,
    ),
    Mutant(
        "a note in a mail",
        acting.Act.finish,
        "if not silent:",
        "if self.action is ProposalAction.NOTE:\n"
        "        said = {'reason': reload(proposal.id).notes[-1].text}\n"
        "        people = recipients(proposal, ProposalAction.SUBMIT)\n"
        "        emails.tell(proposal, people, entry.id, said, message='reopened')\n"
        "    elif not silent:",
        (*SUBMITTED, act(A.NOTE, "staff")),
    ),
)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.breaks.replace(" ", "-"))
@pytest.mark.usefixtures("stage")
def test_each_mutant_of_the_rules_is_killed(
    monkeypatch: pytest.MonkeyPatch, mutant: Mutant
) -> None:
    """By fixed steps, that all hold with the rules as they are."""
    walk(mutant.steps)
    break_rule(monkeypatch, mutant.function, mutant.old, mutant.new)
    with pytest.raises((AssertionError, Refused)):
        walk(mutant.steps)


def walk(steps: tuple[Step, ...]) -> None:
    """Take the steps on a proposal of its own, and look at everything after each."""
    machine = Proposals()
    try:
        machine.all_holds()
        for rule, *given in steps:
            getattr(machine, rule)(*given)
            machine.all_holds()
    finally:
        machine.teardown()
