"""The blueprint that the pages of groups share, and how a group is found."""

from __future__ import annotations

from app.groups.models import WorkingGroup
from app.groups.queries import group_by_slug
from app.kernel.access import Actor
from app.web.routing import Section

groups = Section("groups", __name__)


def load(actor: Actor, slug: str, **_: object) -> WorkingGroup | None:
    return group_by_slug(actor, slug=slug)
