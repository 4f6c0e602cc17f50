"""What a page shows of a proposal: nothing reaches a template that its reader may not see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.kernel.access import Actor
from app.proposals.enums import ProposalAction, ProposalStatus
from app.proposals.models import (
    Answer,
    Consultation,
    FollowUp,
    InternalNote,
    Opinion,
    Proposal,
    ProposalVersion,
    Question,
    YearlyPoint,
)
from app.proposals.policies import (
    Sight,
    missing,
    permitted_actions,
    progress,
    reads_version,
    roles_of,
    sight,
    title_seen,
)
from app.proposals.queries.cards import BADGES, private_title
from app.proposals.queries.people import follows
from app.proposals.queries.similar import Similar, similar
from app.proposals.services.text import snapshot
from app.proposals.states import FINAL_STATES, OPEN_STATES
from app.proposals.views.card import LATER, dispositifs_of, documents_of, level_of, places_of
from app.proposals.views.steps import Step, steps_of

S = ProposalStatus
# Who may do these is told of earlier proposals like this one.
WRITING = frozenset({ProposalAction.EDIT, ProposalAction.SUBMIT})


@dataclass(frozen=True)
class ProposalPage:
    """A proposal as one person sees it. `text` None: the text is not theirs to read."""

    id: int
    reference: str | None
    title: str
    has_title: bool
    group_name: str
    group_slug: str
    label: str
    badge: str
    sight: Sight
    acts: frozenset[ProposalAction]
    steps: list[Step]
    text: dict[str, Any] | None
    level: str
    axes: list[tuple[str, str]]
    places: list[str]
    dispositifs: list[tuple[str, str]]
    documents: list[tuple[str, str, int, int]]
    authors: list[tuple[int, str, int]]
    answer: Answer | None
    former_answers: list[Answer]
    follow_ups: list[FollowUp]
    points: list[YearlyPoint]
    progress: int
    questions: list[Question]
    opinions: list[Opinion]
    notes: list[InternalNote]
    consultations: list[Consultation]
    versions: list[ProposalVersion]
    similar: list[Similar]
    asked: bool
    may_follow: bool
    follows: bool
    reason: str
    redirected_to: str
    target: str | None
    closing_report: str
    missing: list[str]
    is_own: bool


def build(actor: Actor, proposal: Proposal) -> ProposalPage:
    """The page of a proposal that `queries.loading` brought whole."""
    seen = sight(actor, proposal)
    title = title_seen(proposal, seen)
    text = _text(proposal, seen) if seen.text else None
    answers = list(seen.answers)
    followed = seen.state in OPEN_STATES
    acts = frozenset(permitted_actions(actor, proposal))
    roles = roles_of(actor, proposal)
    return ProposalPage(
        id=proposal.id,
        reference=proposal.reference,
        title=title or private_title(seen.state),
        has_title=title is not None,
        group_name=proposal.group.name,
        group_slug=proposal.group.slug,
        label=seen.label,
        badge=BADGES.get(seen.state, ""),
        sight=seen,
        acts=acts,
        steps=steps_of(actor, proposal, seen),
        text=text,
        level=level_of(text),
        axes=_axes(proposal) if text else [],
        places=places_of(text) if text else [],
        dispositifs=dispositifs_of(proposal, text) if text else [],
        documents=documents_of(proposal) if text else [],
        authors=(
            [(one.account_id, one.account.name, one.rank) for one in proposal.authors]
            if seen.questions
            else []
        ),
        answer=answers[-1] if answers else None,
        former_answers=answers[-2::-1],
        follow_ups=list(proposal.follow_ups) if followed else [],
        points=list(proposal.points) if followed else [],
        progress=progress(proposal.follow_ups) if followed else 0,
        questions=list(proposal.questions) if seen.questions else [],
        opinions=list(proposal.opinions) if seen.inside else [],
        notes=list(proposal.notes) if seen.inside else [],
        consultations=list(proposal.consultations) if seen.inside else [],
        versions=[one for one in proposal.versions if reads_version(seen, proposal, one.number)],
        similar=similar(actor, proposal) if seen.inside or acts & WRITING else [],
        asked=proposal.submission_asked_at is not None and seen.working_text,
        may_follow=actor.is_signed_in
        and not roles & {"author", "co_author"}
        and proposal.reference is not None
        and proposal.status not in FINAL_STATES | {S.DRAFT},
        follows=follows(actor, proposal),
        reason=(proposal.status_reason or "") if seen.reason else "",
        redirected_to=proposal.redirected_to or "",
        target=proposal.merged_into.reference if proposal.merged_into else None,
        closing_report=(proposal.closing_report or "") if followed else "",
        missing=missing(proposal) if seen.working_text else [],
        is_own=bool(roles & {"author", "co_author", "member"}),
    )


def _axes(proposal: Proposal) -> list[tuple[str, str]]:
    return [
        (
            f"Axe {axis.number} : {axis.label}",
            url_for("strategy.axis", framework_slug=axis.framework.slug, number=axis.number),
        )
        for axis in proposal.axes
    ]


def _text(proposal: Proposal, seen: Sight) -> dict[str, Any]:
    """The text being worked on for its group; the last one submitted for everybody else."""
    if seen.working_text or not proposal.versions:
        return snapshot(proposal)
    return {**LATER, **proposal.versions[-1].content}
