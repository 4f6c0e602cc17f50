"""Reading events, always as somebody may see them."""

from app.events.queries.cards import (
    CARD_COLUMNS,
    CardRow,
    agenda,
    by_axis,
    by_group,
    card_rows,
    next_events,
)
from app.events.queries.events import (
    event_by_slug,
    event_to_run,
    event_to_show,
    events_to_run,
    matching,
    visible_to,
)
from app.events.queries.options import Options, filter_options

__all__ = [
    "CARD_COLUMNS",
    "CardRow",
    "Options",
    "agenda",
    "by_axis",
    "by_group",
    "card_rows",
    "event_by_slug",
    "event_to_run",
    "event_to_show",
    "events_to_run",
    "filter_options",
    "matching",
    "next_events",
    "visible_to",
]
