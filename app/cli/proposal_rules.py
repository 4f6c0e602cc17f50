"""What must hold of every proposal: numbers, answers, dates of its state, and its journal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Executable, select

from app.audit.models import AuditEntry
from app.audit.services import as_kept
from app.kernel.db import db
from app.proposals.enums import ProposalStatus as S
from app.proposals.models import (
    Answer,
    FollowUp,
    Proposal,
    ProposalAuthor,
    ProposalVersion,
    Question,
)
from app.proposals.services.acting import TRACKED
from app.proposals.states import DECIDED

# Decided, hence answered.
_ANSWERED = frozenset({*DECIDED.values(), S.IMPLEMENTING, S.COMPLETED, S.ABANDONED})
_STILL = frozenset({S.MORE_INFORMATION, S.ADJOURNED})
# What the journal says of a proposal before it says anything.
_START = {"version": 1, "status": S.DRAFT.value}


def proposals() -> Iterator[str]:
    """Versions and answers numbered from 1; the dates and rows that each state wants, and no more.

    Six queries, whatever their number.
    """
    versions = _grouped(select(ProposalVersion.proposal_id, ProposalVersion.number))
    numbers = _grouped(select(Answer.proposal_id, Answer.number))
    outcomes = _grouped(
        select(Answer.proposal_id, Answer.outcome).order_by(Answer.proposal_id, Answer.number)
    )
    asked = _grouped(
        select(Question.proposal_id, Question.id).where(
            Question.answered_at.is_(None), Question.dropped_at.is_(None)
        )
    )
    actions = _grouped(
        select(FollowUp.proposal_id, FollowUp.id).where(
            FollowUp.done_at.is_(None), FollowUp.dropped_at.is_(None)
        )
    )
    authors = _grouped(select(ProposalAuthor.proposal_id, ProposalAuthor.rank))
    for one in db.session.scalars(select(Proposal).order_by(Proposal.id)):
        found = outcomes.get(one.id, [])
        held: dict[str, bool] = {
            "une autrice ou un auteur, un seul de rang 0": authors.get(one.id, []).count(0) == 1,
            "des versions numérotées de 1 à n": _from_one(versions.get(one.id, [])),
            "un texte figé depuis qu’elle est soumise": bool(versions.get(one.id))
            or one.reference is None,
            "des réponses numérotées de 1 à n": _from_one(numbers.get(one.id, [])),
            "une réponse si elle est décidée, aucune avant": bool(found)
            == (one.status in _ANSWERED),
            "l’état de sa dernière réponse": one.status not in DECIDED.values()
            or (bool(found) and DECIDED[found[-1]] is one.status),
            "un délai suspendu dans ces deux états seulement": (one.suspended_at is not None)
            == (one.status in _STILL),
            "une date de retour si elle est ajournée": (one.adjourned_until is not None)
            == (one.status is S.ADJOURNED),
            "une cible si elle est jointe": (one.merged_into_id is not None)
            == (one.status is S.MERGED),
            "une autorité si elle est transmise": bool(one.redirected_to)
            == (one.status is S.REDIRECTED),
            "des questions ouvertes si un complément est demandé": bool(asked.get(one.id))
            == (one.status is S.MORE_INFORMATION)
            or one.status is S.WITHDRAWN,
            "plus d’action ouverte une fois achevée": not actions.get(one.id)
            or one.status is not S.COMPLETED,
        }
        for rule, holds in held.items():
            if not holds:
                yield f"proposition {one.id} : il lui faut {rule}"


def _grouped(statement: Executable) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for proposal_id, value in db.session.execute(statement):
        found.setdefault(proposal_id, []).append(value)
    return found


def _from_one(numbers: Sequence[int]) -> bool:
    return sorted(numbers) == list(range(1, len(numbers) + 1))


def journal() -> Iterator[str]:
    """The journal replayed gives what is stored: state, reference, version, dates, people.

    Of a proposal whose journal does not begin with it, only what the journal tells is compared.
    """
    told: dict[int, dict[str, Any]] = {}
    for number, action, after in db.session.execute(
        select(AuditEntry.subject_id, AuditEntry.action, AuditEntry.after)
        .where(AuditEntry.subject_type == Proposal.__tablename__)
        .order_by(AuditEntry.id)
    ):
        begins = dict.fromkeys(TRACKED) | _START if action == "proposal:create" else {}
        known = told.setdefault(number, begins)
        known.update({name: after[name] for name in TRACKED if name in after})
    for one in db.session.scalars(select(Proposal).order_by(Proposal.id)):
        for name, said in told.get(one.id, {}).items():
            stored = as_kept(getattr(one, name))
            if stored != said:
                yield f"proposition {one.id} : {name}, le journal dit {said}, la base {stored}"
