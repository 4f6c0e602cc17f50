"""What can be found, by kind: the words that everyone may read of it, and how a hit is shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.events.enums import EventStatus
from app.events.models import Event, ProgrammeItem
from app.events.queries import events as public_events
from app.events.words import is_over, when_text
from app.groups.models import GroupAlias, WorkingGroup
from app.kernel.access import ANONYMOUS, Actor
from app.kernel.base import Base
from app.kernel.db import db
from app.kernel.links import path
from app.kernel.text import sentence, shortened
from app.minutes.models import Minutes, MinutesEdition
from app.minutes.policies import SHOWN
from app.minutes.queries.visibility import visible_to as minutes_visible_to
from app.proposals.models import Proposal
from app.proposals.queries.cards import card_of, card_rows
from app.proposals.queries.searching import KIND as PROPOSAL
from app.proposals.queries.visibility import in_public
from app.strategy.models import Axis, Dispositif

Ids = Collection[int] | None


@dataclass(frozen=True)
class Words:
    """What everyone may read of one thing."""

    subject_id: int
    title: str
    body: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """One thing found, as the reader sees it."""

    kind: str
    label: str
    title: str
    detail: str
    url: str
    # Where the words stand in it, marked (`excerpts`).
    excerpt: str = ""


@dataclass(frozen=True)
class Source:
    """One kind of thing that can be found.

    `seen` selects the numbers of those that a reader sees now, `results` shows some of them.
    `watched` names the rows whose change is a change of its words, and where they say of which
    thing; nothing where the feature keeps the index itself.
    """

    kind: str
    plural: str
    seen: Callable[[Actor], Select[int]]
    results: Callable[[Collection[int]], Mapping[int, Result]]
    words: Callable[[Ids], Iterator[Words]] | None = None
    watched: tuple[tuple[type[Base], str], ...] = ()


def _among(column: Any, ids: Ids) -> list[Any]:
    return [] if ids is None else [column.in_(ids)]


def _event_words(ids: Ids) -> Iterator[Words]:
    items: dict[int, list[str]] = {}
    for item in db.session.execute(
        select(ProgrammeItem.event_id, ProgrammeItem.title, ProgrammeItem.speakers).where(
            *_among(ProgrammeItem.event_id, ids)
        )
    ):
        items.setdefault(item.event_id, []).extend((item.title, item.speakers or ""))
    rows = db.session.execute(
        select(
            *(Event.id, Event.title, Event.summary, Event.description, Event.practical),
            *(Event.organisers, Event.venue, Event.city),
        ).where(public_events.visible_to(ANONYMOUS), *_among(Event.id, ids))
    )
    for number, title, *texts in rows:
        yield Words(number, title, tuple(text or "" for text in (*texts, *items.get(number, ()))))


def _events_seen(actor: Actor) -> Select[int]:
    return select(Event.id).where(public_events.visible_to(actor))


def _events(ids: Collection[int]) -> dict[int, Result]:
    rows = db.session.scalars(
        select(Event).where(Event.id.in_(ids)).options(joinedload(Event.group))
    )
    return {
        one.id: Result(
            "event",
            one.kind.label + _fate(one),
            one.title,
            _joined(sentence(when_text(one)), one.city, one.group),
            path("events.show", slug=one.slug),
        )
        for one in rows
    }


def _joined(when: str, city: str | None, group: WorkingGroup | None) -> str:
    """« Mardi 3 mars 2026, Nîmes, groupe Santé »."""
    parts = (when, city, f"groupe {group.name}" if group is not None else "")
    return ", ".join(part for part in parts if part)


def _fate(event: Event) -> str:
    """What somebody must know before they open the page."""
    if event.status in {EventStatus.CANCELLED, EventStatus.POSTPONED}:
        return f", {event.status.label.lower()}"
    return ", passée" if is_over(event) else ""


def _group_words(ids: Ids) -> Iterator[Words]:
    groups = db.session.scalars(
        select(WorkingGroup)
        .where(*_among(WorkingGroup.id, ids))
        .options(joinedload(WorkingGroup.lead_organisation), selectinload(WorkingGroup.aliases))
    )
    for one in groups:
        lead = one.lead_organisation.name if one.lead_organisation else ""
        names = [alias.name for alias in one.aliases]
        yield Words(
            one.id,
            " ".join((one.name, *names)),
            (one.purpose or "", one.referent_service or "", lead),
        )


def _groups(ids: Collection[int]) -> dict[int, Result]:
    rows = db.session.scalars(select(WorkingGroup).where(WorkingGroup.id.in_(ids)))
    return {
        one.id: Result(
            "group",
            "Groupe de travail",
            one.name,
            shortened(one.purpose or "", 160),
            path("groups.show", slug=one.slug),
        )
        for one in rows
    }


def _minutes_words(ids: Ids) -> Iterator[Words]:
    """The last edition: what is being written is not in it."""
    rows = db.session.execute(
        select(Minutes.id, Event.title, MinutesEdition)
        .join(Event, Event.id == Minutes.event_id)
        .join(MinutesEdition, MinutesEdition.minutes_id == Minutes.id)
        .where(minutes_visible_to(ANONYMOUS), Minutes.status.in_(SHOWN), *_among(Minutes.id, ids))
        .order_by(MinutesEdition.number)
    )
    last = {number: (title, edition) for number, title, edition in rows}
    for number, (title, edition) in last.items():
        items = [text for one in edition.items for text in (one.get("title"), one.get("text"))]
        texts = (edition.plain_summary, edition.body, *edition.decisions, *items)
        yield Words(number, title, tuple(text or "" for text in texts))


def _minutes_seen(actor: Actor) -> Select[int]:
    return (
        select(Minutes.id)
        .join(Event, Event.id == Minutes.event_id)
        .where(Minutes.status.in_(SHOWN), minutes_visible_to(actor))
    )


def _minutes(ids: Collection[int]) -> dict[int, Result]:
    rows = db.session.execute(
        select(Minutes.id, Event)
        .join(Event, Event.id == Minutes.event_id)
        .where(Minutes.id.in_(ids))
        .options(joinedload(Event.group))
    )
    return {
        number: Result(
            "minutes",
            "Compte rendu",
            event.title,
            _joined(sentence(when_text(event)), None, event.group),
            path("minutes.show", minutes_id=number),
        )
        for number, event in rows
    }


def _proposals_seen(_actor: Actor) -> Select[int]:
    return select(Proposal.id).where(in_public())


def _proposals(ids: Collection[int]) -> dict[int, Result]:
    rows = db.session.execute(card_rows(Proposal.id.in_(ids)))
    return {
        card.id: Result(
            PROPOSAL,
            "Proposition",
            f"Proposition {card.reference}" if card.title_is_private else card.title,
            f"{card.reference}, {card.group_name}, {card.label.lower()}",
            path("proposals.show", reference=card.reference),
        )
        for card in map(card_of, rows)
    }


def _dispositif_words(ids: Ids) -> Iterator[Words]:
    rows = db.session.scalars(select(Dispositif).where(*_among(Dispositif.id, ids)))
    for one in rows:
        texts = (one.description, one.pilot, one.operator)
        title = f"{one.name} {one.acronym or ''}"
        yield Words(one.id, title, tuple(text or "" for text in texts))


def _dispositifs(ids: Collection[int]) -> dict[int, Result]:
    rows = db.session.scalars(
        select(Dispositif)
        .where(Dispositif.id.in_(ids))
        .options(joinedload(Dispositif.axis).joinedload(Axis.framework))
    )
    return {
        one.id: Result(
            "dispositif",
            "Dispositif",
            f"{one.name} ({one.acronym})" if one.acronym else one.name,
            f"{one.axis.framework.name}, axe {one.axis.number}",
            path("strategy.axis", framework_slug=one.axis.framework.slug, number=one.axis.number)
            + f"#dispositif-{one.slug}",
        )
        for one in rows
    }


SOURCES: Final[Mapping[str, Source]] = {
    one.kind: one
    for one in (
        Source(
            "event",
            "Rencontres",
            _events_seen,
            _events,
            _event_words,
            ((Event, "id"), (ProgrammeItem, "event_id")),
        ),
        Source(
            "group",
            "Groupes",
            lambda _: select(WorkingGroup.id),
            _groups,
            _group_words,
            ((WorkingGroup, "id"), (GroupAlias, "group_id")),
        ),
        Source(
            "minutes",
            "Comptes rendus",
            _minutes_seen,
            _minutes,
            _minutes_words,
            ((Minutes, "id"), (MinutesEdition, "minutes_id")),
        ),
        Source(PROPOSAL, "Propositions", _proposals_seen, _proposals),
        Source(
            "dispositif",
            "Dispositifs",
            lambda _: select(Dispositif.id),
            _dispositifs,
            _dispositif_words,
            ((Dispositif, "id"),),
        ),
    )
}
