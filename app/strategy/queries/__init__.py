"""Reading the strategy."""

from __future__ import annotations

from app.strategy.queries.conventions import (
    action_by_id,
    axes_of_contracts,
    convention_by_id,
    convention_by_slug,
    conventions,
    excess_of,
)
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
from app.strategy.queries.glossary import sigles_in, term_by_id, terms
from app.strategy.queries.stated import (
    Funding,
    announced,
    announced_years,
    figures,
    figures_on,
    funding,
    funding_years,
    history,
)

__all__ = [
    "Funding",
    "action_by_id",
    "announced",
    "announced_years",
    "axes_of_contracts",
    "axis_by_number",
    "convention_by_id",
    "convention_by_slug",
    "conventions",
    "correspondences",
    "corresponding",
    "corresponding_ids",
    "dispositif_counts",
    "excess_of",
    "figures",
    "figures_on",
    "framework_by_id",
    "framework_by_slug",
    "frameworks",
    "frameworks_of",
    "funding",
    "funding_years",
    "history",
    "other_axes",
    "sigles_in",
    "term_by_id",
    "terms",
]
