"""Life cycle of a year's report: draft → validated (figures frozen) → published → corrected."""

from __future__ import annotations

from app.kernel.states import LifeCycle
from app.reviews.enums import ReviewAction, ReviewStatus

S, A = ReviewStatus, ReviewAction

REVIEWS = LifeCycle(
    {
        (S.DRAFT, A.VALIDATE): S.VALIDATED,
        # Nobody has read it yet: the frozen figures are given up with it.
        (S.VALIDATED, A.REOPEN): S.DRAFT,
        (S.VALIDATED, A.PUBLISH): S.PUBLISHED,
        (S.PUBLISHED, A.CORRECT): S.CORRECTED,
        (S.CORRECTED, A.CORRECT): S.CORRECTED,
    }
)

# Read by everybody, from its last published edition.
SHOWN = frozenset({S.PUBLISHED, S.CORRECTED})
# A validated text stands still; a published one is written on for a correction to come.
WRITABLE = frozenset({S.DRAFT}) | SHOWN
