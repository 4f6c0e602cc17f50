"""Proposals found by their words, as far as everyone may read them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Subquery, and_, or_

from app.kernel import search
from app.proposals.models import Proposal
from app.proposals.queries.visibility import in_public, text_in_public, title_in_public

KIND = "proposal"


def found(words: Sequence[str]) -> tuple[Subquery, ColumnElement[bool]]:
    """What holds these stems, and how it joins the proposals that everyone may find by them.

    Where only the title is public, the title alone must hold every word.
    """
    hits = search.hits(words, KIND)
    told = or_(text_in_public(), and_(hits.c.in_title, title_in_public()))
    return hits, and_(hits.c.subject_id == Proposal.id, in_public(), told)
