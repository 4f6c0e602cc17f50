"""The blueprint that the pages of meetings share."""

from __future__ import annotations

from app.groups.models import WorkingGroup
from app.groups.queries import group_by_slug
from app.kernel.access import Actor
from app.web.routing import Section, allow

meetings = Section("meetings", __name__)


def _load_group(actor: Actor, slug: str) -> WorkingGroup | None:
    return group_by_slug(actor, slug=slug)


CONVENE = allow("group:convene", load=_load_group)
