"""The time line of a proposal, as far as its reader may know."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from app.events.enums import EventStatus, Visibility
from app.kernel.access import Actor
from app.kernel.dates import spoken_day
from app.kernel.text import shortened
from app.minutes.enums import Audience
from app.minutes.policies import SHOWN
from app.proposals.enums import ProposalStatus
from app.proposals.models import Proposal
from app.proposals.policies import Sight
from app.proposals.states import DECIDED_STATES

S = ProposalStatus


@dataclass(frozen=True)
class Step:
    """One step of the time line; `state` is done, current or todo."""

    label: str
    date: str = ""
    state: str = "done"
    text: str = ""
    url: str = ""


def steps_of(actor: Actor, proposal: Proposal, seen: Sight) -> list[Step]:
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
        published = minutes.status in SHOWN
        if published and (inside or minutes.audience is Audience.PUBLIC):
            address = url_for("minutes.show", minutes_id=minutes.id)
            label = f"Décision du groupe (D{decision.number})"
            steps.append(Step(label, text=shortened(decision.text, 160), url=address))
    return steps
