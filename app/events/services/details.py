"""Creating an event and changing what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.audit import services as audit
from app.events.enums import EventKind, EventStatus, PoolKind
from app.events.facts import EventChanged, EventMoved, PoolsChanged, RemoteLinkGiven
from app.events.models import Event
from app.events.policies import may_run
from app.events.services import moving
from app.events.services.calendar import touch
from app.events.services.contents import Line, set_axes, set_pools, set_programme
from app.events.when import UNKNOWN, When
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.bus import announce
from app.kernel.db import db, lock_row
from app.kernel.errors import Invalid, NotAllowed, NotFound, Stale
from app.kernel.text import slugify

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
ENDED = frozenset({EventStatus.CANCELLED, EventStatus.CLOSED})


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
    set_pools(event, capacities or {})
    set_axes(event, axis_ids)
    set_programme(event, programme)
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
    A change of date of a published event is told to those registered, and the old date kept; what
    hangs on the date moves with it. A date that is already past is told to nobody.
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
    move = moving.move_of(event, when) if when is not None else None
    if when is not None:
        details |= moving.date_values(event, when)
        details |= moving.opening_after(event, move, details)
    before, after = audit.changes(event, details)
    for name, value in after.items():
        setattr(event, name, value)
    moved = _bring_along(event, move, after)
    seats = (
        set_pools(event, capacities)
        if capacities is not None
        else set_pools(event, {})
        if "mode" in after
        else {}
    )
    extras = _set_extras(event, axis_ids, programme)
    if not after and not seats and not extras:
        return False
    event.version += 1
    touch(event, moved=bool(_what_moved(after)))
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
    if move is not None and move.days:
        announce(EventMoved(actor, event, move.days))
    _announce(actor, event, after, moved)
    if seats or not after.keys().isdisjoint(OPENING | OPTIONS):
        announce(PoolsChanged(actor, event))
    return True


def _announce(actor: Actor, event: Event, after: Mapping[str, Any], moved: tuple[str, ...]) -> None:
    """Tell what changed of a published event, while people can still do something about it."""
    if event.status != EventStatus.PUBLISHED:
        return
    what = _what_moved(after)
    if what and (event.ends_at is None or event.ends_at > clock.now()):
        announce(EventChanged(actor, event, what, moved))
    elif after.get("remote_url"):
        announce(RemoteLinkGiven(actor, event))


def _bring_along(event: Event, move: moving.Move | None, after: dict[str, Any]) -> tuple[str, ...]:
    """Move what hangs on the date of the event; the words of its mail."""
    span = (event.starts_at, event.ends_at) if event.starts_at and event.ends_at else None
    dated = not after.keys().isdisjoint(DATE)
    sessions = moving.move_sessions(event, move, span) if dated else []
    if move is not None and move.days:
        moving.move_reserves(event, move)
    closes_at = after.get("registration_closes_at") if move is not None else None
    return moving.moved_words(sessions, closes_at)


def _for_journal(values: Mapping[str, Any]) -> dict[str, Any]:
    """An address may be a person's, and the link is private: the journal says that they changed."""
    return {name: "changée" if name in UNTOLD else value for name, value in values.items()}


def _set_extras(
    event: Event, axis_ids: Sequence[int] | None, programme: Sequence[Line] | None
) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    if axis_ids is not None and set_axes(event, axis_ids):
        changed["axes"] = sorted(axis_ids)
    if programme is not None and set_programme(event, programme):
        changed["programme"] = len(programme)
    return changed


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
