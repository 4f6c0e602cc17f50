"""What the page of an axis shows of the features above the strategy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import url_for
from sqlalchemy import select

from app.events.cards import cards
from app.events.queries import by_axis
from app.groups.models import WorkingGroup, group_axis
from app.kernel.access import Actor
from app.kernel.collation import sort_key
from app.kernel.db import db
from app.kernel.text import shortened
from app.proposals.queries.cards import public_by_axis, public_by_dispositif
from app.strategy.models import Axis
from app.strategy.panels import Panel, PanelRow

_PURPOSE_LENGTH = 160


def groups_panel(_actor: Actor, axis: Axis) -> Panel:
    statement = (
        select(WorkingGroup.name, WorkingGroup.slug, WorkingGroup.purpose)
        .join(group_axis, group_axis.c.group_id == WorkingGroup.id)
        .where(group_axis.c.axis_id == axis.id)
        .order_by(sort_key(WorkingGroup.name), WorkingGroup.id)
    )
    return Panel(
        key="groupes",
        title="Groupes de travail",
        empty="Aucun groupe n’est encore rattaché à cet axe.",
        rows=[
            PanelRow(name, url_for("groups.show", slug=slug), _first_words(purpose))
            for name, slug, purpose in db.session.execute(statement)
        ],
    )


def events_panel(actor: Actor, axis: Axis) -> Panel:
    return Panel(
        key="rencontres",
        title="Rencontres",
        empty="Aucune rencontre n’est encore rattachée à cet axe.",
        cards=cards(by_axis(actor, axis.id, limit=10)),
    )


def proposals_panel(_actor: Actor, axis: Axis) -> Panel:
    return Panel(
        key="propositions",
        title="Propositions",
        empty="Aucune proposition publique n’est encore rattachée à cet axe.",
        rows=[
            PanelRow(
                card.title,
                url_for("proposals.show", reference=card.reference),
                f"{card.reference} · {card.group_name} · {card.label}",
            )
            for card in public_by_axis(axis.id)
        ],
    )


def proposals_of_dispositifs(dispositif_ids: Sequence[int]) -> Mapping[int, Sequence[PanelRow]]:
    """The proposals that name each dispositif and whose text everyone may read."""
    return {
        dispositif_id: [
            PanelRow(
                card.title,
                url_for("proposals.show", reference=card.reference),
                f"{card.reference}, {card.label.lower()}",
            )
            for card in cards
        ]
        for dispositif_id, cards in public_by_dispositif(dispositif_ids).items()
    }


def _first_words(purpose: str | None) -> str:
    return shortened(purpose, _PURPOSE_LENGTH) if purpose else ""
