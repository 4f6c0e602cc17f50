"""Instruction: assign, send elsewhere, join, ask, answer, give an opinion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from app.kernel.access import Actor
from app.kernel.dates import spoken_day
from app.kernel.db import db
from app.kernel.errors import Conflict, Invalid
from app.kernel.links import url
from app.proposals import emails
from app.proposals.enums import OpinionKind, ProposalStatus
from app.proposals.enums import ProposalAction as A
from app.proposals.models import Opinion, Proposal, Question
from app.proposals.queries.people import possible_instructors, recipients
from app.proposals.services import delay
from app.proposals.services.acting import begin, locked, needed
from app.proposals.services.following import move_followers
from app.proposals.services.text import freeze

ANSWER_DAYS = 7


def start_review(actor: Actor, proposal: Proposal, *, instructor_id: int, due_on: date) -> Proposal:
    """Begin the instruction: somebody of the team who is not an author, and a date."""
    act = begin(
        actor, proposal, A.START_REVIEW, already=lambda one: one.instructor_id == instructor_id
    )
    if act is None:
        return proposal
    current = act.proposal
    _check_instructor(current, instructor_id)
    if due_on < act.today:
        raise Invalid({"due_on": "Choisissez une date à venir."})
    current.instructor_id = instructor_id
    current.due_on = due_on
    act.finish(mail={"due": spoken_day(due_on)})
    return current


def reassign(actor: Actor, proposal: Proposal, *, instructor_id: int) -> Proposal:
    """Give the instruction to somebody else of the team."""
    act = begin(actor, proposal, A.REASSIGN)
    if act is None or act.proposal.instructor_id == instructor_id:
        return proposal
    current = act.proposal
    _check_instructor(current, instructor_id)
    current.instructor_id = instructor_id
    act.finish(mail={"due": spoken_day(current.due_on) if current.due_on else ""})
    return current


def _check_instructor(proposal: Proposal, instructor_id: int) -> None:
    if instructor_id not in {one.id for one in possible_instructors(proposal)}:
        raise Invalid({"instructor_id": "Choisissez une personne de l’équipe, hors auteurs."})


def redirect(actor: Actor, proposal: Proposal, *, authority: str, reason: str) -> Proposal:
    """Pass the proposal on to the authority that can decide; this service's part ends there."""
    act = begin(
        actor,
        proposal,
        A.REDIRECT,
        already=lambda one: (one.redirected_to, one.status_reason) == (authority, reason),
    )
    if act is None:
        return proposal
    needed("Nommez l’autorité compétente.", authority=authority)
    needed("Dites pourquoi.", reason=reason)
    current = act.proposal
    current.redirected_to = authority
    current.status_reason = reason
    act.finish(reason=reason, mail={"authority": authority})
    return current


def merge(actor: Actor, proposal: Proposal, *, target: Proposal) -> Proposal:
    """Join the proposal to another one, which must itself be alive."""
    # Two people joining two proposals to each other must meet in the same order.
    both = {each: locked(each) for each in sorted({proposal.id, target.id})}
    act = begin(actor, proposal, A.MERGE, already=lambda one: one.merged_into_id == target.id)
    if act is None:
        return proposal
    into = both[target.id]
    if into.id == act.proposal.id:
        raise Invalid({"target": "Une proposition ne se joint pas à elle-même."})
    gone = {ProposalStatus.DRAFT, ProposalStatus.MERGED, ProposalStatus.WITHDRAWN}
    if into.status in gone:
        raise Invalid(
            {"target": "Cette proposition est elle-même jointe, retirée ou en brouillon."}
        )
    current = act.proposal
    current.merged_into_id = into.id
    about = {"target": into.reference or "", "target_url": _public(into)}
    move_followers(current, into)
    entry = act.finish(mail=about)
    joined = [one for one in recipients(into, A.MERGE) if one.account_id not in _authors(current)]
    about = {"target": current.reference or "", "target_url": _public(current), "reason": ""}
    emails.tell(into, joined, entry.id, about, message="joined")
    return current


def _authors(proposal: Proposal) -> set[int]:
    return {author.account_id for author in proposal.authors}


def _public(proposal: Proposal) -> str:
    return url("proposals.show", reference=proposal.reference)


def ask_information(
    actor: Actor, proposal: Proposal, *, questions: Sequence[str], answer_by: date
) -> Proposal:
    """Ask the authors; the clock stands still until they answer, at least seven days."""
    asked = [question.strip() for question in questions if question.strip()]
    act = begin(
        actor,
        proposal,
        A.ASK_INFORMATION,
        already=lambda one: [q.text for q in open_questions(one)] == asked,
    )
    if act is None:
        return proposal
    if not asked:
        raise Invalid({"questions": "Posez au moins une question."})
    if answer_by < act.today + timedelta(days=ANSWER_DAYS):
        raise Invalid({"answer_by": f"Laissez au moins {ANSWER_DAYS} jours pour répondre."})
    current = act.proposal
    for text in asked:
        db.session.add(Question(proposal_id=current.id, text=text, answer_by=answer_by))
    delay.suspend(current)
    act.finish(
        facts={"questions": len(asked), "answer_by": answer_by},
        mail={"questions": asked, "answer_by": spoken_day(answer_by)},
    )
    return current


def open_questions(proposal: Proposal) -> list[Question]:
    """The questions that still wait for an answer."""
    return [q for q in proposal.questions if q.answered_at is None and q.dropped_at is None]


def answer(actor: Actor, proposal: Proposal, *, answers: Mapping[int, str]) -> Proposal:
    """Answer every open question (`answers` by question id); a changed text becomes a version."""
    act = begin(actor, proposal, A.ANSWER)
    if act is None:
        return proposal
    current = act.proposal
    waiting = open_questions(current)
    empty = [q for q in waiting if not answers.get(q.id, "").strip()]
    if empty:
        raise Invalid({f"question_{q.id}": "Répondez à cette question." for q in empty})
    for question in waiting:
        question.answer = answers[question.id].strip()
        question.answered_at = act.now
    delay.resume(current)
    act.finish(facts={"text_version": freeze(current, act.now)})
    return current


def give_up_waiting(actor: Actor, proposal: Proposal, *, reason: str) -> Proposal:
    """Go on without the answers; what the authors had already changed in the text counts."""
    act = begin(actor, proposal, A.GIVE_UP_WAITING)
    if act is None:
        return proposal
    needed("Dites pourquoi vous n’attendez plus.", reason=reason)
    current = act.proposal
    for question in open_questions(current):
        question.dropped_at = act.now
    delay.resume(current)
    act.finish(reason=reason, facts={"text_version": freeze(current, act.now)})
    return current


def review(
    actor: Actor,
    proposal: Proposal,
    *,
    kind: OpinionKind,
    reasons: str,
    cost_cents: int | None = None,
    service: str = "",
) -> Proposal:
    """Give the opinion of the instruction and hand the proposal to the commissaire."""
    act = begin(actor, proposal, A.REVIEW)
    if act is None:
        return proposal
    needed("Expliquez cet avis en quelques phrases.", reasons=reasons)
    current = act.proposal
    if actor.account_id is None:
        raise Conflict
    opinion = Opinion(
        proposal_id=current.id,
        kind=kind,
        reasons=reasons,
        cost_cents=cost_cents,
        service=service or None,
        author_id=actor.account_id,
    )
    db.session.add(opinion)
    db.session.flush()
    act.finish(facts={"opinion": kind, "opinion_id": opinion.id}, mail={"opinion": kind.label})
    return current
