"""The acknowledgement of a submitted proposal, as an accessible PDF (PDF/UA-1)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.kernel.dates import spoken_day, spoken_moment
from app.kernel.text import euros, joined, typographic
from app.paper.pdf import pdf_of
from app.proposals.enums import DecisionLevel
from app.proposals.models import Proposal, ProposalVersion

TEMPLATE = Path(__file__).with_suffix(".typ")
MAKER = "proposals/acknowledgement"
SERVICE = "Synergies – propositions au commissaire à la lutte contre la pauvreté en Occitanie"


def acknowledgement(proposal: Proposal) -> bytes:
    """The PDF of the version that was submitted. The proposal must come whole and submitted."""
    return pdf_of(TEMPLATE, _data(proposal))


def made(data: dict[str, object]) -> bytes:
    """The PDF from data written down at submission."""
    return pdf_of(TEMPLATE, data)


def attachment(proposal: Proposal) -> dict[str, object]:
    """What goes with the mail of submission: the data of the PDF, which the worker then makes."""
    return {
        "maker": MAKER,
        "filename": f"accuse-{proposal.reference}.pdf",
        "data": _data(proposal),
    }


def _data(proposal: Proposal) -> dict[str, object]:
    version = _submitted(proposal)
    content = version.content
    submitted = proposal.submitted_at or version.created_at
    lines = [
        f"Le {spoken_moment(submitted)}, le groupe « {proposal.group.name} » a soumis au "
        f"commissaire la proposition ci-dessous, sous la référence {proposal.reference}."
    ]
    if proposal.due_on is not None:
        lines.append(
            f"Une réponse est espérée vers le {spoken_day(proposal.due_on)}. "
            "Ce délai est indicatif : il s’arrête si des questions sont posées aux auteurs. "
            "Aucun silence ne vaut décision."
        )
    facts = [
        ("Référence", proposal.reference or ""),
        ("Titre", content["title"]),
        ("Groupe de travail", proposal.group.name),
        ("Auteurs", joined(author.account.name for author in proposal.authors)),
        ("Version du texte", str(version.number)),
        *facts_of(content),
    ]
    return {
        "service": SERVICE,
        "reference": proposal.reference,
        "title": f"Accusé de réception {proposal.reference}",
        "lines": [typographic(line) for line in lines],
        "words": {"what": "La proposition", "question": "Rubrique", "answer": "Réponse"},
        "facts": [(label, typographic(value)) for label, value in facts],
        "parts": parts_of(content),
    }


def _submitted(proposal: Proposal) -> ProposalVersion:
    """The text that was handed in: what answers to questions changed came later."""
    moment = proposal.submitted_at
    if moment is None:
        return proposal.versions[-1]
    found = [one for one in proposal.versions if one.created_at <= moment]
    # Versions of before November 2026 bear an instant after their act.
    return found[-1] if found else proposal.versions[0]


def facts_of(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The short answers of a frozen text, also one frozen before a question was asked."""
    level = content["decision_level"]
    cost = content["cost_cents"]
    places = [one["name"] for one in [*content["departments"], *content.get("metropoles", [])]]
    return [
        ("Public visé", content["audience"]),
        ("Territoire", joined(places) if places else "Toute la région"),
        ("Niveau de décision", DecisionLevel(level).label if level else "À préciser"),
        ("Axes", joined(axis["label"] for axis in content["axes"]) or "À préciser"),
        ("Dispositifs", _names(content, "dispositifs") or "Aucun"),
        ("Coût estimé", euros(cost) if cost is not None else "À préciser"),
        ("Pilote pressenti", content["carrier"] or "À préciser"),
        ("Soutiens", _names(content, "supporters") or "Aucun"),
        ("Pièces jointes", joined(one["filename"] for one in content["documents"]) or "Aucune"),
    ]


def _names(content: Mapping[str, Any], key: str) -> str:
    return joined(one["name"] for one in content.get(key, []))


# The long answers, by what they are called in a frozen text.
PARTS = {
    "findings": "Constat",
    "content": "Proposition",
    "means": "Moyens",
    "expected_effect": "Effet attendu",
    "measure": "Comment le saura-t-on",
    "references": "Sources",
}


def parts_of(content: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """The long answers that were given, as titles and paragraphs."""
    return [
        (label, _paragraphs(content[name])) for name, label in PARTS.items() if content.get(name)
    ]


def _paragraphs(text: str) -> list[str]:
    return [typographic(line) for line in text.split("\n") if line.strip()]
