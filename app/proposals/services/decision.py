"""The commissaire's part: reopen, adjourn, decide, rectify; and notifying, which tells all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.dates import spoken_day
from app.kernel.db import db
from app.kernel.errors import Conflict, Invalid
from app.proposals.enums import Outcome, ProposalStatus
from app.proposals.enums import ProposalAction as A
from app.proposals.models import Answer, Proposal
from app.proposals.queries.loading import RIGHTS, reload
from app.proposals.services import delay
from app.proposals.services.acting import Act, begin, needed
from app.proposals.states import DECIDED, DECISION_OF

MINIMUM_REASONS = 50


def reopen_review(actor: Actor, proposal: Proposal, *, reason: str) -> Proposal:
    """Send the proposal back to the instruction, saying what is wanted."""
    act = begin(actor, proposal, A.REOPEN_REVIEW, already=lambda one: one.status_reason == reason)
    if act is None:
        return proposal
    needed("Dites ce que l’instruction doit reprendre.", reason=reason)
    act.proposal.status_reason = reason
    act.finish(reason=reason)
    return act.proposal


def adjourn(actor: Actor, proposal: Proposal, *, until: date, reason: str) -> Proposal:
    """Put the decision off to a date; the clock stands still."""
    act = begin(
        actor,
        proposal,
        A.ADJOURN,
        already=lambda one: (one.adjourned_until, one.status_reason) == (until, reason),
    )
    if act is None:
        return proposal
    needed("Dites aux auteurs pourquoi.", reason=reason)
    if until <= act.today:
        raise Invalid({"until": "Choisissez une date à venir."})
    current = act.proposal
    current.adjourned_until = until
    current.status_reason = reason
    delay.suspend(current)
    act.finish(reason=reason, mail={"until": spoken_day(until)})
    return current


def resume(actor: Actor, proposal: Proposal) -> Proposal:
    """Bring an adjourned proposal back to the desk."""
    act = begin(actor, proposal, A.RESUME)
    if act is None:
        return proposal
    if actor is SYSTEM and (act.proposal.adjourned_until or act.today) > act.today:
        raise Conflict("La date n’est pas venue.")
    current = act.proposal
    current.adjourned_until = None
    delay.resume(current)
    act.finish()
    return current


def resume_due() -> int:
    """Bring back every proposal whose date has come; how many. A daily task calls it."""
    due = db.session.scalars(
        select(Proposal)
        .where(
            Proposal.status == ProposalStatus.ADJOURNED,
            Proposal.adjourned_until <= clock.today(),
        )
        .order_by(Proposal.id)
    ).all()
    for proposal in due:
        resume(SYSTEM, proposal)
    return len(due)


def decide(
    actor: Actor,
    proposal: Proposal,
    *,
    outcome: Outcome,
    text: str,
    reasons: str = "",
    opinion_id: int | None = None,
) -> Proposal:
    """Take the decision. Nobody outside the team learns of it before it is notified.

    `opinion_id` is the opinion that was read: the decision is refused when there is a newer one.
    """
    act = begin(
        actor,
        proposal,
        DECISION_OF[outcome],
        already=lambda one: one.answers[-1].text == text,
    )
    if act is None:
        return proposal
    current = act.proposal
    opinion = current.opinions[-1]
    if opinion_id is not None and opinion_id != opinion.id:
        raise Conflict("L’instruction a été reprise depuis : relisez le nouvel avis.")
    number = _answer(act, outcome, text, reasons, opinion_id=opinion.id)
    act.finish(facts={"answer": number, "outcome": outcome, "opinion_id": opinion.id})
    return reload(current.id, options=RIGHTS)


def rectify(
    actor: Actor,
    proposal: Proposal,
    *,
    outcome: Outcome,
    text: str,
    reasons: str = "",
    reason: str,
) -> Proposal:
    """Correct a decision; the former text is kept and, if it was notified, still shown.

    The correction of a notified decision is notified at once; of another, with the decision.
    """
    act = begin(actor, proposal, A.RECTIFY)
    if act is None:
        return proposal
    current = act.proposal
    last = current.answers[-1]
    same = (last.outcome, last.text, last.reasons or "") == (outcome, text, reasons)
    if same:
        # The second of two clicks, or a save that corrects nothing.
        return current
    needed("Dites pourquoi la décision est rectifiée.", rectification_reason=reason)
    number = _answer(
        act,
        outcome,
        text,
        reasons,
        opinion_id=last.opinion_id,
        notified=last.notified_at is not None,
        rectification=reason,
    )
    act.finish(
        to=DECIDED[outcome],
        reason=reason,
        facts={"answer": number, "outcome": outcome},
        mail={"outcome": outcome.label, "answer": text, "reasons": reasons},
        silent=last.notified_at is None,
    )
    return reload(current.id, options=RIGHTS)


def _answer(
    act: Act,
    outcome: Outcome,
    text: str,
    reasons: str,
    *,
    opinion_id: int | None,
    notified: bool = False,
    rectification: str | None = None,
) -> int:
    needed("Écrivez la réponse aux auteurs.", text=text)
    if outcome is not Outcome.ACCEPTED and len(reasons.strip()) < MINIMUM_REASONS:
        raise Invalid(
            {"reasons": f"Motivez la décision : {MINIMUM_REASONS} signes au moins, en clair."}
        )
    if act.actor.account_id is None:
        raise Conflict
    number = len(act.proposal.answers) + 1
    answer = Answer(
        proposal_id=act.proposal.id,
        number=number,
        outcome=outcome,
        text=text,
        reasons=reasons.strip() or None,
        rectification_reason=rectification,
        text_version=act.proposal.versions[-1].number,
        opinion_id=opinion_id,
        decided_by_id=act.actor.account_id,
        decided_at=act.now,
        notified_at=act.now if notified else None,
    )
    db.session.add(answer)
    return number


def notify(actor: Actor, proposal: Proposal) -> Proposal:
    """Tell the decision: the mails leave, and the page of the proposal shows the answer."""
    act = begin(actor, proposal, A.NOTIFY)
    if act is None:
        return proposal
    current = act.proposal
    answer = current.answers[-1]
    answer.notified_at = act.now
    act.finish(
        facts={"answer": answer.number, "outcome": answer.outcome},
        mail={
            "outcome": answer.outcome.label,
            "answer": answer.text,
            "reasons": answer.reasons or "",
        },
    )
    return current


def notify_all(actor: Actor, proposals: Sequence[Proposal]) -> int:
    """Tell several decisions together, all or none; how many."""
    # Always in the same order, so that two such acts never wait for each other.
    for proposal in sorted(proposals, key=lambda one: one.id):
        notify(actor, proposal)
    return len(proposals)
