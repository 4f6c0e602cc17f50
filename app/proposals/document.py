"""A version of a proposal as an accessible PDF (PDF/UA-1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.kernel.text import joined, typographic
from app.paper.pdf import pdf_of
from app.proposals.acknowledgement import SERVICE, TEMPLATE, facts_of, parts_of
from app.proposals.models import Proposal


def proposal_pdf(
    proposal: Proposal, content: Mapping[str, Any], *, number: int | None, authors: Sequence[str]
) -> bytes:
    """The PDF of frozen `content`; without a `number` it is a draft. `authors` may stay unnamed."""
    reference = proposal.reference or "Brouillon"
    state = f"Version {number}" if number else "Brouillon, pas encore soumis"
    facts = [("Groupe de travail", proposal.group.name), ("Texte", state)]
    if authors:
        facts.append(("Auteurs", joined(authors)))
    return pdf_of(
        TEMPLATE,
        {
            "service": SERVICE,
            "reference": f"{reference} – {state}" if proposal.reference else reference,
            "title": content["title"],
            "lines": [],
            "words": {"what": "En bref", "question": "Rubrique", "answer": "Réponse"},
            "facts": [(label, typographic(value)) for label, value in [*facts, *facts_of(content)]],
            "parts": parts_of(content),
        },
    )
