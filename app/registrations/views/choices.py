"""The filters of an event's list, as links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from app.events.models import Event
from app.events.seats import PoolFill
from app.registrations.enums import ClaimStatus
from app.registrations.families import family_choices
from app.registrations.filters import Order, RosterFilters
from app.registrations.roster import Person, organisations_of

# Beyond this many organisations, the search finds them better than a list of links.
MOST_ORGANISATIONS = 30


def filter_groups(
    event: Event, people: Sequence[Person], fills: Sequence[PoolFill], filters: RosterFilters
) -> list[dict[str, Any]]:
    """Each filter with its choices; one that would have a single choice is not offered."""
    present = {seat.status for person in people for seat in person.seats}
    organisations = organisations_of(people)
    query = filters.query()
    choices: list[tuple[str, str, str, Sequence[tuple[str | None, str]]]] = [
        (
            *("statut", "Statut", "Tous les statuts"),
            [(str(status), status.label) for status in ClaimStatus if status in present],
        ),
        (
            *("lieu", "Places", "Toutes les places"),
            [(str(fill.pool_id), fill.whole_label) for fill in fills],
        ),
        (
            *("organisation", "Organisation", "Toutes les organisations"),
            [(key, name) for key, name in organisations.items()][:MOST_ORGANISATIONS],
        ),
        (
            *("famille", "Famille de partenaires", "Toutes les familles"),
            family_choices() if organisations or query.get("famille") else [],
        ),
        (
            *("courriel", "Courriels", "Avec ou sans courriel en erreur"),
            [("erreur", "Courriel en erreur")] if any(p.mail_failed for p in people) else [],
        ),
    ]
    groups = [
        _group(event, filters, name, label, [(None, every), *offered], query.get(name))
        for name, label, every, offered in choices
        if len(offered) > 1 or query.get(name) or (name == "courriel" and offered)
    ]
    orders = [(None if o is Order.STANDING else str(o), o.label) for o in Order]
    return [*groups, _group(event, filters, "tri", "Ordre", orders, query.get("tri"))]


def _group(
    event: Event,
    filters: RosterFilters,
    name: str,
    label: str,
    offered: Sequence[tuple[str | None, str]],
    current: str | None,
) -> dict[str, Any]:
    return {
        "label": label,
        "current": next((words for value, words in offered if value == current), offered[0][1]),
        "choices": [
            {
                "label": words,
                "url": url_for(
                    "registrations.manage", slug=event.slug, **filters.with_(**{name: value})
                ),
                "current": value == current,
            }
            for value, words in offered
        ],
    }
