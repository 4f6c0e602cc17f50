"""The frame of every act: lock → check → (the service writes) → state → one journal row → mails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app.audit.models import AuditEntry
from app.audit.services import record
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound
from app.proposals import emails
from app.proposals.enums import ProposalAction, ProposalStatus
from app.proposals.models import Proposal
from app.proposals.policies import refusal
from app.proposals.queries.loading import NEEDS, RIGHTS, reload
from app.proposals.queries.people import recipients
from app.proposals.services.index import index_for_search
from app.proposals.states import LIFE

# Folding these over the journal gives back the state of the proposal at any date.
TRACKED = (
    "status",
    "reference",
    "version",
    "submitted_at",
    "due_on",
    "suspended_at",
    "adjourned_until",
    "instructor_id",
    "merged_into_id",
    "redirected_to",
)
# What is done beside the way of a proposal: it waits as long as before.
ASIDE = frozenset({ProposalAction.NOTE, ProposalAction.CONSULT, ProposalAction.REASSIGN})
# Nor do these change anything of what everyone may find.
UNREAD = ASIDE | {
    ProposalAction.EDIT,
    ProposalAction.ADD_CO_AUTHOR,
    ProposalAction.REMOVE_CO_AUTHOR,
}


def locked(proposal_id: int) -> Proposal:
    """The proposal, locked until the end of the transaction, with what rights depend on."""
    if lock_row(Proposal, proposal_id) is None:
        raise NotFound
    return reload(proposal_id, options=RIGHTS)


class Act:
    """One act under way, on a locked proposal that allows it."""

    def __init__(self, actor: Actor, proposal: Proposal, action: ProposalAction) -> None:
        self.actor, self.proposal, self.action = actor, proposal, action
        self.now = clock.now()
        self.today = clock.today()
        self._before = _tracked(proposal)

    def finish(
        self,
        *,
        to: ProposalStatus | None = None,
        reason: str | None = None,
        facts: dict[str, Any] | None = None,
        mail: dict[str, Any] | None = None,
        silent: bool = False,
        attachments: dict[str, dict[str, Any]] | None = None,
    ) -> AuditEntry:
        """Move the proposal on, write the journal row and the mails.

        `facts` is what the journal says besides the tracked columns (ids, numbers, states);
        `mail` is what the messages say besides the usual.
        """
        proposal = self.proposal
        proposal.status = to or LIFE.next(proposal.status, self.action)
        if self.action not in ASIDE:
            proposal.updated_at = self.now
        db.session.flush()
        after = _tracked(proposal)
        changed = [name for name in TRACKED if after[name] != self._before[name]]
        entry = record(
            self.actor,
            f"proposal:{self.action}",
            proposal,
            before={name: self._before[name] for name in changed},
            after={**{name: after[name] for name in changed}, **(facts or {})},
            reason=reason,
        )
        db.session.flush()
        if self.action not in UNREAD:
            index_for_search(proposal)
        if not silent:
            people = recipients(proposal, self.action)
            extra = {"reason": reason or "", **(mail or {})}
            emails.tell(proposal, people, entry.id, extra, attachments=attachments)
        return entry


def begin(
    actor: Actor,
    proposal: Proposal,
    action: ProposalAction,
    *,
    already: Callable[[Proposal], bool] = lambda _proposal: True,
) -> Act | None:
    """Lock the proposal and check the right; None when this very act has just been made.

    It comes with what rights and the act read (`queries.loading`); the rest is not loaded.

    A double click or a retry sends the same act again when the state has moved on: it is the last
    one in the journal, by the same person, and `already` finds the same content stored.
    Raises `NotAllowed` for the person and `Conflict` for the state.
    """
    if lock_row(Proposal, proposal.id) is None:
        raise NotFound
    # Nearly every act that is tried is allowed: what it needs is loaded at once, and no more.
    current = reload(proposal.id, options=(*RIGHTS, *NEEDS.get(action, ())))
    refused = refusal(actor, current, action)
    if refused is None:
        return Act(actor, current, action)
    again = isinstance(refused, Conflict) and _was_last(actor, current, action)
    if again and already(current):
        return None
    raise refused


def _was_last(actor: Actor, proposal: Proposal, action: ProposalAction) -> bool:
    last = db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject_type == "proposal", AuditEntry.subject_id == proposal.id)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).one_or_none()
    return (
        last is not None
        and last.action == f"proposal:{action}"
        and last.actor_id == actor.account_id
    )


def _tracked(proposal: Proposal) -> dict[str, Any]:
    return {name: getattr(proposal, name) for name in TRACKED}


def needed(message: str, **values: str) -> None:
    """Refuse the empty ones among `values`, with `message` beside each."""
    empty = {name: message for name, value in values.items() if not value.strip()}
    if empty:
        raise Invalid(empty)
