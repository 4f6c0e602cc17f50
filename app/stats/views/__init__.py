"""Pages of statistics and of territories, and the year at a glance."""

from app.stats.views import glance, statistics, territories
from app.stats.views.section import stats

__all__ = ["glance", "statistics", "stats", "territories"]
