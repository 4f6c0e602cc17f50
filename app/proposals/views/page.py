"""What a page shows of a proposal: nothing reaches a template that its reader may not see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.events.enums import EventStatus, Visibility
from app.kernel.access import Actor
from app.kernel.dates import spoken_day
from app.kernel.text import shortened
from app.minutes.enums import Audience, MinutesStatus
from app.proposals.enums import DecisionLevel, ProposalAction, ProposalStatus
from app.proposals.models import Answer, FollowUp, Opinion, Proposal, Question
from app.proposals.policies import Sight, missing, permitted_actions, roles_of, sight
from app.proposals.queries.cards import BADGES, private_title
from app.proposals.services.text import snapshot
from app.proposals.states import DECIDED_STATES, OPEN_STATES

S = ProposalStatus


@dataclass(frozen=True)
class Step:
    """One step of the time line; `state` is done, current or todo."""

    label: str
    date: str = ""
    state: str = "done"
    text: str = ""
    url: str = ""


@dataclass(frozen=True)
class ProposalPage:
    """A proposal as one person sees it. `text` None: the text is not theirs to read."""

    id: int
    reference: str | None
    title: str
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
    documents: list[tuple[str, str, int]]
    authors: list[tuple[int, str, int]]
    answer: Answer | None
    former_answers: list[Answer]
    follow_ups: list[FollowUp]
    questions: list[Question]
    opinions: list[Opinion]
    reason: str
    redirected_to: str
    target: str | None
    closing_report: str
    missing: list[str]
    is_own: bool


def build(actor: Actor, proposal: Proposal) -> ProposalPage:
    """The page of a proposal that `queries.loading` brought whole."""
    seen = sight(actor, proposal)
    text = _text(proposal, seen) if seen.text else None
    answers = list(seen.answers)
    followed = seen.state in OPEN_STATES
    return ProposalPage(
        id=proposal.id,
        reference=proposal.reference,
        title=(text["title"] if text else proposal.title)
        if seen.title
        else private_title(seen.state),
        group_name=proposal.group.name,
        group_slug=proposal.group.slug,
        label=seen.label,
        badge=BADGES.get(seen.state, ""),
        sight=seen,
        acts=frozenset(permitted_actions(actor, proposal)),
        steps=_steps(actor, proposal, seen),
        text=text,
        level=_level(text),
        axes=_axes(proposal) if text else [],
        places=[one.name for one in proposal.departments] if text else [],
        documents=_documents(proposal) if text else [],
        authors=(
            [(one.account_id, one.account.name, one.rank) for one in proposal.authors]
            if seen.questions
            else []
        ),
        answer=answers[-1] if answers else None,
        former_answers=answers[-2::-1],
        follow_ups=list(proposal.follow_ups) if followed else [],
        questions=list(proposal.questions) if seen.questions else [],
        opinions=list(proposal.opinions) if seen.inside else [],
        reason=(proposal.status_reason or "") if seen.reason else "",
        redirected_to=proposal.redirected_to or "",
        target=proposal.merged_into.reference if proposal.merged_into else None,
        closing_report=(proposal.closing_report or "") if followed else "",
        missing=missing(proposal) if seen.working_text else [],
        is_own=bool(roles_of(actor, proposal) & {"author", "co_author", "member"}),
    )


def _text(proposal: Proposal, seen: Sight) -> dict[str, Any]:
    """The text being worked on for its group; the last one submitted for everybody else."""
    if seen.working_text or not proposal.versions:
        return snapshot(proposal)
    return proposal.versions[-1].content


def _level(text: dict[str, Any] | None) -> str:
    return DecisionLevel(text["decision_level"]).label if text and text["decision_level"] else ""


def _axes(proposal: Proposal) -> list[tuple[str, str]]:
    return [
        (
            f"Axe {axis.number} : {axis.label}",
            url_for("strategy.axis", framework_slug=axis.framework.slug, number=axis.number),
        )
        for axis in proposal.axes
    ]


def _documents(proposal: Proposal) -> list[tuple[str, str, int]]:
    return [
        (
            one.filename,
            url_for("documents.download", document_id=one.id, name=one.filename),
            one.size,
        )
        for one in proposal.documents
    ]


def _steps(actor: Actor, proposal: Proposal, seen: Sight) -> list[Step]:
    """réunion → décision du groupe → soumise → instruite → réponse → suites."""
    steps = [*_origin(actor, proposal, seen)]
    submitted = proposal.submitted_at
    if proposal.status is S.DRAFT or submitted is None:
        return [*steps, *_unsubmitted(proposal)]
    steps.append(Step("Soumise au commissaire", spoken_day(submitted)))
    if seen.state in {S.REDIRECTED, S.MERGED, S.WITHDRAWN}:
        return [*steps, Step(seen.label, spoken_day(proposal.updated_at), "current")]
    return [*steps, *_instruction(proposal, seen), *_answered(proposal, seen)]


def _unsubmitted(proposal: Proposal) -> list[Step]:
    if proposal.status is S.WITHDRAWN:
        return [Step("Retirée", spoken_day(proposal.updated_at), "current")]
    return [
        Step("Brouillon", state="current"),
        Step("Soumise au commissaire", state="todo"),
        Step("Réponse", state="todo"),
    ]


def _instruction(proposal: Proposal, seen: Sight) -> list[Step]:
    answered = bool(seen.answers)
    if answered or (seen.state is S.REVIEWED and (seen.inside or seen.working_text)):
        last = proposal.opinions[-1].created_at if proposal.opinions else None
        return [Step("Instruite", spoken_day(last) if last else "")]
    if seen.state is S.ADJOURNED:
        until = proposal.adjourned_until if seen.text else None
        text = f"La décision sera reprise le {spoken_day(until)}." if until else ""
        return [Step("Ajournée", state="current", text=text)]
    if seen.state is S.SUBMITTED:
        return [Step("Instruction", state="todo")]
    return [Step(seen.label, state="current")]


def _answered(proposal: Proposal, seen: Sight) -> list[Step]:
    if not seen.answers:
        waiting = seen.state is S.REVIEWED and (seen.inside or seen.working_text)
        return [Step("Réponse du commissaire", state="current" if waiting else "todo")]
    last = seen.answers[-1]
    told = spoken_day(last.notified_at) if last.notified_at else "pas encore notifiée"
    only = seen.state in DECIDED_STATES
    answer = Step(
        "Réponse du commissaire",
        told,
        "current" if only else "done",
        text=last.outcome.label,
        url="#reponse",
    )
    if seen.state is S.DECLINED:
        return [answer]
    if only:
        return [answer, Step("Suites", state="todo")]
    ended = seen.state in {S.COMPLETED, S.ABANDONED}
    day = spoken_day(proposal.updated_at) if ended else ""
    told_more = bool(proposal.follow_ups or proposal.closing_report)
    url = "#suites" if told_more else ""
    return [answer, Step("Suites", day, "current", text=seen.label, url=url)]


def _origin(actor: Actor, proposal: Proposal, seen: Sight) -> list[Step]:
    """The meeting and its decision, as far as their own audience allows."""
    if not seen.text or proposal.meeting is None:
        return []
    inside = actor.is_team or actor.in_group(proposal.group_id)
    meeting, decision = proposal.meeting, proposal.origin_decision
    steps = []
    if inside or (
        meeting.visibility is Visibility.PUBLIC and meeting.status is not EventStatus.DRAFT
    ):
        day = spoken_day(meeting.starts_at) if meeting.starts_at else "date à préciser"
        steps.append(
            Step(f"Réunion : {meeting.title}", day, url=url_for("events.show", slug=meeting.slug))
        )
    if decision is not None:
        minutes = decision.minutes
        published = minutes.status is not MinutesStatus.DRAFT
        if published and (inside or minutes.audience is Audience.PUBLIC):
            address = url_for("minutes.show", minutes_id=minutes.id)
            label = f"Décision du groupe (D{decision.number})"
            steps.append(Step(label, text=shortened(decision.text, 160), url=address))
    return steps
