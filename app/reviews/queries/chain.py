"""One idea's path: meeting → minutes → decision → proposal → answer → follow-up → bilan.

Only what the reader may see: minutes that the reader reads and that were approved, proposals whose
text the reader reads and that were submitted, answers that were notified. What is being written is
in no chain, whoever looks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.events.enums import EventKind
from app.events.models import Event
from app.events.queries import visible_to as event_visible_to
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.dates import spoken_day, spoken_partial
from app.kernel.db import db
from app.kernel.links import path
from app.kernel.masking import SMALLEST_SHOWN
from app.kernel.text import counted, shortened, typographic
from app.minutes.enums import ActionStatus
from app.minutes.models import Decision, Minutes
from app.minutes.policies import LIVE
from app.minutes.queries.reading import whole_minutes
from app.minutes.queries.visibility import visible_to as minutes_visible_to
from app.proposals.enums import Outcome, ProposalStatus
from app.proposals.models import Answer, Proposal
from app.proposals.policies import sight, title_seen
from app.proposals.queries.loading import RIGHTS
from app.proposals.queries.visibility import visible_to as proposal_visible_to
from app.proposals.states import OPEN_STATES
from app.registrations.models import Registration
from app.reviews import figures
from app.reviews.scope import COUNTED

LONGEST = 240


@dataclass(frozen=True)
class Step:
    """One step of the path, and what came of it. `here` marks what the page is about."""

    kind: str
    title: str
    detail: str = ""
    url: str = ""
    then: tuple[Step, ...] = ()
    here: bool = False


@dataclass(frozen=True)
class Chain:
    """A path from its first step. `subject` is what it was asked about."""

    subject: str
    subject_url: str
    first: Step

    @property
    def leads_somewhere(self) -> bool:
        return bool(self.first.then)


@dataclass(frozen=True)
class Asked:
    """Whose eyes, and a meeting or a proposal that these eyes see."""

    actor: Actor
    event: Event | None = None
    proposal: Proposal | None = None


def event_to_follow(actor: Actor, *, slug: str) -> Asked | None:
    """A meeting that the reader sees; None when there is none."""
    found = db.session.scalar(
        select(Event)
        .where(Event.slug == slug, event_visible_to(actor))
        .options(joinedload(Event.group))
    )
    return Asked(actor, event=found) if found is not None else None


def proposal_to_follow(actor: Actor, *, reference: str) -> Asked | None:
    """A submitted proposal that the reader finds."""
    found = _proposals(actor, Proposal.reference == reference)
    return Asked(actor, proposal=found[0]) if found else None


def forwards(asked: Asked) -> Chain:
    """What a meeting changed."""
    event = asked.event
    if event is None:
        raise LookupError
    minutes = _minutes_of(asked.actor, event.id)
    decisions = [one.id for one in minutes.decisions] if minutes is not None else []
    born = [
        one
        for one in _proposals(
            asked.actor,
            or_(Proposal.meeting_id == event.id, Proposal.decision_id.in_(decisions)),
        )
        if sight(asked.actor, one).text
    ]
    by_decision: Mapping[int | None, list[Proposal]] = _by_decision(born, set(decisions))
    steps = []
    if minutes is not None:
        steps.append(_minutes_step(asked.actor, minutes, by_decision))
    steps += [_proposal_step(asked.actor, one) for one in by_decision.get(None, ())]
    steps += _review_of_event(event)
    first = _event_step(event, tuple(steps), here=True)
    return Chain(event.title, path("events.show", slug=event.slug), first)


def backwards(asked: Asked) -> Chain:
    """From where a proposal comes, and what came of it."""
    actor, proposal = asked.actor, asked.proposal
    if proposal is None:
        raise LookupError
    seen = sight(actor, proposal)
    step = _proposal_step(actor, proposal, here=True)
    reference = proposal.reference or ""
    title = title_seen(proposal, seen) or f"Proposition {reference}"
    url = path("proposals.show", reference=reference)
    # Where it was born is part of its text.
    if not seen.text:
        return Chain(title, url, step)
    if proposal.decision_id is not None:
        step = _under_its_decision(actor, proposal, step)
    else:
        step = _under_its_meeting(actor, proposal, step)
    return Chain(title, url, step)


def _under_its_meeting(actor: Actor, proposal: Proposal, step: Step) -> Step:
    """The meeting at which the proposal was born, where the reader sees that one."""
    if proposal.meeting_id is None:
        return step
    event = _event(actor, proposal.meeting_id)
    return _event_step(event, (step,)) if event is not None else step


def _under_its_decision(actor: Actor, proposal: Proposal, step: Step) -> Step:
    """The meeting, its minutes and the decision, as far as the reader reads them."""
    minutes_id = db.session.scalar(
        select(Decision.minutes_id).where(Decision.id == proposal.decision_id)
    )
    minutes = _minutes(actor, Minutes.id == minutes_id)
    if minutes is None:
        # The minutes are not for this reader; the meeting that the proposal names may be.
        return _under_its_meeting(actor, proposal, step)
    for number, decision in enumerate(minutes.decisions):
        texts = minutes.editions[-1].decisions
        if decision.id == proposal.decision_id and number < len(texts):
            step = _decision(minutes, number, texts[number], (step,))
    step = _minutes_alone(minutes, (step,))
    event = _event(actor, minutes.event_id)
    return _event_step(event, (step,)) if event is not None else step


def _by_decision(
    proposals: Iterable[Proposal], known: set[int]
) -> Mapping[int | None, list[Proposal]]:
    found: dict[int | None, list[Proposal]] = defaultdict(list)
    for one in proposals:
        found[one.decision_id if one.decision_id in known else None].append(one)
    return found


def _event(actor: Actor, event_id: int) -> Event | None:
    return db.session.scalar(
        select(Event)
        .where(Event.id == event_id, event_visible_to(actor))
        .options(joinedload(Event.group))
    )


def _minutes_of(actor: Actor, event_id: int) -> Minutes | None:
    return _minutes(actor, Minutes.event_id == event_id)


def _minutes(actor: Actor, condition: ColumnElement[bool]) -> Minutes | None:
    """Minutes that were approved, if the reader reads them."""
    found = db.session.scalar(
        whole_minutes().where(condition, Minutes.status.in_(LIVE), minutes_visible_to(actor))
    )
    return found if found is not None and found.editions else None


def _proposals(actor: Actor, condition: ColumnElement[bool]) -> Sequence[Proposal]:
    """Submitted proposals that the reader finds, with what rights and steps need."""
    return db.session.scalars(
        select(Proposal)
        .where(
            condition,
            Proposal.reference.is_not(None),
            Proposal.status != ProposalStatus.DRAFT,
            proposal_visible_to(actor),
        )
        .options(*RIGHTS, selectinload(Proposal.versions))
        .order_by(Proposal.reference)
    ).all()


def _event_step(event: Event, then: tuple[Step, ...], *, here: bool = False) -> Step:
    when = (
        spoken_day(event.starts_at)
        if event.starts_at
        else spoken_partial(event.partial_year, event.partial_month, event.partial_day)
    )
    there = _there(event)
    came = counted(there, "personne présente", "personnes présentes") if there else ""
    group = typographic(event.group.name) if event.group is not None else ""
    return Step(
        event.kind.label,
        typographic(event.title),
        _joined(group, when, came),
        path("events.show", slug=event.slug),
        then,
        here,
    )


def _there(event: Event) -> int:
    """How many were noted there; 0 when that is too few to be told."""
    if event.starts_at is None or event.starts_at > clock.now():
        return 0
    found = db.session.scalar(
        select(func.count(Registration.id)).where(
            Registration.event_id == event.id, figures.attended()
        )
    )
    return found if found is not None and found >= SMALLEST_SHOWN else 0


def _minutes_step(
    actor: Actor, minutes: Minutes, born: Mapping[int | None, Sequence[Proposal]]
) -> Step:
    texts = minutes.editions[-1].decisions
    steps = [
        _decision(
            minutes,
            number,
            text,
            tuple(_proposal_step(actor, one) for one in born.get(minutes.decisions[number].id, ()))
            if number < len(minutes.decisions)
            else (),
        )
        for number, text in enumerate(texts)
    ]
    for number, action in enumerate(minutes.editions[-1].actions):
        live = minutes.actions[number] if number < len(minutes.actions) else None
        status = live.status if live is not None else ActionStatus.TO_DO
        steps.append(
            Step(
                f"Action A{number + 1}",
                typographic(shortened(action["what"], LONGEST)),
                _joined(action.get("who") or "", status.label.lower()),
            )
        )
    return _minutes_alone(minutes, tuple(steps))


def _minutes_alone(minutes: Minutes, then: tuple[Step, ...]) -> Step:
    when = (
        f"publié le {spoken_day(minutes.published_at, weekday=False)}"
        if minutes.published_at
        else "approuvé, pas encore publié"
    )
    return Step(
        "Compte rendu",
        "Lire le compte rendu",
        when,
        path("minutes.show", minutes_id=minutes.id),
        then,
    )


def _decision(minutes: Minutes, number: int, text: str, then: tuple[Step, ...]) -> Step:
    return Step(
        f"Décision D{number + 1}",
        typographic(shortened(text, LONGEST)),
        "",
        path("minutes.show", minutes_id=minutes.id) + f"#D{number + 1}",
        then,
    )


def _proposal_step(actor: Actor, proposal: Proposal, *, here: bool = False) -> Step:
    seen = sight(actor, proposal)
    reference = proposal.reference or ""
    known = title_seen(proposal, seen)
    title = f"{reference}, {typographic(known)}" if known else reference
    since = (
        f"soumise le {spoken_day(proposal.submitted_at, weekday=False)}"
        if proposal.submitted_at
        else ""
    )
    steps: list[Step] = []
    told = [one for one in proposal.answers if one.notified_at is not None]
    if told and seen.answers:
        steps.append(_answer_step(proposal, told[-1], followed=seen.state in OPEN_STATES))
    return Step(
        "Proposition",
        title,
        _joined(typographic(proposal.group.name), since, seen.label.lower()),
        path("proposals.show", reference=reference),
        tuple(steps),
        here,
    )


def _answer_step(proposal: Proposal, answer: Answer, *, followed: bool) -> Step:
    told = answer.notified_at
    steps = [
        Step(
            "Action de mise en œuvre",
            typographic(shortened(one.text, LONGEST)),
            _joined(
                typographic(one.owner),
                f"faite le {spoken_day(one.done_at, weekday=False)}"
                if one.done_at
                else "abandonnée"
                if one.dropped_at
                else f"prévue pour le {spoken_day(one.due_on, weekday=False)}",
            ),
            then=_review("actions-terminees", one.done_at, f"action-{one.id}"),
        )
        for one in (proposal.follow_ups if followed else ())
    ]
    return Step(
        "Réponse du commissaire",
        Outcome(answer.outcome).label,
        f"notifiée le {spoken_day(told, weekday=False)}" if told else "",
        path("proposals.show", reference=proposal.reference),
        (*steps, *_review(f"reponses-{answer.outcome}", told, proposal.reference or "")),
    )


def _review_of_event(event: Event) -> list[Step]:
    day = event.sorts_on
    if day is None or event.status not in COUNTED or day > clock.today():
        return []
    return [_in_review(day.year, f"rencontres-{EventKind(event.kind)}", event.slug)]


def _review(key: str, moment: datetime | None, anchor: str) -> tuple[Step, ...]:
    return (_in_review(clock.paris(moment).year, key, anchor),) if moment is not None else ()


def _in_review(year: int, key: str, anchor: str) -> Step:
    return Step(
        "Bilan",
        f"Comptée dans le bilan de {year}",
        url=path("reviews.trace", year=year, key=key, _anchor=anchor),
    )


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
