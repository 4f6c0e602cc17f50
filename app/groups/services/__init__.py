"""Acts on groups, on their people, and on what they plan."""

from app.groups.services.details import (
    add_alias,
    add_document,
    add_offshoot,
    remove_document,
    set_member_list,
    show_name,
)
from app.groups.services.group import Scope, appoint, create, edit, end_mandate, set_status
from app.groups.services.road_map import (
    add_milestone,
    add_note,
    approve_letter,
    change_milestone,
    reopen_milestone,
    resolve_milestone,
    write_letter,
)

__all__ = [
    "Scope",
    "add_alias",
    "add_document",
    "add_milestone",
    "add_note",
    "add_offshoot",
    "appoint",
    "approve_letter",
    "change_milestone",
    "create",
    "edit",
    "end_mandate",
    "remove_document",
    "reopen_milestone",
    "resolve_milestone",
    "set_member_list",
    "set_status",
    "show_name",
    "write_letter",
]
