"""Proposals and everything that their life writes."""

from __future__ import annotations

from app.proposals.models.instruction import Consultation, InternalNote, Opinion, Question
from app.proposals.models.outcome import Answer, FollowUp, YearlyPoint
from app.proposals.models.proposal import (
    Proposal,
    ProposalAuthor,
    ProposalFollower,
    ProposalTerm,
    ProposalVersion,
    ReferenceCounter,
    proposal_axis,
    proposal_department,
    proposal_dispositif,
    proposal_document,
    proposal_metropole,
    proposal_organisation,
)

__all__ = [
    "Answer",
    "Consultation",
    "FollowUp",
    "InternalNote",
    "Opinion",
    "Proposal",
    "ProposalAuthor",
    "ProposalFollower",
    "ProposalTerm",
    "ProposalVersion",
    "Question",
    "ReferenceCounter",
    "YearlyPoint",
    "proposal_axis",
    "proposal_department",
    "proposal_dispositif",
    "proposal_document",
    "proposal_metropole",
    "proposal_organisation",
]
