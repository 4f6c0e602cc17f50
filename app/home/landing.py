"""The page where the work of each role waits."""

from __future__ import annotations

from flask import url_for

from app.groups.enums import LEADING
from app.groups.queries import load_actor, slug_of


def work_page(account_id: int) -> str:
    """The commissaire decides, the team manages, a lead has a group; empty for everybody else."""
    actor = load_actor(account_id)
    if actor is None:
        return ""
    if actor.has_role("commissioner"):
        return url_for("proposals.desk")
    if actor.is_team:
        return url_for("home.manage")
    led = sorted(group for group, role in actor.group_roles if role in LEADING)
    # Of several groups, none comes first: the account lists them.
    slug = slug_of(led[0]) if len(set(led)) == 1 else None
    return url_for("groups.show", slug=slug) if slug else ""
