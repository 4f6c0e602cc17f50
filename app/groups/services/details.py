"""Documents, other names, what grew out of a group, and who finds out who takes part."""

from __future__ import annotations

from sqlalchemy import select

from app.audit import services as audit
from app.documents import services as documents
from app.documents.services import Upload
from app.groups.enums import MemberList
from app.groups.models import (
    GroupAlias,
    GroupDocument,
    GroupOffshoot,
    GroupSettings,
    Mandate,
    WorkingGroup,
)
from app.groups.queries import in_force
from app.groups.services.acting import lock_for, touch
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Invalid, NotAllowed, NotFound


def add_document(
    actor: Actor, group: WorkingGroup, upload: Upload, *, title: str, is_public: bool
) -> GroupDocument:
    """A file for the members, or for everyone. Raises `Invalid` beside `documents`."""
    group = lock_for(actor, "group:edit", group.id)
    (stored,) = documents.store_all(actor, [upload])
    made = GroupDocument(group_id=group.id, document_id=stored.id, title=title, is_public=is_public)
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "group:add_document", group, after={"audience": _audience(is_public)})
    return made


def remove_document(actor: Actor, document: GroupDocument) -> bool:
    """Take a file away from the group's page. False when it was gone."""
    group = lock_for(actor, "group:edit", document.group_id)
    row = db.session.get(GroupDocument, document.id)
    if row is None:
        return False
    db.session.delete(row)
    db.session.flush()
    audit.record(actor, "group:remove_document", group)
    return True


def add_alias(
    actor: Actor,
    group: WorkingGroup,
    *,
    name: str,
    from_year: int | None = None,
    to_year: int | None = None,
) -> GroupAlias:
    """Another name of the group, with its years. A known one is given back."""
    group = lock_for(actor, "group:manage", group.id)
    if from_year and to_year and to_year < from_year:
        raise Invalid({"to_year": "La fin doit venir après le début."})
    known = db.session.scalar(
        select(GroupAlias).where(GroupAlias.group_id == group.id, GroupAlias.name == name)
    )
    if known is not None:
        known.from_year, known.to_year = from_year, to_year
        made = known
    else:
        made = GroupAlias(group_id=group.id, name=name, from_year=from_year, to_year=to_year)
        db.session.add(made)
    touch(group)
    audit.record(actor, "group:add_alias", group, after={"name": name})
    return made


def add_offshoot(
    actor: Actor, group: WorkingGroup, *, name: str, since_year: int | None = None
) -> GroupOffshoot:
    """Something lasting that grew out of the group: a project, a yearly day."""
    group = lock_for(actor, "group:edit", group.id)
    known = db.session.scalar(
        select(GroupOffshoot).where(GroupOffshoot.group_id == group.id, GroupOffshoot.name == name)
    )
    if known is not None:
        return known
    made = GroupOffshoot(group_id=group.id, name=name, since_year=since_year)
    db.session.add(made)
    touch(group)
    audit.record(actor, "group:add_offshoot", group, after={"name": name})
    return made


def set_member_list(actor: Actor, group: WorkingGroup, member_list: MemberList) -> bool:
    """Say who finds out who takes part. False when it is so already."""
    group = lock_for(actor, "group:edit", group.id)
    row = db.session.get(GroupSettings, group.id)
    before = row.member_list if row else MemberList.PUBLIC
    if before is member_list:
        return False
    if row is None:
        db.session.add(GroupSettings(group_id=group.id, member_list=member_list))
    else:
        row.member_list = member_list
    db.session.flush()
    audit.record(
        actor,
        "group:set_member_list",
        group,
        before={"member_list": before},
        after={"member_list": member_list},
    )
    return True


def show_name(actor: Actor, group: WorkingGroup, *, shown: bool) -> bool:
    """The person's own switch: may the public read their name among those who take part?"""
    if actor.account_id is None:
        raise NotAllowed
    if lock_row(WorkingGroup, group.id) is None:
        raise NotFound
    own = db.session.scalars(
        select(Mandate).where(
            Mandate.group_id == group.id, Mandate.account_id == actor.account_id, in_force()
        )
    ).all()
    changed = [mandate for mandate in own if mandate.shown is not shown]
    for mandate in changed:
        mandate.shown = shown
    if changed:
        db.session.flush()
        audit.record(actor, "group:show_name", group, after={"shown": shown})
    return bool(changed)


def _audience(is_public: bool) -> str:
    return "public" if is_public else "members"
