"""Every situation × act × person: accepted with one journal row, or refused leaving all identical.

The table below is the life cycle said once more, by hand: it is compared with what the services do,
and what they do with the buttons.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.kernel.base import Base
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, NotAllowed
from app.proposals.enums import ProposalAction as A
from app.proposals.enums import ProposalStatus
from app.proposals.policies import permitted_actions
from app.proposals.queries.loading import reload
from tests.proposing import ACTS, PATHS, Cast, brought_to, cast

# situation | act | who | state after
TABLE = """
draft, returned      | edit              | author co_author lead          | draft
draft, returned      | add_co_author     | author lead                    | draft
draft, returned      | remove_co_author  | author lead                    | draft
draft, returned      | submit            | author lead                    | submitted
draft, returned      | withdraw          | author                         | withdrawn
submitted            | return            | staff instructor               | draft
submitted            | start_review      | staff instructor               | under_review
submitted            | redirect          | staff instructor commissioner recused | redirected
submitted            | merge             | staff instructor               | merged
submitted            | note              | staff instructor commissioner recused | submitted
under_review         | note              | staff instructor commissioner recused | under_review
more_information     | note              | staff instructor commissioner recused | more_information
reviewed             | note              | staff instructor commissioner recused | reviewed
adjourned            | note              | staff instructor commissioner recused | adjourned
accepted             | note              | staff instructor commissioner recused | accepted
accepted, notified   | note              | staff instructor commissioner recused | accepted
partly_accepted      | note              | staff instructor commissioner recused | partly_accepted
partly_accepted, notified | note         | staff instructor commissioner recused | partly_accepted
declined             | note              | staff instructor commissioner recused | declined
declined, notified   | note              | staff instructor commissioner recused | declined
implementing         | note              | staff instructor commissioner recused | implementing
implementing, all done | note            | staff instructor commissioner recused | implementing
under_review         | consult           | instructor                     | under_review
more_information     | consult           | instructor                     | more_information
validated by the lead | edit             | author co_author lead          | draft
validated by the lead | add_co_author    | author lead                    | draft
validated by the lead | remove_co_author | author lead                    | draft
validated by the lead | ask_submission   | author co_author               | draft
validated by the lead | submit           | lead                           | submitted
validated by the lead | withdraw         | author                         | withdrawn
implementing         | progress_follow_up | staff instructor              | implementing
implementing         | drop_follow_up    | staff instructor               | implementing
implementing         | add_point         | staff instructor               | implementing
implementing, all done | add_point       | staff instructor               | implementing
submitted            | withdraw          | author                         | withdrawn
under_review         | reassign          | staff instructor               | under_review
under_review         | redirect          | staff instructor commissioner recused | redirected
under_review         | merge             | staff instructor               | merged
under_review         | ask_information   | instructor                     | more_information
under_review         | review            | instructor                     | reviewed
under_review         | withdraw          | author                         | withdrawn
more_information     | edit              | author co_author               | more_information
more_information     | reassign          | staff instructor               | more_information
more_information     | answer            | author co_author               | under_review
more_information     | give_up_waiting   | instructor                     | under_review
more_information     | withdraw          | author                         | withdrawn
reviewed             | reassign          | staff instructor               | reviewed
reviewed             | reopen_review     | staff instructor commissioner recused | under_review
reviewed             | adjourn           | commissioner recused           | adjourned
reviewed             | accept            | commissioner                   | accepted
reviewed             | accept_partly     | commissioner                   | partly_accepted
reviewed             | decline           | commissioner                   | declined
reviewed             | withdraw          | author                         | withdrawn
adjourned            | resume            | commissioner recused           | reviewed
adjourned            | withdraw          | author                         | withdrawn
accepted             | notify            | staff instructor commissioner recused | accepted
partly_accepted      | notify            | staff instructor commissioner recused | partly_accepted
declined             | notify            | staff instructor commissioner recused | declined
accepted             | rectify           | commissioner                   | partly_accepted
partly_accepted      | rectify           | commissioner                   | partly_accepted
declined             | rectify           | commissioner                   | partly_accepted
accepted, notified   | rectify           | commissioner                   | partly_accepted
partly_accepted, notified | rectify      | commissioner                   | partly_accepted
declined, notified   | rectify           | commissioner                   | partly_accepted
accepted, notified   | implement         | staff instructor               | implementing
partly_accepted, notified | implement    | staff instructor               | implementing
accepted, notified   | abandon           | commissioner recused           | abandoned
partly_accepted, notified | abandon      | commissioner recused           | abandoned
implementing         | add_follow_up     | staff instructor               | implementing
implementing         | complete_follow_up | staff instructor              | implementing
implementing         | abandon           | commissioner recused           | abandoned
implementing, all done | add_follow_up   | staff instructor               | implementing
implementing, all done | complete        | staff instructor               | completed
implementing, all done | abandon         | commissioner recused           | abandoned
"""


# Where nothing is possible any more, three people try; the buttons of all are looked at.
CLOSED = {"redirected", "merged", "withdrawn", "completed", "abandoned"}
FEW = {"author", "instructor", "commissioner"}


def _read_table() -> dict[tuple[str, A], tuple[frozenset[str], ProposalStatus]]:
    found = {}
    for line in TABLE.strip().splitlines():
        situations, act, who, after = (part.strip() for part in line.split("|"))
        names = ["draft", "returned"] if situations == "draft, returned" else [situations]
        for name in names:
            assert name in PATHS, name
            found[(name, A(act))] = (frozenset(who.split()), ProposalStatus(after))
    return found


EXPECTED = _read_table()


def everything() -> dict[str, list[Any]]:
    """Every row of the database."""
    db.session.expire_all()
    return {
        table.name: [
            tuple(row) for row in db.session.execute(select(table).order_by(*table.primary_key))
        ]
        for table in Base.metadata.sorted_tables
    }


class UndoneError(Exception):
    """Raised to roll an accepted act back, so that the next one finds the same situation."""


def accepted_acts(situation: str, who: str) -> Iterator[A]:
    return (act for act in A if who in EXPECTED.get((situation, act), (frozenset(), None))[0])


@pytest.mark.parametrize("situation", list(PATHS))
def test_every_act_by_everyone(app: Flask, situation: str) -> None:
    people = cast()
    proposal = brought_to(situation, people)
    before = everything()
    with transaction():
        for who, actor in people.actors.items():
            allowed = set(accepted_acts(situation, who))
            shown = set(permitted_actions(actor, reload(proposal.id)))
            if who == "system":
                # The scheduled task resumes by itself when the date comes; it sees no buttons.
                shown -= {A.RESUME}
            assert shown == allowed, f"{who} sees other buttons than what would be accepted"
            if situation in CLOSED and who not in FEW:
                continue
            for act in set(A) - allowed:
                if (act, who) in PATHS[situation][-1:]:
                    # The second of two clicks: a friendly answer, and nothing changed.
                    ACTS[act](actor, proposal, people)
                    continue
                with pytest.raises((NotAllowed, Conflict)):
                    ACTS[act](actor, proposal, people)
    assert everything() == before, "a refused act left something behind"
    for who in people.actors:
        for act in accepted_acts(situation, who):
            _accepted_once(people, situation, who, act, proposal.id)
    assert everything() == before


def _accepted_once(people: Cast, situation: str, who: str, act: A, proposal_id: int) -> None:
    with contextlib.suppress(UndoneError), transaction():
        entries = _count()
        ACTS[act](people[who], reload(proposal_id), people)
        after = reload(proposal_id)
        assert after.status is EXPECTED[(situation, act)][1], (who, act)
        assert _count() == entries + 1, f"{who}, {act}: not exactly one journal row"
        raise UndoneError


def _count() -> int:
    return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def test_the_table_and_the_states_are_the_same() -> None:
    """Every move of the product's table is tried above, from a situation of that state."""
    from app.proposals.states import MOVES

    tried = {(ProposalStatus(_state(name)), act) for name, act in EXPECTED}
    assert tried == set(MOVES)


def _state(situation: str) -> str:
    return {"returned": "draft", "validated by the lead": "draft"}.get(
        situation, situation.partition(",")[0]
    )
