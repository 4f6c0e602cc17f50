"""Acts on groups and on the mandates of their people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from app.accounts.models import Account
from app.audit import services as audit
from app.groups import emails
from app.groups.enums import GroupRole, GroupStatus
from app.groups.facts import MandateBegan
from app.groups.models import Mandate, WorkingGroup
from app.groups.services.acting import is_team, lock, require, touch
from app.groups.states import GROUP
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.bus import announce
from app.kernel.dates import spoken_day
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from app.kernel.text import slugify
from app.reference.models import Department, Metropole
from app.strategy.models import Axis, Dispositif

# What those who animate a group may say of it, and what only the team decides.
TEXTS = frozenset({"purpose", "contact_email", "referent_service", "covers_region", "lead_submits"})
LONGEST_MANDATE = timedelta(days=10 * 366)
DETAILS = TEXTS | {
    "name",
    "lead_organisation_id",
    "associated_organisation",
    "associated_note",
    "source_codes",
}


@dataclass(frozen=True)
class Scope:
    """What a group works on and where; None leaves a part as it is."""

    dispositif_ids: Sequence[int] | None = None
    department_codes: Sequence[str] | None = None
    metropole_ids: Sequence[int] | None = None


def create(
    actor: Actor,
    *,
    name: str,
    status: GroupStatus = GroupStatus.ACTIVE,
    axis_ids: Sequence[int] = (),
    scope: Scope | None = None,
    **details: Any,
) -> WorkingGroup:
    """A new group; what is left out stays "à préciser". Raises `Invalid` for a name in use."""
    require(actor, "group:create", None)
    _refuse_unknown(details)
    _refuse_taken(name, None)
    group = WorkingGroup(name=name, slug=_free_slug(name), status=status, **details)
    db.session.add(group)
    db.session.flush()
    _set_axes(group, axis_ids)
    _set_scope(group, scope)
    audit.record(actor, "group:create", group, after={"name": name, "status": status})
    return group


def edit(
    actor: Actor,
    group: WorkingGroup,
    *,
    seen: datetime | None = None,
    axis_ids: Sequence[int] | None = None,
    scope: Scope | None = None,
    **details: Any,
) -> bool:
    """Change what is given; what is left out stays. False when nothing changed.

    `seen` is the `updated_at` that the person read: raises `Stale` when somebody saved since. Those
    who animate the group change `TEXTS` only; the address of the group never changes.
    """
    _refuse_unknown(details)
    group = lock(group.id)
    require(actor, "group:edit", group)
    if (axis_ids is not None or set(details) - TEXTS) and not is_team(actor):
        raise NotAllowed("Seule l’équipe peut changer ces informations.")
    if seen is not None and group.updated_at != seen:
        raise Stale(
            "Quelqu’un a enregistré ce groupe pendant que vous le modifiiez.",
            {name: str(getattr(group, name) or "") for name in ("name", "purpose")},
        )
    if "name" in details:
        _refuse_taken(details["name"], group.id)
    before, after = audit.changes(group, details)
    for name, value in after.items():
        setattr(group, name, value)
    if axis_ids is not None and _set_axes(group, axis_ids):
        after["axes"] = sorted(axis_ids)
    after |= _set_scope(group, scope)
    if not after:
        return False
    touch(group)
    # An address may be a person's: the journal says that it changed, not to what.
    for values in (before, after):
        if "contact_email" in values:
            values["contact_email"] = "changée"
    audit.record(actor, "group:edit", group, before=before, after=after)
    return True


def set_status(actor: Actor, group: WorkingGroup, *, status: GroupStatus, reason: str) -> bool:
    """Move the group to another state, with the reason that its history will show.

    False when it is there already; raises `Conflict` when no act of the table leads there.
    """
    group = lock(group.id)
    require(actor, "group:manage", group)
    if group.status is status:
        return False
    if not reason.strip():
        raise Invalid({"reason": "Dites pourquoi : l’historique du groupe le montrera."})
    leading = [a for a in GROUP.actions(group.status) if GROUP.next(group.status, a) is status]
    if not leading:
        raise Conflict("Cette étape n’est plus possible : la situation a changé.")
    before, group.status = group.status, status
    touch(group)
    audit.record(
        actor,
        "group:set_status",
        group,
        before={"status": before},
        after={"status": status},
        reason=reason.strip(),
    )
    return True


def appoint(
    actor: Actor,
    group: WorkingGroup,
    *,
    account: Account,
    role: GroupRole,
    since: date | None = None,
    until: date | None = None,
) -> Mandate:
    """Give a role in the group, from a day on (today), until another where it is known.

    The same running role is given only once. A role that has ended already is written down, and
    told to nobody. Raises `Invalid` beside `until`.
    """
    group = lock(group.id)
    require(actor, "group:manage", group)
    if group.status is GroupStatus.CLOSED:
        raise Conflict("Ce groupe est clos : rouvrez-le avant d’y nommer quelqu’un.")
    return begin_mandate(actor, group, account, role, since, until)


def begin_mandate(
    actor: Actor,
    group: WorkingGroup,
    account: Account,
    role: GroupRole,
    since: date | None = None,
    until: date | None = None,
) -> Mandate:
    """The same for acts that have their own rule: an invitation, a request that was accepted."""
    if account.closed_at is not None:
        raise Invalid({"email": "Ce compte est fermé."})
    since = since or clock.today()
    if until is not None and until <= since:
        raise Invalid({"until": "La fin doit venir après le début."})
    overlaps = [or_(Mandate.until.is_(None), Mandate.until > since)]
    if until is not None:
        overlaps.append(Mandate.since < until)
    running = db.session.scalars(
        select(Mandate)
        .where(
            Mandate.group_id == group.id,
            Mandate.account_id == account.id,
            Mandate.role == role,
            *overlaps,
        )
        .order_by(Mandate.id)
        .limit(1)
    ).one_or_none()
    if running is not None:
        return running
    mandate = Mandate(
        group_id=group.id,
        account_id=account.id,
        role=role,
        since=since,
        until=until,
        organisation_id=account.organisation_id,
    )
    db.session.add(mandate)
    db.session.flush()
    audit.record(
        actor,
        "group:appoint",
        group,
        after={"account": account.id, "role": role, "since": since, "until": until},
    )
    if until is not None and until <= clock.today():
        return mandate
    emails.appointed(group, account, mandate)
    if since <= clock.today():
        announce(MandateBegan(group, account))
    return mandate


def end_mandate(actor: Actor, mandate: Mandate, *, until: date | None = None) -> bool:
    """End a mandate: from `until` (today) on it is no longer in force. Its row stays.

    The day may be past, when the role ended and nobody wrote it down, or to come. False when the
    mandate had ended already. Raises `Invalid` beside `until` for a day before it began.
    """
    locked = lock_row(Mandate, mandate.id)
    group = lock_row(WorkingGroup, mandate.group_id)
    if locked is None or group is None:
        raise NotFound
    require(actor, "group:manage", group)
    if locked.until is not None and locked.until <= clock.today():
        return False
    if until is None:
        until = max(clock.today(), locked.since)
    if until < locked.since:
        began = spoken_day(locked.since, weekday=False)
        raise Invalid({"until": f"Ce rôle a commencé le {began} : il ne peut pas finir avant."})
    if until > clock.today() + LONGEST_MANDATE:
        raise Invalid({"until": "Cette date est trop lointaine : vérifiez l’année."})
    if until == locked.until:
        return False
    locked.until = until
    db.session.flush()
    audit.record(
        actor,
        "group:end_mandate",
        group,
        after={"account": locked.account_id, "role": locked.role, "until": locked.until},
    )
    account = db.session.get_one(Account, locked.account_id)
    emails.mandate_ended(group, account, locked)
    return True


def _refuse_unknown(details: dict[str, Any]) -> None:
    unknown = set(details) - DETAILS
    if unknown:
        raise TypeError(f"not a detail of a group: {', '.join(sorted(unknown))}")


def _refuse_taken(name: str, own_id: int | None) -> None:
    if not name.strip():
        raise Invalid({"name": "Donnez un nom au groupe."})
    holder = db.session.scalar(select(WorkingGroup.id).where(WorkingGroup.name == name))
    if holder is not None and holder != own_id:
        raise Invalid({"name": "Un groupe porte déjà ce nom."})


def _free_slug(name: str) -> str:
    base = slugify(name)
    found = db.session.scalars(select(WorkingGroup.slug).where(WorkingGroup.slug.startswith(base)))
    # "nouveau" is where groups are made: a group of that address could not be edited.
    taken = {"nouveau", *found}
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _set_axes(group: WorkingGroup, axis_ids: Sequence[int]) -> bool:
    db.session.refresh(group, ["axes"])
    if {axis.id for axis in group.axes} == set(axis_ids):
        return False
    wanted = select(Axis).where(Axis.id.in_(axis_ids)).order_by(Axis.framework_id, Axis.number)
    group.axes = list(db.session.scalars(wanted))
    db.session.flush()
    return True


def _set_scope(group: WorkingGroup, scope: Scope | None) -> dict[str, Any]:
    """Make the group point at what the scope says; what changed, for the journal."""
    parts: tuple[tuple[str, type[Any], Any, Sequence[Any] | None], ...] = (
        ("dispositifs", Dispositif, Dispositif.id, scope.dispositif_ids if scope else None),
        ("departments", Department, Department.code, scope.department_codes if scope else None),
        ("metropoles", Metropole, Metropole.id, scope.metropole_ids if scope else None),
    )
    return {
        name: sorted(chosen)
        for name, model, key, chosen in parts
        if chosen is not None and _set_links(group, name, model, key, chosen)
    }


def _set_links(
    group: WorkingGroup, name: str, model: type[Any], key: Any, chosen: Sequence[Any]
) -> bool:
    """Make the group point at these rows; whether that changed anything."""
    db.session.refresh(group, [name])
    if {getattr(row, key.key) for row in getattr(group, name)} == set(chosen):
        return False
    rows = db.session.scalars(select(model).where(key.in_(chosen)).order_by(key))
    setattr(group, name, list(rows))
    db.session.flush()
    return True
