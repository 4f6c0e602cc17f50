"""Pages of groups."""

from app.groups.views import group, joining, overview, road_map
from app.groups.views.section import groups

__all__ = ["group", "groups", "joining", "overview", "road_map"]
