"""Every situation × act × person: accepted with one journal row, or refused leaving all as it was.

The table (`tests.proposal_table`) is the life cycle said once more, by hand: it is compared
with what the services do, and what they do with the buttons.
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
from tests.proposal_table import EXPECTED
from tests.proposing import ACTS, PATHS, Cast, brought_to, cast
from tests.rereading import reread_after_writes

# Where nothing is possible any more, three people try; the buttons of all are looked at.
CLOSED = {"redirected", "merged", "withdrawn", "completed", "abandoned"}
FEW = {"author", "instructor", "commissioner"}


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


@pytest.mark.slow
@pytest.mark.parametrize("situation", list(PATHS))
def test_every_act_by_everyone(app: Flask, situation: str) -> None:
    people = cast()
    proposal = brought_to(situation, people)
    before = everything()
    with transaction(), reread_after_writes() as writings:
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
        assert writings.made == []
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
