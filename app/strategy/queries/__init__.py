"""Reading the strategy."""

from __future__ import annotations

from app.strategy.queries.framework import (
    axis_by_number,
    correspondences,
    corresponding,
    corresponding_ids,
    dispositif_counts,
    framework_by_id,
    framework_by_slug,
    frameworks,
    frameworks_of,
    other_axes,
)
from app.strategy.queries.stated import (
    Funding,
    announced,
    announced_years,
    figures,
    funding,
    funding_years,
    history,
)

__all__ = [
    "Funding",
    "announced",
    "announced_years",
    "axis_by_number",
    "correspondences",
    "corresponding",
    "corresponding_ids",
    "dispositif_counts",
    "figures",
    "framework_by_id",
    "framework_by_slug",
    "frameworks",
    "frameworks_of",
    "funding",
    "funding_years",
    "history",
    "other_axes",
]
