"""What proposals show on the pages of groups and events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.events.models import Event
from app.events.related import Outcome
from app.groups.blocks import Block
from app.groups.models import WorkingGroup
from app.kernel.access import Actor
from app.kernel.links import path
from app.minutes.related import Asked, Born
from app.proposals.queries.cards import (
    ProposalCard,
    by_decisions,
    own,
    public_by_event,
    public_by_group,
)

MOST = 10


def group_proposals(actor: Actor, group: WorkingGroup) -> Block | None:
    """The group's proposals: all of them for its people, the public ones for everybody else."""
    inside = actor.in_group(group.id)
    cards = own(actor, group.id, limit=MOST) if inside else public_by_group(group.id, limit=MOST)
    return Block("proposals/_group.html", {"cards": cards, "inside": inside})


def proposals_of_event(event: Event) -> list[Outcome]:
    """The proposals born of an event whose text everyone may read."""
    return [
        Outcome(
            kind="Proposition",
            label=card.title,
            url=path("proposals.show", reference=card.reference),
            detail=card.label,
        )
        for card in public_by_event(event.id)
    ]


def proposals_of_decisions(asked: Asked) -> Mapping[int, Sequence[Born]]:
    """The proposals born of each decision of some minutes, as far as this person may read them."""
    found = by_decisions(asked.actor, [decision.id for decision in asked.minutes.decisions])
    return {
        decision_id: [Born(card.title, _address(card), card.label) for card in cards]
        for decision_id, cards in found.items()
    }


def _address(card: ProposalCard) -> str:
    if card.reference:
        return path("proposals.show", reference=card.reference)
    return path("proposals.draft", slug=card.group_slug, proposal_id=card.id)
