"""From the group to the commissaire's team, and back: submit, return, withdraw."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.dates import spoken_day
from app.kernel.db import db, insert_unless_there, lock_row
from app.kernel.errors import NotFound
from app.kernel.links import url
from app.proposals.acknowledgement import attachment as acknowledgement_attachment
from app.proposals.enums import ProposalAction as A
from app.proposals.models import Proposal, ReferenceCounter
from app.proposals.services import delay
from app.proposals.services.acting import begin, needed
from app.proposals.services.text import freeze

# An indication given to the authors: nothing is ever decided by its passing.
INDICATIVE_DAYS = 60


def submit(actor: Actor, proposal: Proposal) -> Proposal:
    """Hand the proposal in: reference, frozen version, acknowledgement, and the clock starts.

    A proposal that was returned keeps its reference; its delay starts anew.
    """
    act = begin(actor, proposal, A.SUBMIT)
    if act is None:
        return proposal
    current = act.proposal
    if current.reference is None:
        current.reference = next_reference(clock.paris(act.now).year)
    current.submitted_at = act.now
    current.due_on = act.today + timedelta(days=INDICATIVE_DAYS)
    current.status_reason = None
    current.submission_asked_at = None
    delay.start(current)
    number = freeze(current, act.now)
    due = spoken_day(current.due_on)
    acknowledgement = url("proposals.acknowledgement", reference=current.reference)
    act.finish(
        facts={"text_version": number},
        mail={"due": due, "acknowledgement": acknowledgement},
        attachments={"submitted": {"attachment": acknowledgement_attachment(current)}},
    )
    return current


def ask_submission(actor: Actor, proposal: Proposal) -> Proposal:
    """Ask the lead to read the draft again and to submit it, in a group that wants it so."""
    act = begin(actor, proposal, A.ASK_SUBMISSION)
    if act is None:
        return proposal
    act.proposal.submission_asked_at = act.now
    act.finish()
    return act.proposal


def next_reference(year: int) -> str:
    """`P-2026-014`: the next number of the year, under the lock of the year's counter.

    The lock is held until the end of the transaction, so numbers follow the order of submissions
    and an act that fails gives its number back.
    """
    db.session.execute(
        insert_unless_there(ReferenceCounter)
        .values(year=year, last=0)
        .on_conflict_do_nothing(index_elements=["year"])
    )
    found = db.session.scalar(select(ReferenceCounter.id).where(ReferenceCounter.year == year))
    counter = lock_row(ReferenceCounter, found) if found is not None else None
    if counter is None:
        raise NotFound
    counter.last += 1
    return f"P-{year}-{counter.last:03d}"


def return_to_authors(actor: Actor, proposal: Proposal, *, reason: str) -> Proposal:
    """Give the proposal back as a draft, saying what to put right. It keeps its reference."""
    act = begin(actor, proposal, A.RETURN, already=lambda one: one.status_reason == reason)
    if act is None:
        return proposal
    needed("Dites aux auteurs ce qu’il faut reprendre.", reason=reason)
    current = act.proposal
    current.status_reason = reason
    current.due_on = None
    delay.start(current)
    act.finish(reason=reason)
    return current


def withdraw(actor: Actor, proposal: Proposal, *, reason: str = "") -> Proposal:
    """Take the proposal back, before any decision. Its row, and its reference, stay."""
    act = begin(actor, proposal, A.WITHDRAW)
    if act is None:
        return proposal
    current = act.proposal
    current.status_reason = reason or None
    current.suspended_at = None
    current.adjourned_until = None
    # Nobody but its group ever heard of a draft without a reference: there is no one to tell.
    act.finish(reason=reason or None, silent=current.reference is None)
    return current
