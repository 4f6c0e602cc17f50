"""Proposals found by their words, as far as everyone may read them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Subquery

from app.kernel import search
from app.proposals.models import Proposal

KIND = "proposal"


def found(words: Sequence[str]) -> tuple[Subquery, ColumnElement[bool]]:
    """What holds these stems, and how it joins the proposals.

    The index holds only what everyone may read (`services.index`); that the proposal may be known
    at all is left to who joins.
    """
    hits = search.hits(words, KIND)
    return hits, hits.c.subject_id == Proposal.id
