"""Reading the reports of years: made anew, in writing, frozen."""

from app.reviews.queries.chain import backwards, event_to_follow, forwards, proposal_to_follow
from app.reviews.queries.composing import REGION_NAME, report
from app.reviews.queries.stored import (
    Shown,
    edition_report,
    is_territory,
    published_territories,
    review_by_id,
    review_of,
    reviews,
    revisions,
    scope_of,
    section_of,
    shown,
    shown_edition,
    texts_of,
    titles,
    written,
    years,
)
from app.reviews.queries.tracing import Trace, trace

__all__ = [
    "REGION_NAME",
    "Shown",
    "Trace",
    "backwards",
    "edition_report",
    "event_to_follow",
    "forwards",
    "is_territory",
    "proposal_to_follow",
    "published_territories",
    "report",
    "review_by_id",
    "review_of",
    "reviews",
    "revisions",
    "scope_of",
    "section_of",
    "shown",
    "shown_edition",
    "texts_of",
    "titles",
    "trace",
    "written",
    "years",
]
