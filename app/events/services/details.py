"""Creating an event and changing what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.audit import services as audit
from app.events.enums import ATTENDANCE_MODES, EventKind, EventMode, EventStatus, PoolKind
from app.events.facts import EventChanged, PoolsChanged, RemoteLinkGiven
from app.events.models import Event, Pool, ProgrammeItem
from app.events.policies import may_run
from app.events.services.calendar import move_sessions, touch
from app.events.when import UNKNOWN, When
from app.kernel.access import Actor
from app.kernel.bus import announce
from app.kernel.db import db, lock_row
from app.kernel.errors import Invalid, NotAllowed, NotFound, Stale
from app.kernel.text import slugify
from app.strategy.models import Axis

# Who may register, and how.
OPTIONS = frozenset(
    {"approval_required", "invitation_only", "seats_per_organisation", "confirmation_hours"}
)
# Those that are yes or no.
FLAGS = frozenset({"approval_required", "invitation_only"})
# What the edit form may set, beside the date, the seats, the axes and the programme.
DETAILS = OPTIONS | frozenset(
    {
        "kind",
        "title",
        "visibility",
        "group_id",
        "summary",
        "description",
        "practical",
        "organisers",
        "contact_email",
        "mode",
        "venue",
        "address",
        "city",
        "position",
        "department_code",
        "remote_url",
        "registration_opens_at",
        "registration_closes_at",
        "source_codes",
    }
)
# What makes an event move, for calendars (rule P03) and for those registered.
PLACE = frozenset({"mode", "venue", "address", "city", "department_code"})
DATE = frozenset({"starts_at", "ends_at", "partial_year", "partial_month", "partial_day"})
OPENING = frozenset({"registration_opens_at", "registration_closes_at"})
# What the journal, which forgets nothing, does not repeat.
UNTOLD = frozenset({"contact_email", "remote_url"})
POOLS_OF = {
    EventMode.ON_SITE: (PoolKind.ON_SITE,),
    EventMode.REMOTE: (PoolKind.REMOTE,),
    EventMode.HYBRID: (PoolKind.ON_SITE, PoolKind.REMOTE),
}
ENDED = frozenset({EventStatus.CANCELLED, EventStatus.CLOSED})


@dataclass(frozen=True)
class Line:
    """One line of a programme: `time_text` as one says it ("9 h 30")."""

    title: str
    time_text: str | None = None
    speakers: str | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class Step:
    """An act under its name in the journal, with what it changes besides the details."""

    action: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    reason: str | None = None


def create(
    actor: Actor,
    *,
    kind: EventKind,
    title: str,
    when: When = UNKNOWN,
    capacities: Mapping[PoolKind, int | None] | None = None,
    axis_ids: Sequence[int] = (),
    programme: Sequence[Line] = (),
    address_words: str = "",
    **details: Any,
) -> Event:
    """A new draft. `capacities` gives seats per pool (None or absent: unlimited).

    `address_words` join the title in the address of its page.
    """
    _refuse_unknown(details)
    _check(actor, details, kind)
    event = Event(
        kind=kind,
        title=title,
        slug=_free_slug(f"{title} {address_words}", when),
        starts_at=when.starts_at,
        ends_at=when.ends_at,
        partial_year=when.year,
        partial_month=when.month,
        partial_day=when.day,
        sorts_on=when.sorts_on,
        **details,
    )
    db.session.add(event)
    db.session.flush()
    _set_pools(event, capacities or {})
    _set_axes(event, axis_ids)
    _set_programme(event, programme)
    db.session.flush()
    audit.record(actor, "event:create", event, after={"kind": kind, "title": title})
    return event


def edit(
    actor: Actor,
    event: Event,
    *,
    version: int,
    when: When | None = None,
    capacities: Mapping[PoolKind, int | None] | None = None,
    axis_ids: Sequence[int] | None = None,
    programme: Sequence[Line] | None = None,
    step: Step | None = None,
    **details: Any,
) -> bool:
    """Change what is given; what is left out stays. False when nothing changed.

    `step` is the act that the change is part of, where it is more than an edit: one act, one line
    of the journal.

    Raises `Stale` when somebody saved after `version` was read, `Invalid` beside a field.
    A change of date of a published event is told to those registered, and the old date kept.
    """
    _refuse_unknown(details)
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    if locked.status in ENDED:
        raise Invalid({"title": "Cet événement est terminé : il ne se modifie plus."})
    if locked.version != version:
        raise Stale(
            "Quelqu’un a enregistré cet événement pendant que vous le modifiiez.",
            {name: str(getattr(locked, name) or "") for name in ("title", "summary", "practical")},
        )
    _check(
        actor,
        {**details, "group_id": details.get("group_id", event.group_id)},
        details.get("kind", event.kind),
    )
    if when is not None:
        details |= _date_values(event, when)
    before, after = audit.changes(event, details)
    for name, value in after.items():
        setattr(event, name, value)
    move_sessions(event, before.get("starts_at", event.starts_at))
    seats = (
        _set_pools(event, capacities)
        if capacities is not None
        else _set_pools(event, {})
        if "mode" in after
        else {}
    )
    extras = _set_extras(event, axis_ids, programme)
    if not after and not seats and not extras:
        return False
    event.version += 1
    what = _what_moved(after)
    touch(event, moved=bool(what))
    db.session.flush()
    step = step or Step("event:edit")
    audit.record(
        actor,
        step.action,
        event,
        before=step.before | _for_journal(before),
        after=step.after | _for_journal({**after, **seats, **extras}),
        reason=step.reason,
    )
    if what and event.status == EventStatus.PUBLISHED:
        announce(EventChanged(actor, event, what))
    elif after.get("remote_url") and event.status == EventStatus.PUBLISHED:
        announce(RemoteLinkGiven(actor, event))
    if seats or not after.keys().isdisjoint(OPENING | OPTIONS):
        announce(PoolsChanged(actor, event))
    return True


def _for_journal(values: Mapping[str, Any]) -> dict[str, Any]:
    """An address may be a person's, and the link is private: the journal says that they changed."""
    return {name: "changée" if name in UNTOLD else value for name, value in values.items()}


def _set_extras(
    event: Event, axis_ids: Sequence[int] | None, programme: Sequence[Line] | None
) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    if axis_ids is not None and _set_axes(event, axis_ids):
        changed["axes"] = sorted(axis_ids)
    if programme is not None and _set_programme(event, programme):
        changed["programme"] = len(programme)
    return changed


def _date_values(event: Event, when: When) -> dict[str, Any]:
    values: dict[str, Any] = {
        "starts_at": when.starts_at,
        "ends_at": when.ends_at,
        "partial_year": when.year,
        "partial_month": when.month,
        "partial_day": when.day,
        "sorts_on": when.sorts_on,
    }
    published = event.status in {EventStatus.PUBLISHED, EventStatus.POSTPONED}
    if published and event.starts_at and not when.is_exact:
        raise Invalid({"starts_at": "Pour retirer la date d’un événement publié, reportez-le."})
    if event.status == EventStatus.POSTPONED and when.is_exact:
        # Here, nobody would be told of it.
        raise Invalid({"starts_at": "Passez par « Donner la nouvelle date » sur l’autre page."})
    if published and event.starts_at and when.starts_at != event.starts_at:
        values["former_starts_at"] = event.starts_at
    return values


def _what_moved(after: Mapping[str, Any]) -> tuple[str, ...]:
    told = (("la date", DATE), ("le lieu", PLACE))
    return tuple(words for words, names in told if not after.keys().isdisjoint(names))


def _refuse_unknown(details: Mapping[str, Any]) -> None:
    unknown = set(details) - DETAILS
    if unknown:
        raise TypeError(f"not a detail of an event: {', '.join(sorted(unknown))}")


def _check(actor: Actor, details: Mapping[str, Any], kind: EventKind) -> None:
    if not may_run(actor, kind, details.get("group_id")):
        # A lead runs the meetings of the group, and cannot turn one into something else.
        raise NotAllowed("Vous ne pouvez gérer que les réunions de votre groupe.")
    errors: dict[str, str] = {}
    if kind == EventKind.GROUP_MEETING and details.get("group_id") is None:
        errors["group_id"] = "Une réunion de groupe a besoin de son groupe."
    opens, closes = details.get("registration_opens_at"), details.get("registration_closes_at")
    if opens and closes and closes <= opens:
        errors["registration_closes_at"] = "La clôture doit venir après l’ouverture."
    if errors:
        raise Invalid(errors)


def _free_slug(title: str, when: When) -> str:
    """A slug from the title and the day, with a number when it is taken."""
    base = slugify(title)
    if when.sorts_on:
        base = f"{base[:80]}-{when.sorts_on.isoformat()[: 10 if when.is_exact else 7]}"
    # "nouveau" is where events are made: an event of that address could not be run.
    taken = {"nouveau", *db.session.scalars(select(Event.slug).where(Event.slug.startswith(base)))}
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _set_pools(event: Event, capacities: Mapping[PoolKind, int | None]) -> dict[str, Any]:
    """Make the pools fit the mode and the capacities; what changed, as words of the journal."""
    offered = POOLS_OF[event.mode]
    known = select(Pool).where(Pool.event_id == event.id, Pool.kind.in_(ATTENDANCE_MODES))
    pools = {pool.kind: pool for pool in db.session.scalars(known)}
    changed: dict[str, Any] = {}
    for rank, kind in enumerate(ATTENDANCE_MODES):
        pool = pools.get(kind)
        if pool is None:
            if kind in offered:
                capacity = capacities.get(kind)
                db.session.add(Pool(event_id=event.id, kind=kind, capacity=capacity, rank=rank))
                changed[f"seats_{kind}"] = capacity
            continue
        if kind in capacities and pool.capacity != capacities[kind]:
            pool.capacity = capacities[kind]
            changed[f"seats_{kind}"] = pool.capacity
        if pool.retired != (kind not in offered):
            pool.retired = kind not in offered
            changed[f"offers_{kind}"] = not pool.retired
    return changed


def _set_axes(event: Event, axis_ids: Sequence[int]) -> bool:
    db.session.refresh(event, ["axes"])
    if {axis.id for axis in event.axes} == set(axis_ids):
        return False
    wanted = select(Axis).where(Axis.id.in_(axis_ids)).order_by(Axis.framework_id, Axis.number)
    event.axes = list(db.session.scalars(wanted))
    return True


def _set_programme(event: Event, programme: Sequence[Line]) -> bool:
    db.session.refresh(event, ["programme"])
    stored = [(item.title, item.time_text, item.speakers, item.minutes) for item in event.programme]
    if stored == [(line.title, line.time_text, line.speakers, line.minutes) for line in programme]:
        return False
    event.programme = [
        ProgrammeItem(
            event_id=event.id,
            title=line.title,
            time_text=line.time_text,
            speakers=line.speakers,
            minutes=line.minutes,
            rank=rank,
        )
        for rank, line in enumerate(programme)
    ]
    return True
