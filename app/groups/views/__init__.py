"""Pages of groups."""

from app.groups.views import group, overview, road_map
from app.groups.views.section import groups

__all__ = ["group", "groups", "overview", "road_map"]
