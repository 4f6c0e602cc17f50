"""The register of decisions and the board of actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import contains_eager

from app.events.models import Event
from app.groups.models import Mandate, WorkingGroup
from app.groups.queries import in_force
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.collation import has_words, sort_key
from app.kernel.db import db
from app.minutes.enums import (
    OPEN_ACTIONS,
    ActionStatus,
)
from app.minutes.models import (
    Action,
    Decision,
    Minutes,
)
from app.minutes.policies import LIVE, SHOWN
from app.minutes.queries.visibility import visible_to
from app.organisations.models import Organisation


@dataclass(frozen=True)
class RegisterFilters:
    """What decisions and actions are filtered by; all of it stands in the address."""

    groupe: str | None = None
    qui: str | None = None
    etat: ActionStatus | None = None
    retard: bool = False

    @classmethod
    def of(cls, args: Mapping[str, str]) -> RegisterFilters:
        state = args.get("etat", "")
        return cls(
            groupe=args.get("groupe") or None,
            qui=(args.get("qui") or "").strip()[:100] or None,
            etat=ActionStatus(state) if state in set(ActionStatus) else None,
            retard=args.get("retard") == "1",
        )


def register_groups() -> list[tuple[str, str]]:
    """Groups by name, for the filter."""
    rows = db.session.execute(
        select(WorkingGroup.slug, WorkingGroup.name).order_by(
            sort_key(WorkingGroup.name), WorkingGroup.id
        )
    )
    return [(row.slug, row.name) for row in rows]


def decisions(
    actor: Actor, filters: RegisterFilters, *, offset: int = 0, limit: int = 51
) -> Sequence[Any]:
    """Decisions of published minutes that the actor may read: the latest meeting first."""
    found = (
        select(
            Decision.id,
            Decision.number,
            Decision.text,
            Minutes.id.label("minutes_id"),
            Event.title,
            Event.starts_at,
            WorkingGroup.slug.label("group_slug"),
            WorkingGroup.name.label("group_name"),
        )
        .join(Minutes, Minutes.id == Decision.minutes_id)
        .join(Event, Event.id == Minutes.event_id)
        .outerjoin(WorkingGroup, WorkingGroup.id == Event.group_id)
        .where(visible_to(actor), Minutes.status.in_(SHOWN))
        .order_by(Event.starts_at.desc(), Minutes.id.desc(), Decision.number)
    )
    if filters.groupe is not None:
        found = found.where(WorkingGroup.slug == filters.groupe)
    return db.session.execute(found.offset(offset).limit(limit)).all()


def actions(
    actor: Actor, filters: RegisterFilters, *, offset: int = 0, limit: int = 51
) -> Sequence[Action]:
    """Live actions that the actor may read: open ones first, what is due first."""
    found = (
        select(Action)
        .join(Action.minutes)
        .join(Minutes.event)
        .outerjoin(Event.group)
        .options(
            contains_eager(Action.minutes).contains_eager(Minutes.event).contains_eager(Event.group)
        )
        .where(visible_to(actor), Minutes.status.in_(LIVE))
        .order_by(Action.closed_at.is_not(None), Action.due_on.is_(None), Action.due_on, Action.id)
    )
    if filters.groupe is not None:
        found = found.where(WorkingGroup.slug == filters.groupe)
    if filters.etat is not None:
        found = found.where(Action.status == filters.etat)
    if filters.qui is not None:
        found = found.where(has_words(Action.owner, filters.qui))
        if not actor.is_signed_in:
            # What is not shown is not found either.
            found = found.where(_shown_to_all())
    if filters.retard:
        found = found.where(_is_late())
    return db.session.scalars(found.offset(offset).limit(limit)).all()


def named_owners(actor: Actor, shown: Sequence[Action]) -> frozenset[int]:
    """Of these actions, those whose owner the list may name.

    Minutes name people after a check-list, one text at a time; a list of all of them says more of
    somebody. The public reads there organisations, and who agreed to be named in the group.
    """
    ids = [action.id for action in shown]
    if actor.is_signed_in or not ids:
        return frozenset(ids)
    found = select(Action.id).join(Action.minutes).join(Minutes.event)
    return frozenset(db.session.scalars(found.where(Action.id.in_(ids), _shown_to_all())))


def _shown_to_all() -> ColumnElement[bool]:
    """`Action` joined to its event: given to an organisation, or to somebody who agreed."""
    owner = sort_key(Action.owner)
    directory = exists().where(
        or_(sort_key(Organisation.name) == owner, sort_key(Organisation.acronym) == owner)
    )
    agreed = exists().where(
        Mandate.account_id == Action.owner_account_id,
        Mandate.group_id == Event.group_id,
        Mandate.shown.is_(True),
        in_force(),
    )
    return or_(directory, agreed)


def _is_late() -> ColumnElement[bool]:
    return and_(Action.status.in_(OPEN_ACTIONS), Action.due_on < clock.today())


def late_actions() -> dict[int, int]:
    """Group → how many of its live actions are past their date, for the overview of groups."""
    rows = db.session.execute(
        select(Event.group_id, func.count())
        .select_from(Action)
        .join(Action.minutes)
        .join(Minutes.event)
        .where(Event.group_id.is_not(None), Minutes.status.in_(LIVE), _is_late())
        .group_by(Event.group_id)
    )
    return {group: count for group, count in rows if group is not None}


def _live_action() -> Select[Action]:
    return (
        select(Action)
        .join(Action.minutes)
        .join(Minutes.event)
        .outerjoin(Event.group)
        .options(
            contains_eager(Action.minutes).contains_eager(Minutes.event).contains_eager(Event.group)
        )
        .where(Minutes.status.in_(LIVE))
    )


def action_by_id(actor: Actor, action_id: int) -> Action | None:
    """A live action that the actor may read, or was given."""
    own = Action.owner_account_id == actor.account_id if actor.account_id else false()
    return db.session.scalar(
        _live_action().where(Action.id == action_id, or_(visible_to(actor), own))
    )


def action_by_token(hashed: str) -> Action | None:
    """A live action, for whoever holds its private link."""
    return db.session.scalar(_live_action().where(Action.token_hash == hashed))
