"""Who may do what with a proposal, and what each person may see of it.

Everything is derived from the tables of `states`. The proposal must come with its authors and their
accounts, its group, answers and follow-ups (`queries.loading`): nothing here reads the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.groups.enums import LEADING
from app.groups.policies import proposes
from app.kernel import clock
from app.kernel.access import Actor, Predicate, role, signed_in, team
from app.kernel.errors import Conflict, NotAllowed, NotYet, Refused
from app.proposals.enums import ProposalAction, ProposalStatus, Who
from app.proposals.models import Answer, FollowUp, Proposal
from app.proposals.states import (
    DECIDED_STATES,
    DECISIONS,
    LIFE,
    MOVES,
    OPEN_STATES,
    REVIEW_STATES,
    who_may,
)

A, S = ProposalAction, ProposalStatus

# Answers wanted before a proposal can be submitted; a draft needs its title only.
NEEDED = ("title", "findings", "content", "audience", "decision_level")
# In percent of the indicative delay; then one a week.
ALERTS = (50, 80, 100)
WAITS = {
    S.SUBMITTED: "à confier par l’équipe",
    S.UNDER_REVIEW: "à l’instruction",
    S.MORE_INFORMATION: "chez les auteurs",
    S.REVIEWED: "sur le bureau du commissaire",
    S.ADJOURNED: "ajournée",
}
DECIDING = frozenset({*DECISIONS, A.RECTIFY})


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
        return LIFE.refusal(proposal.status, action)
    if not roles & move.who:
        return NotAllowed("À cette étape, ce n’est pas à vous d’agir sur cette proposition.")
    if action is A.SUBMIT and not _may_submit(roles, proposal):
        return NotAllowed("Dans ce groupe, c’est l’animation qui soumet les propositions.")
    if action in DECIDING and is_recused(actor, proposal):
        return NotAllowed(
            "Vous êtes parmi les auteurs ou dans la structure qui porte cette proposition : "
            "une autre personne doit décider (déport)."
        )
    if not _ready(proposal, action):
        waits = action in COMES_LATER or action not in NOT_READY
        return (NotYet if waits else Conflict)(NOT_READY.get(action, "Il est trop tôt pour cela."))
    return None


NOT_READY = {
    A.ASK_SUBMISSION: "L’animation du groupe n’a pas à être sollicitée maintenant.",
    A.SUBMIT: "Il manque des réponses pour soumettre cette proposition.",
    A.NOTIFY: "Cette décision est déjà notifiée.",
    A.IMPLEMENT: "La décision doit d’abord être notifiée.",
    A.ABANDON: "La décision doit d’abord être notifiée.",
    A.COMPLETE: "Il reste des actions à terminer.",
    A.PROGRESS_FOLLOW_UP: "Toutes les actions sont terminées.",
    A.COMPLETE_FOLLOW_UP: "Toutes les actions sont terminées.",
    A.DROP_FOLLOW_UP: "Toutes les actions sont terminées.",
    A.ADD_POINT: "Le point de cette année est déjà fait.",
}
# Of these, what something else must precede; the others are done already.
COMES_LATER = frozenset({A.SUBMIT, A.IMPLEMENT, A.ABANDON, A.COMPLETE})


def _may_submit(roles: frozenset[Who], proposal: Proposal) -> bool:
    """A group may want its lead to validate, hence submit, what its members wrote."""
    return Who.LEAD in roles or not proposal.group.lead_submits


def _ready(proposal: Proposal, action: ProposalAction) -> bool:
    """What the act needs beyond the state and the person."""
    open_actions = any(one.is_open for one in proposal.follow_ups)
    checks: dict[ProposalAction, Callable[[], bool]] = {
        A.ASK_SUBMISSION: lambda: (
            proposal.group.lead_submits
            and not missing(proposal)
            and proposal.submission_asked_at is None
        ),
        A.SUBMIT: lambda: not missing(proposal),
        A.NOTIFY: lambda: bool(proposal.answers) and proposal.answers[-1].notified_at is None,
        A.IMPLEMENT: lambda: is_notified(proposal),
        A.ABANDON: lambda: is_notified(proposal),
        A.PROGRESS_FOLLOW_UP: lambda: open_actions,
        A.COMPLETE_FOLLOW_UP: lambda: open_actions,
        A.DROP_FOLLOW_UP: lambda: open_actions,
        A.ADD_POINT: lambda: all(point.year != clock.today().year for point in proposal.points),
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


def title_seen(proposal: Proposal, seen: Sight) -> str | None:
    """The title as this reader may know it, None when it is not theirs. Wants the versions too.

    What the authors are changing, the choice to show the title included, is their group's alone.
    """
    if seen.working_text or not proposal.versions:
        return proposal.title if seen.title else None
    submitted = proposal.versions[-1].content
    title: str = submitted["title"]
    return title if seen.text or submitted["public_title"] else None


def progress(follow_ups: Iterable[FollowUp]) -> int:
    """How far the implementation is, in percent, each action by its weight; 100 when all is done.

    What was given up counts no more. Rounded down: only finished work makes 100.
    """
    counted = [one for one in follow_ups if one.dropped_at is None]
    whole = sum(one.weight for one in counted)
    return sum(one.weight * one.progress for one in counted) // whole if whole else 0


def share_gone(proposal: Proposal, today: date) -> int | None:
    """How much of the indicative delay is gone, in percent; None where no clock runs.

    Days on which it stood still count neither as gone nor as given.
    """
    if proposal.due_on is None or proposal.submitted_at is None:
        return None
    start = clock.paris(proposal.submitted_at).date()
    still = timedelta(days=proposal.suspended_days)
    given = (proposal.due_on - start - still).days
    gone = (today - start - still).days
    return 100 * gone // given if given > 0 else 100


def alert_due(proposal: Proposal, today: date) -> int | None:
    """The step of alert reached and not told yet: 50, 80, 100, then 101, 102… by week."""
    gone = share_gone(proposal, today)
    if gone is None or proposal.due_on is None or proposal.suspended_at is not None:
        return None
    weeks = max(0, (today - proposal.due_on).days // 7)
    step = max([one for one in ALERTS if gone >= one], default=0)
    step = step + weeks if step == ALERTS[-1] else step
    return step if step > proposal.alert_step else None


def where_it_waits(proposal: Proposal) -> str:
    """On whom the next step depends, in words."""
    return WAITS.get(proposal.status, "")


def shown_state(proposal: Proposal, *, inside: bool) -> ProposalStatus:
    """The state outside the team: a decision that was not notified does not exist yet."""
    if proposal.status in DECIDED_STATES and not inside and not is_notified(proposal):
        return S.REVIEWED
    return proposal.status


def reads_version(seen: Sight, proposal: Proposal, number: int) -> bool:
    """Who reads the text reads its last version; earlier ones stay with the group and the team."""
    last = proposal.versions[-1].number if proposal.versions else 0
    return seen.text and (number == last or seen.inside or seen.working_text)


def shown_label(state: ProposalStatus, *, known: bool) -> str:
    """The state in words; outsiders know of one step of instruction only."""
    return S.UNDER_REVIEW.label if state in REVIEW_STATES and not known else state.label


def _someone_who_may(action: ProposalAction) -> Predicate:
    def may(actor: Actor, proposal: Proposal) -> bool:
        if action in DECIDING and is_recused(actor, proposal):
            return False
        roles = roles_of(actor, proposal)
        if action is A.SUBMIT and not _may_submit(roles, proposal):
            return False
        return bool(roles & who_may(action))

    return may


# The rights of people, whatever the state: an act that comes too late is a 409, not a 403.
PERMISSIONS: dict[str, Predicate] = {
    "proposal:create": proposes,
    "proposal:follow": signed_in,
    "proposal:manage": team,
    "proposal:desk": team,
    "proposal:decide": role("commissioner"),
    **{f"proposal:{action}": _someone_who_may(action) for action in A},
}
