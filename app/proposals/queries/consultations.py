"""The services consulted, and how they find their page."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.links import derive_token, token_hash
from app.proposals.models import Consultation, Proposal
from app.proposals.states import CONSULTED_STATES

PURPOSE = "consultation"


def token_of(consultation: Consultation) -> str:
    return derive_token(PURPOSE, consultation.public_id)


def by_token(_actor: Actor, *, token: str) -> Consultation | None:
    """The request that this link opens, whoever holds it."""
    return db.session.scalars(
        select(Consultation).where(Consultation.token_hash == token_hash(token))
    ).one_or_none()


def is_open(consultation: Consultation, proposal: Proposal) -> bool:
    """Whether the service may still answer: once, while the proposal is instructed."""
    return consultation.answered_at is None and proposal.status in CONSULTED_STATES
