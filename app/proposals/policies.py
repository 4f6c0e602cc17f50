"""Who may do what with a proposal, and what each person may see of it.

Everything is derived from the tables of `states`. The proposal must come with its authors and their
accounts, its group, answers and follow-ups (`queries.loading`): nothing here reads the database.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.groups.enums import LEADING
from app.groups.policies import proposes
from app.kernel.access import Actor, Predicate, role, team
from app.kernel.errors import Conflict, NotAllowed, Refused
from app.proposals.enums import ProposalAction, ProposalStatus, Who
from app.proposals.models import Answer, Proposal
from app.proposals.states import (
    DECIDED_STATES,
    DECISIONS,
    MOVES,
    OPEN_STATES,
    REVIEW_STATES,
    who_may,
)

A, S = ProposalAction, ProposalStatus

# Answers wanted before a proposal can be submitted; a draft needs its title only.
NEEDED = ("title", "findings", "content", "audience", "decision_level")
DECIDING = frozenset({*DECISIONS, A.RECTIFY})
AFTER_ANSWER = frozenset({A.IMPLEMENT, A.ABANDON})


def roles_of(actor: Actor, proposal: Proposal) -> frozenset[Who]:
    """Everything the actor is to this proposal."""
    found: set[Who] = set()
    for author in proposal.authors:
        if author.account_id == actor.account_id:
            found.add(Who.CO_AUTHOR if author.rank else Who.AUTHOR)
    if actor.in_group(proposal.group_id):
        found.add(Who.MEMBER)
    if actor.in_group(proposal.group_id, *LEADING):
        found.add(Who.LEAD)
    if actor.has_role("staff", "admin"):
        found.add(Who.TEAM)
        if actor.is_signed_in and actor.account_id == proposal.instructor_id:
            found.add(Who.INSTRUCTOR)
    if actor.has_role("commissioner"):
        found.add(Who.COMMISSIONER)
    if actor.has_role("system"):
        found.add(Who.SYSTEM)
    return frozenset(found)


def is_recused(actor: Actor, proposal: Proposal) -> bool:
    """Whether the person must leave the decision to somebody else (déport).

    An author decides nothing of one's own, nor does a member of the organisation that carries the
    proposal: the group's lead organisation, or the first author's.
    """
    if any(author.account_id == actor.account_id for author in proposal.authors):
        return True
    carrying = {proposal.group.lead_organisation_id}
    carrying |= {one.account.organisation_id for one in proposal.authors if one.rank == 0}
    return actor.organisation_id is not None and actor.organisation_id in carrying


def missing(proposal: Proposal) -> list[str]:
    """The answers without which the proposal cannot be submitted."""
    return [name for name in NEEDED if not getattr(proposal, name)]


def is_notified(proposal: Proposal) -> bool:
    return any(answer.notified_at for answer in proposal.answers)


def refusal(actor: Actor, proposal: Proposal, action: ProposalAction) -> Refused | None:
    """Why the actor may not make this act now; None when it would be accepted."""
    roles = roles_of(actor, proposal)
    if not roles & who_may(action):
        return NotAllowed("Vous ne pouvez pas faire cela sur cette proposition.")
    move = MOVES.get((proposal.status, action))
    if move is None:
        return Conflict("Cette étape n’est plus possible : la situation a changé.")
    if not roles & move.who:
        return NotAllowed("À cette étape, ce n’est pas à vous d’agir sur cette proposition.")
    if action in DECIDING and is_recused(actor, proposal):
        return NotAllowed(
            "Vous êtes parmi les auteurs ou dans la structure qui porte cette proposition : "
            "une autre personne doit décider (déport)."
        )
    if not _ready(proposal, action):
        return Conflict(NOT_READY.get(action, "Il est trop tôt pour cela."))
    return None


NOT_READY = {
    A.SUBMIT: "Il manque des réponses pour soumettre cette proposition.",
    A.NOTIFY: "Cette décision est déjà notifiée.",
    A.IMPLEMENT: "La décision doit d’abord être notifiée.",
    A.ABANDON: "La décision doit d’abord être notifiée.",
    A.COMPLETE: "Il reste des actions à terminer.",
    A.COMPLETE_FOLLOW_UP: "Toutes les actions sont terminées.",
}


def _ready(proposal: Proposal, action: ProposalAction) -> bool:
    """What the act needs beyond the state and the person."""
    open_actions = any(one.done_at is None for one in proposal.follow_ups)
    checks: dict[ProposalAction, Callable[[], bool]] = {
        A.SUBMIT: lambda: not missing(proposal),
        A.NOTIFY: lambda: bool(proposal.answers) and proposal.answers[-1].notified_at is None,
        A.IMPLEMENT: lambda: is_notified(proposal),
        A.ABANDON: lambda: is_notified(proposal),
        A.COMPLETE_FOLLOW_UP: lambda: open_actions,
        A.COMPLETE: lambda: not open_actions,
        A.REMOVE_CO_AUTHOR: lambda: len(proposal.authors) > 1,
    }
    return action not in checks or checks[action]()


def permitted_actions(actor: Actor, proposal: Proposal) -> list[ProposalAction]:
    """The acts whose buttons are shown: exactly those that would be accepted."""
    return [action for action in A if refusal(actor, proposal, action) is None]


@dataclass(frozen=True)
class Sight:
    """What a person may see. `state` is the state as that person knows it, `label` in words."""

    state: ProposalStatus
    label: str
    title: bool
    text: bool
    # The text as it is being worked on; others read the last version that was submitted.
    working_text: bool
    answers: tuple[Answer, ...]
    reason: bool
    questions: bool
    # Opinion, instructor, delays: the instruction's own.
    inside: bool


def sight(actor: Actor, proposal: Proposal) -> Sight:
    """What `actor` may see of a proposal that `queries` found visible."""
    roles = roles_of(actor, proposal)
    inside = actor.is_team
    group = bool(roles & {Who.AUTHOR, Who.CO_AUTHOR, Who.MEMBER})
    authors = bool(roles & {Who.AUTHOR, Who.CO_AUTHOR, Who.LEAD})
    state = shown_state(proposal, inside=inside)
    is_open = state in OPEN_STATES or state in DECIDED_STATES
    notified = tuple(answer for answer in proposal.answers if answer.notified_at)
    return Sight(
        state=state,
        label=shown_label(state, known=inside or group),
        title=inside or group or proposal.public_title or is_open,
        text=inside or group or is_open,
        working_text=group,
        answers=tuple(proposal.answers) if inside else notified,
        reason=is_open or (inside if state in REVIEW_STATES else inside or authors),
        questions=inside or authors,
        inside=inside,
    )


def shown_state(proposal: Proposal, *, inside: bool) -> ProposalStatus:
    """The state outside the team: a decision that was not notified does not exist yet."""
    if proposal.status in DECIDED_STATES and not inside and not is_notified(proposal):
        return S.REVIEWED
    return proposal.status


def shown_label(state: ProposalStatus, *, known: bool) -> str:
    """The state in words; outsiders know of one step of instruction only."""
    return S.UNDER_REVIEW.label if state in REVIEW_STATES and not known else state.label


def _someone_who_may(action: ProposalAction) -> Predicate:
    def may(actor: Actor, proposal: Proposal) -> bool:
        if action in DECIDING and is_recused(actor, proposal):
            return False
        return bool(roles_of(actor, proposal) & who_may(action))

    return may


# The rights of people, whatever the state: an act that comes too late is a 409, not a 403.
PERMISSIONS: dict[str, Predicate] = {
    "proposal:create": proposes,
    "proposal:manage": team,
    "proposal:desk": team,
    "proposal:decide": role("commissioner"),
    **{f"proposal:{action}": _someone_who_may(action) for action in A},
}
