"""Life cycle of a proposal: which act leads where, who may make it, who is told.

Everything else is read from these tables: rights, buttons, recipients, tests, the diagram.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.states import LifeCycle
from app.proposals.enums import Outcome, ProposalAction, ProposalStatus, Who

S, A, W = ProposalStatus, ProposalAction, Who


@dataclass(frozen=True)
class Move:
    """Where an act leads, and who may make it in that state."""

    to: ProposalStatus
    who: frozenset[Who]


def _by(to: ProposalStatus, *who: Who) -> Move:
    return Move(to, frozenset(who))


MOVES: dict[tuple[ProposalStatus, ProposalAction], Move] = {
    (S.DRAFT, A.EDIT): _by(S.DRAFT, W.AUTHOR, W.CO_AUTHOR, W.LEAD),
    (S.DRAFT, A.ADD_CO_AUTHOR): _by(S.DRAFT, W.AUTHOR, W.LEAD),
    (S.DRAFT, A.REMOVE_CO_AUTHOR): _by(S.DRAFT, W.AUTHOR, W.LEAD),
    # In a group whose proposals go through the lead, the author asks and the lead submits.
    (S.DRAFT, A.ASK_SUBMISSION): _by(S.DRAFT, W.AUTHOR, W.CO_AUTHOR),
    (S.DRAFT, A.SUBMIT): _by(S.SUBMITTED, W.AUTHOR, W.LEAD),
    (S.DRAFT, A.WITHDRAW): _by(S.WITHDRAWN, W.AUTHOR),
    (S.SUBMITTED, A.RETURN): _by(S.DRAFT, W.TEAM),
    (S.SUBMITTED, A.START_REVIEW): _by(S.UNDER_REVIEW, W.TEAM),
    (S.SUBMITTED, A.REDIRECT): _by(S.REDIRECTED, W.TEAM, W.COMMISSIONER),
    (S.SUBMITTED, A.MERGE): _by(S.MERGED, W.TEAM),
    (S.SUBMITTED, A.WITHDRAW): _by(S.WITHDRAWN, W.AUTHOR),
    (S.UNDER_REVIEW, A.REASSIGN): _by(S.UNDER_REVIEW, W.TEAM),
    (S.UNDER_REVIEW, A.REDIRECT): _by(S.REDIRECTED, W.TEAM, W.COMMISSIONER),
    (S.UNDER_REVIEW, A.MERGE): _by(S.MERGED, W.TEAM),
    (S.UNDER_REVIEW, A.CONSULT): _by(S.UNDER_REVIEW, W.INSTRUCTOR),
    (S.UNDER_REVIEW, A.ASK_INFORMATION): _by(S.MORE_INFORMATION, W.INSTRUCTOR),
    (S.UNDER_REVIEW, A.REVIEW): _by(S.REVIEWED, W.INSTRUCTOR),
    (S.UNDER_REVIEW, A.WITHDRAW): _by(S.WITHDRAWN, W.AUTHOR),
    (S.MORE_INFORMATION, A.EDIT): _by(S.MORE_INFORMATION, W.AUTHOR, W.CO_AUTHOR),
    (S.MORE_INFORMATION, A.CONSULT): _by(S.MORE_INFORMATION, W.INSTRUCTOR),
    (S.MORE_INFORMATION, A.REASSIGN): _by(S.MORE_INFORMATION, W.TEAM),
    (S.MORE_INFORMATION, A.ANSWER): _by(S.UNDER_REVIEW, W.AUTHOR, W.CO_AUTHOR),
    (S.MORE_INFORMATION, A.GIVE_UP_WAITING): _by(S.UNDER_REVIEW, W.INSTRUCTOR),
    (S.MORE_INFORMATION, A.WITHDRAW): _by(S.WITHDRAWN, W.AUTHOR),
    (S.REVIEWED, A.REASSIGN): _by(S.REVIEWED, W.TEAM),
    (S.REVIEWED, A.REOPEN_REVIEW): _by(S.UNDER_REVIEW, W.COMMISSIONER, W.TEAM),
    (S.REVIEWED, A.ADJOURN): _by(S.ADJOURNED, W.COMMISSIONER),
    (S.REVIEWED, A.ACCEPT): _by(S.ACCEPTED, W.COMMISSIONER),
    (S.REVIEWED, A.ACCEPT_PARTLY): _by(S.PARTLY_ACCEPTED, W.COMMISSIONER),
    (S.REVIEWED, A.DECLINE): _by(S.DECLINED, W.COMMISSIONER),
    (S.REVIEWED, A.WITHDRAW): _by(S.WITHDRAWN, W.AUTHOR),
    (S.ADJOURNED, A.RESUME): _by(S.REVIEWED, W.COMMISSIONER, W.SYSTEM),
    (S.ADJOURNED, A.WITHDRAW): _by(S.WITHDRAWN, W.AUTHOR),
    (S.ACCEPTED, A.NOTIFY): _by(S.ACCEPTED, W.TEAM, W.COMMISSIONER),
    (S.PARTLY_ACCEPTED, A.NOTIFY): _by(S.PARTLY_ACCEPTED, W.TEAM, W.COMMISSIONER),
    (S.DECLINED, A.NOTIFY): _by(S.DECLINED, W.TEAM, W.COMMISSIONER),
    # A rectification leads to the state of its own outcome (see DECIDED); the table says it may be.
    (S.ACCEPTED, A.RECTIFY): _by(S.ACCEPTED, W.COMMISSIONER),
    (S.PARTLY_ACCEPTED, A.RECTIFY): _by(S.PARTLY_ACCEPTED, W.COMMISSIONER),
    (S.DECLINED, A.RECTIFY): _by(S.DECLINED, W.COMMISSIONER),
    (S.ACCEPTED, A.IMPLEMENT): _by(S.IMPLEMENTING, W.TEAM),
    (S.PARTLY_ACCEPTED, A.IMPLEMENT): _by(S.IMPLEMENTING, W.TEAM),
    (S.IMPLEMENTING, A.ADD_FOLLOW_UP): _by(S.IMPLEMENTING, W.TEAM),
    (S.IMPLEMENTING, A.PROGRESS_FOLLOW_UP): _by(S.IMPLEMENTING, W.TEAM),
    (S.IMPLEMENTING, A.COMPLETE_FOLLOW_UP): _by(S.IMPLEMENTING, W.TEAM),
    (S.IMPLEMENTING, A.DROP_FOLLOW_UP): _by(S.IMPLEMENTING, W.TEAM),
    (S.IMPLEMENTING, A.ADD_POINT): _by(S.IMPLEMENTING, W.TEAM),
    (S.IMPLEMENTING, A.COMPLETE): _by(S.COMPLETED, W.TEAM),
    (S.ACCEPTED, A.ABANDON): _by(S.ABANDONED, W.COMMISSIONER),
    (S.PARTLY_ACCEPTED, A.ABANDON): _by(S.ABANDONED, W.COMMISSIONER),
    (S.IMPLEMENTING, A.ABANDON): _by(S.ABANDONED, W.COMMISSIONER),
}
# Internal notes go with a proposal from its submission to its end.
NOTED_STATES = (
    *(S.SUBMITTED, S.UNDER_REVIEW, S.MORE_INFORMATION, S.REVIEWED, S.ADJOURNED),
    *(S.ACCEPTED, S.PARTLY_ACCEPTED, S.DECLINED, S.IMPLEMENTING),
)
MOVES |= {(state, A.NOTE): _by(state, W.TEAM, W.COMMISSIONER) for state in NOTED_STATES}

LIFE = LifeCycle({key: move.to for key, move in MOVES.items()})

# What a decision, or its rectification, makes of the proposal.
DECIDED = {
    Outcome.ACCEPTED: S.ACCEPTED,
    Outcome.PARTLY_ACCEPTED: S.PARTLY_ACCEPTED,
    Outcome.DECLINED: S.DECLINED,
}
DECISIONS = {
    A.ACCEPT: Outcome.ACCEPTED,
    A.ACCEPT_PARTLY: Outcome.PARTLY_ACCEPTED,
    A.DECLINE: Outcome.DECLINED,
}
DECISION_OF = {outcome: action for action, outcome in DECISIONS.items()}
DECIDED_STATES = frozenset(DECIDED.values())
REVIEW_STATES = frozenset({S.UNDER_REVIEW, S.MORE_INFORMATION, S.REVIEWED})
# Whole text readable by all: an answer was given, or the proposal went elsewhere.
OPEN_STATES = frozenset({S.REDIRECTED, S.IMPLEMENTING, S.COMPLETED, S.ABANDONED})
# The text may differ from the last one submitted (withdrawn: while it was being corrected).
WORKED_ON = frozenset({S.MORE_INFORMATION, S.WITHDRAWN})
FINAL_STATES = frozenset(state for state in S if not LIFE.actions(state))

_AUTHORS = (W.AUTHOR, W.CO_AUTHOR)
_GROUP = (W.AUTHOR, W.CO_AUTHOR, W.LEAD)
# The states in which the indicative delay runs, and those that a service may still be heard in.
RUNNING_STATES = frozenset({S.SUBMITTED, S.UNDER_REVIEW, S.REVIEWED})
CONSULTED_STATES = frozenset({S.UNDER_REVIEW, S.MORE_INFORMATION})
# Who gets which mail of an act: (template, recipients). A person who is several gets the first one.
# These are mandatory: no preference mutes them.
MAILS: Mapping[ProposalAction, tuple[tuple[str, tuple[Who, ...]], ...]] = {
    A.ASK_SUBMISSION: (("to_submit", (W.LEAD,)),),
    A.SUBMIT: (("submitted", _GROUP), ("received", (W.TEAM,))),
    A.RETURN: (("returned", _GROUP),),
    A.START_REVIEW: (("assigned", (W.INSTRUCTOR,)), ("review_started", _AUTHORS)),
    A.REASSIGN: (("assigned", (W.INSTRUCTOR,)),),
    A.REDIRECT: (("redirected", _GROUP),),
    A.MERGE: (("merged", _AUTHORS),),
    A.ASK_INFORMATION: (("questions", _GROUP),),
    A.ANSWER: (("answered", (W.INSTRUCTOR,)),),
    A.REVIEW: (("reviewed", (W.COMMISSIONER, W.TEAM)),),
    A.REOPEN_REVIEW: (("reopened", (W.INSTRUCTOR,)),),
    A.ADJOURN: (("adjourned", _GROUP),),
    A.RESUME: (("resumed", (W.COMMISSIONER, W.INSTRUCTOR)),),
    A.NOTIFY: (("decision", (*_GROUP, W.INSTRUCTOR, W.FOLLOWER)),),
    A.RECTIFY: (("rectified", (*_GROUP, W.FOLLOWER)),),
    A.IMPLEMENT: (("implementing", (*_AUTHORS, W.FOLLOWER)),),
    A.ADD_POINT: (("yearly_point", (*_AUTHORS, W.FOLLOWER)),),
    A.COMPLETE: (("completed", (*_AUTHORS, W.COMMISSIONER, W.FOLLOWER)),),
    A.ABANDON: (("abandoned", (*_GROUP, W.FOLLOWER)),),
    A.WITHDRAW: (("withdrawn", (W.TEAM, W.INSTRUCTOR, W.CO_AUTHOR, W.LEAD)),),
}


def who_may(action: ProposalAction) -> frozenset[Who]:
    """Everybody who may make this act in at least one state."""
    return frozenset().union(*(move.who for (_, act), move in MOVES.items() if act == action))
