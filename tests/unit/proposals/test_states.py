"""The life cycle as a graph."""

from __future__ import annotations

from app.proposals.enums import Outcome, ProposalAction, ProposalStatus, Who
from app.proposals.states import (
    DECIDED,
    DECISION_OF,
    FINAL_STATES,
    LIFE,
    MAILS,
    MOVES,
    who_may,
)

S = ProposalStatus


def test_every_state_is_reached_from_a_draft() -> None:
    reached, new = {S.DRAFT}, {S.DRAFT}
    while new:
        new = {move.to for (state, _), move in MOVES.items() if state in new} - reached
        reached |= new
    assert reached == set(S)


def test_every_state_that_is_not_final_has_a_way_out() -> None:
    final = {S.REDIRECTED, S.MERGED, S.WITHDRAWN, S.COMPLETED, S.ABANDONED}
    assert final == FINAL_STATES
    for state in set(S) - final - {S.DECLINED}:
        assert any(LIFE.moves[(state, act)] is not state for act in LIFE.actions(state)), state
    # Declined is an end as well, but for a rectification.
    assert set(LIFE.actions(S.DECLINED)) == {
        ProposalAction.NOTIFY,
        ProposalAction.RECTIFY,
        ProposalAction.NOTE,
    }


def test_every_act_has_somebody_and_a_place() -> None:
    for act in ProposalAction:
        assert who_may(act), act
    assert set(MAILS) <= set(ProposalAction)
    for messages in MAILS.values():
        assert all(set(whos) <= set(Who) for _, whos in messages)


def test_only_the_commissioner_decides() -> None:
    for outcome in Outcome:
        act = DECISION_OF[outcome]
        assert who_may(act) == {Who.COMMISSIONER}
        assert LIFE.next(S.REVIEWED, act) is DECIDED[outcome]


def test_no_scheduled_task_decides() -> None:
    """Silence decides nothing: the system only brings an adjourned proposal back."""
    by_system = {act for (_, act), move in MOVES.items() if Who.SYSTEM in move.who}
    assert by_system == {ProposalAction.RESUME}


def test_the_text_changes_in_two_states_only() -> None:
    states = {state for state, act in MOVES if act is ProposalAction.EDIT}
    assert states == {S.DRAFT, S.MORE_INFORMATION}
