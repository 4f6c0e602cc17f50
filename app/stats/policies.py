"""Who sees numbers that could point at somebody, and the team's own pages."""

from __future__ import annotations

from app.kernel.access import Predicate, team

PERMISSIONS: dict[str, Predicate] = {
    # Small numbers of people, and numbers of people under every filter.
    "stats:see_small": team,
    "stats:year": team,
}
