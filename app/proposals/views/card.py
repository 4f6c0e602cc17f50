"""The text of a version as pages show it, and what differs between two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.proposals.acknowledgement import PARTS, facts_of
from app.proposals.enums import DecisionLevel
from app.proposals.models import Proposal


@dataclass(frozen=True)
class Card:
    """The text of one version, for who has it before their eyes; names of the same things."""

    text: dict[str, Any]
    level: str
    places: list[str]
    dispositifs: list[tuple[str, str]]
    documents: list[tuple[str, str, int, int]]


# What a text frozen before a question was asked has no answer to.
LATER = {"measure": "", "dispositifs": [], "metropoles": [], "supporters": []}


def card_of(proposal: Proposal, content: dict[str, Any]) -> Card:
    """A frozen text as the macros of pages show it; its files are those still there."""
    text = {**LATER, **content}
    kept = {one["id"] for one in text["documents"]}
    return Card(
        text=text,
        level=level_of(text),
        places=places_of(text),
        dispositifs=dispositifs_of(proposal, text),
        documents=[one for one in documents_of(proposal) if one[3] in kept],
    )


def changed_parts(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What differs between two frozen texts: (question, before, after) in words."""
    old, new = dict(_in_words(before)), dict(_in_words(after))
    return [(label, old[label], new[label]) for label in new if old[label] != new[label]]


def _in_words(content: dict[str, Any]) -> list[tuple[str, str]]:
    long = [(label, content.get(name) or "") for name, label in PARTS.items()]
    return [("Titre", content["title"]), *long, *facts_of({**LATER, **content})]


def places_of(text: dict[str, Any]) -> list[str]:
    return [one["name"] for one in (*text["departments"], *text["metropoles"])]


def dispositifs_of(proposal: Proposal, text: dict[str, Any]) -> list[tuple[str, str]]:
    """The dispositifs that a text names, each with its place in the strategy if it still has one.

    One that the authors have taken off since has no address here.
    """
    known = {
        one.id: url_for(
            "strategy.axis",
            framework_slug=one.axis.framework.slug,
            number=one.axis.number,
            _anchor=f"dispositif-{one.slug}",
        )
        for one in proposal.dispositifs
    }
    return [(one["name"], known.get(one["id"], "")) for one in text["dispositifs"]]


def level_of(text: dict[str, Any] | None) -> str:
    return DecisionLevel(text["decision_level"]).label if text and text["decision_level"] else ""


def documents_of(proposal: Proposal) -> list[tuple[str, str, int, int]]:
    return [
        (
            one.filename,
            url_for("documents.download", document_id=one.id, name=one.filename),
            one.size,
            one.id,
        )
        for one in proposal.documents
    ]
