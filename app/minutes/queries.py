"""Reading minutes, always as somebody may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import Account
from app.events.enums import EventKind
from app.events.models import Event, ProgrammeItem
from app.events.queries import visible_to as event_visible_to
from app.groups.enums import ORGANISING
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.clock import PARIS
from app.kernel.db import db, fetch
from app.kernel.text import fold
from app.meetings.enums import Answer
from app.meetings.models import Convocation
from app.minutes.content import Content, Count, Item, Person, ToDo
from app.minutes.enums import (
    OPEN_ACTIONS,
    ActionStatus,
    AttendeeKind,
    Audience,
    MinutesStatus,
    Presence,
)
from app.minutes.models import (
    Action,
    Circulation,
    Decision,
    Minutes,
    MinutesRevision,
    Reader,
    minutes_document,
)
from app.minutes.policies import LIVE, READ_INSIDE, REPORTED, SHOWN
from app.minutes.related import Expected, people_of

WRITERS = ORGANISING
GroupRoles = frozenset[tuple[int, str]]
AWAITED = (MinutesStatus.TO_WRITE, MinutesStatus.DRAFT)
# Older meetings without minutes are no longer waited for.
WAITED = timedelta(days=365)


def run_by(actor: Actor) -> ColumnElement[bool]:
    """The SQL twin of `events.policies.runs`, on Event."""
    return _run(actor.is_team, actor.group_roles)


def _run(is_team: bool, group_roles: GroupRoles) -> ColumnElement[bool]:
    if is_team:
        return true()
    groups = sorted({group for group, role in group_roles if role in WRITERS})
    if not groups:
        return false()
    return and_(Event.kind == EventKind.GROUP_MEETING, Event.group_id.in_(groups))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The SQL twin of `policies.reads`, on Minutes joined with Event."""
    return _visible(actor.is_signed_in, actor.is_team, actor.group_roles)


def _visible(is_signed_in: bool, is_team: bool, group_roles: GroupRoles) -> ColumnElement[bool]:
    if is_team:
        return true()
    open_to: list[ColumnElement[bool]] = [Minutes.audience == Audience.PUBLIC]
    if is_signed_in:
        open_to.append(Minutes.audience == Audience.PARTNERS)
    groups = sorted({group for group, _ in group_roles})
    inside = (
        and_(Minutes.status.in_(READ_INSIDE), Event.group_id.in_(groups)) if groups else false()
    )
    return or_(and_(Minutes.status.in_(SHOWN), or_(*open_to)), inside, _run(is_team, group_roles))


def minutes_by_id(actor: Actor, minutes_id: int) -> Minutes | None:
    """Minutes with all that their page shows; None when the actor sees none."""
    return db.session.scalar(_whole().where(Minutes.id == minutes_id, visible_to(actor)))


def minutes_of(event_id: int) -> Minutes | None:
    """The minutes of an event whatever their state, for those who write them."""
    return db.session.scalar(_whole().where(Minutes.event_id == event_id))


def _whole() -> Select[Minutes]:
    return (
        select(Minutes)
        .join(Minutes.event)
        .options(
            contains_eager(Minutes.event).joinedload(Event.group),
            selectinload(Minutes.decisions),
            selectinload(Minutes.documents),
            selectinload(Minutes.editions),
            selectinload(Minutes.actions),
            selectinload(Minutes.people),
            selectinload(Minutes.circulations).selectinload(Circulation.comments),
            joinedload(Minutes.signed_document),
        )
        .execution_options(populate_existing=True)
    )


class MinutesLine(NamedTuple):
    """What a list shows of minutes."""

    id: int
    status: MinutesStatus
    audience: Audience
    published_at: datetime | None
    event_slug: str
    event_title: str
    starts_at: datetime | None
    group_slug: str | None
    group_name: str | None
    plain_summary: str | None


LINE_COLUMNS: tuple[Any, ...] = (
    Minutes.id,
    Minutes.status,
    Minutes.audience,
    Minutes.published_at,
    Event.slug,
    Event.title,
    Event.starts_at,
    WorkingGroup.slug,
    WorkingGroup.name,
    Minutes.plain_summary,
)


def _lines(actor: Actor, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Published minutes that the actor sees: the latest meeting first."""
    return _select_lines(visible_to(actor), *conditions)


def _select_lines(*conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(*LINE_COLUMNS)
        .select_from(Minutes)
        .join(Event, Event.id == Minutes.event_id)
        .outerjoin(WorkingGroup, WorkingGroup.id == Event.group_id)
        .where(Minutes.status.in_(SHOWN), *conditions)
        .order_by(Event.starts_at.desc(), Minutes.id.desc())
    )


def _read(statement: Select[Any]) -> list[MinutesLine]:
    return [MinutesLine._make(row) for row in db.session.execute(statement)]


@dataclass(frozen=True)
class MinutesFilters:
    """What the list is filtered by: the slug of a group, a calendar year in Paris."""

    groupe: str | None = None
    annee: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = []
        if self.groupe is not None:
            conditions.append(WorkingGroup.slug == self.groupe)
        if self.annee is not None:
            starts = datetime(self.annee, 1, 1, tzinfo=PARIS).astimezone(UTC)
            ends = datetime(self.annee + 1, 1, 1, tzinfo=PARIS).astimezone(UTC)
            conditions += [Event.starts_at >= starts, Event.starts_at < ends]
        return conditions


def published(
    actor: Actor, filters: MinutesFilters, *, offset: int = 0, limit: int = 51
) -> list[MinutesLine]:
    """The list of published minutes; one more than a page tells whether there is a next one."""
    return _read(_lines(actor, *filters.conditions()).offset(offset).limit(limit))


def filter_options(actor: Actor) -> tuple[list[tuple[str, str]], list[int]]:
    """The groups (slug, name) and the years for which the list would hold something."""
    rows = db.session.execute(
        _lines(actor)
        .with_only_columns(WorkingGroup.slug, WorkingGroup.name, Event.starts_at)
        .order_by(None)
    ).all()
    groups = sorted({(slug, name) for slug, name, _ in rows if slug}, key=lambda g: (g[1], g[0]))
    years = {clock.paris(starts_at).year for _, _, starts_at in rows if starts_at}
    return groups, sorted(years, reverse=True)


def published_by_event(actor: Actor, event_id: int) -> MinutesLine | None:
    """The published minutes of an event, if the actor sees them."""
    statement = _line_of_event(actor.is_signed_in, actor.is_team, actor.group_roles)
    rows = fetch(statement, event_id=event_id)
    return MinutesLine._make(rows[0]) if rows else None


# The page of every event asks, and building the question costs ten times what asking it does.
@lru_cache(maxsize=256)
def _line_of_event(is_signed_in: bool, is_team: bool, group_roles: GroupRoles) -> Select[Any]:
    return _select_lines(
        _visible(is_signed_in, is_team, group_roles), Minutes.event_id == bindparam("event_id")
    )


def published_by_group(actor: Actor, group_id: int, *, limit: int = 5) -> list[MinutesLine]:
    """The latest published minutes of a group."""
    return _read(_lines(actor, Event.group_id == group_id).limit(limit))


def carries(actor: Actor, document_id: int) -> bool:
    """Whether minutes that the actor sees carry this document."""
    carried = (
        exists()
        .where(
            or_(
                Minutes.signed_document_id == document_id,
                Minutes.id.in_(
                    select(minutes_document.c.minutes_id).where(
                        minutes_document.c.document_id == document_id
                    )
                ),
            )
        )
        .where(Minutes.event_id == Event.id)
        .where(visible_to(actor))
    )
    return bool(db.session.scalar(select(carried)))


def event_is_visible(actor: Actor, event_id: int) -> bool:
    """Whether the actor may follow a link to the event itself."""
    seen = exists().where(Event.id == event_id, event_visible_to(actor))
    return bool(db.session.scalar(select(seen)))


class Waiting(NamedTuple):
    """A meeting whose minutes are awaited; `minutes_id` is there once a draft has been saved."""

    event_id: int
    event_slug: str
    event_title: str
    starts_at: datetime
    ended_at: datetime
    group_name: str | None
    minutes_id: int | None


def to_do(actor: Actor, *, limit: int = 20) -> Sequence[Waiting]:
    """Meetings over, run by the actor, without published minutes: the longest waiting first.

    The team is told of group meetings and events alike; a lead of the meetings of the group.
    """
    return _waiting(actor, Event.ends_at <= clock.now(), limit=limit)


def to_write(actor: Actor, group_id: int) -> Sequence[Waiting]:
    """Meetings of a group that have begun and have no published minutes, latest first."""
    begun = (Event.group_id == group_id, Event.starts_at <= clock.now())
    return sorted(_waiting(actor, *begun, limit=50), key=lambda w: w.starts_at, reverse=True)


def _waiting(actor: Actor, *conditions: ColumnElement[bool], limit: int) -> list[Waiting]:
    rows = db.session.execute(
        select(
            Event.id,
            Event.slug,
            Event.title,
            Event.starts_at,
            Event.ends_at,
            WorkingGroup.name,
            Minutes.id,
        )
        .outerjoin(Minutes, Minutes.event_id == Event.id)
        .outerjoin(WorkingGroup, WorkingGroup.id == Event.group_id)
        .where(
            run_by(actor),
            Event.status.in_(REPORTED),
            Event.starts_at > clock.now() - WAITED,
            or_(Minutes.id.is_(None), Minutes.status.in_(AWAITED)),
            *conditions,
        )
        .order_by(Event.ends_at, Event.id)
        .limit(limit)
    )
    return [Waiting._make(row) for row in rows]


def agenda_of(event_id: int) -> list[tuple[str | None, str]]:
    """The items of a meeting's agenda, asked anew: the event may come without them."""
    rows = db.session.execute(
        select(ProgrammeItem.time_text, ProgrammeItem.title)
        .where(ProgrammeItem.event_id == event_id)
        .order_by(ProgrammeItem.rank, ProgrammeItem.id)
    )
    return [(row.time_text, row.title) for row in rows]


def people_expected(event: Event) -> list[Expected]:
    """Who was convoked and what they answered, then who registered or came; each name once."""
    rows = db.session.scalars(
        select(Convocation)
        .where(Convocation.event_id == event.id)
        .options(joinedload(Convocation.account).joinedload(Account.organisation))
        .order_by(Convocation.id)
    )
    found = [
        Expected(
            one.delegate_name
            if one.answer is Answer.DELEGATE and one.delegate_name
            else one.person,
            _organisation(one),
            _presence(one.answer),
            None if one.answer is Answer.DELEGATE else one.address,
        )
        for one in rows
    ]
    known = {fold(one.name) for one in found}
    for one in people_of(event):
        if fold(one.name) not in known:
            known.add(fold(one.name))
            found.append(one)
    return sorted(found, key=lambda one: (fold(one.name), one.name))


def _organisation(one: Convocation) -> str | None:
    organisation = one.account.organisation if one.account is not None else None
    return organisation.name if organisation is not None else None


def _presence(answer: Answer | None) -> Presence:
    if answer is Answer.EXCUSED:
        return Presence.EXCUSED
    return Presence.ABSENT if answer is None else Presence.PRESENT


def revisions(minutes_id: int) -> Sequence[MinutesRevision]:
    """The history of the text, latest first."""
    return db.session.scalars(
        select(MinutesRevision)
        .where(MinutesRevision.minutes_id == minutes_id)
        .options(joinedload(MinutesRevision.author))
        .order_by(MinutesRevision.id.desc())
        .limit(200)
    ).all()


def reader_by_token(token_hash: str) -> tuple[Reader, Minutes] | None:
    """Somebody present who holds a private link, and the minutes that they read."""
    row = db.session.execute(
        select(Reader, Circulation.minutes_id)
        .join(Circulation, Circulation.id == Reader.circulation_id)
        .where(Reader.token_hash == token_hash)
    ).one_or_none()
    if row is None:
        return None
    minutes = db.session.scalar(_whole().where(Minutes.id == row.minutes_id))
    return (row.Reader, minutes) if minutes is not None else None


def later_meetings(event: Event) -> list[tuple[int, str, datetime]]:
    """Meetings of the group that took place since: each may have approved these minutes."""
    if event.group_id is None or event.starts_at is None:
        return []
    rows = db.session.execute(
        select(Event.id, Event.title, Event.starts_at)
        .where(
            Event.group_id == event.group_id,
            Event.kind == EventKind.GROUP_MEETING,
            Event.status.in_(REPORTED),
            Event.starts_at > event.starts_at,
            Event.starts_at <= clock.now(),
        )
        .order_by(Event.starts_at.desc(), Event.id)
        .limit(10)
    )
    return [(row.id, row.title, row.starts_at) for row in rows if row.starts_at]


def to_approve(group_id: int) -> list[tuple[int, str, datetime]]:
    """Circulated minutes of a group, for the agenda of its next meeting."""
    rows = db.session.execute(
        select(Minutes.id, Event.title, Event.starts_at)
        .join(Event, Event.id == Minutes.event_id)
        .where(Event.group_id == group_id, Minutes.status == MinutesStatus.CIRCULATED)
        .order_by(Event.starts_at, Minutes.id)
    )
    return [(row.id, row.title, row.starts_at) for row in rows if row.starts_at]


def open_actions(group_id: int) -> Sequence[Action]:
    """Live actions of a group that are not closed: what is due first comes first."""
    return db.session.scalars(
        select(Action)
        .join(Action.minutes)
        .join(Minutes.event)
        .where(
            Event.group_id == group_id,
            Minutes.status.in_(LIVE),
            Action.status.in_(OPEN_ACTIONS),
        )
        .order_by(Action.due_on.is_(None), Action.due_on, Action.id)
    ).all()


def stored_content(minutes: Minutes) -> Content:
    """What is stored, as a form would send it."""
    return Content(
        plain_summary=minutes.plain_summary,
        body=minutes.body,
        decisions=tuple(decision.text for decision in minutes.decisions),
        audience=minutes.audience,
        items=tuple(Item(one["title"], one["text"]) for one in minutes.items),
        actions=tuple(ToDo(a.what, a.owner, a.owner_email, a.due_on) for a in minutes.actions),
        counting=minutes.counting,
        people=tuple(Person(p.presence, p.name, p.organisation) for p in minutes.people),
        counts=tuple(
            Count(AttendeeKind(c["kind"]), c["department"], c["count"]) for c in minutes.counts
        ),
    )


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
        select(WorkingGroup.slug, WorkingGroup.name).order_by(WorkingGroup.name, WorkingGroup.id)
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
        found = found.where(func.lower(Action.owner).contains(filters.qui.lower(), autoescape=True))
    if filters.retard:
        found = found.where(_is_late())
    return db.session.scalars(found.offset(offset).limit(limit)).all()


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
