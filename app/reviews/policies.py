"""Who writes a year's report, who validates it, who publishes it."""

from __future__ import annotations

from app.kernel.access import Predicate, role, team

PERMISSIONS: dict[str, Predicate] = {
    "review:write": team,
    "review:validate": team,
    # The bilan is the commissaire's: the team prepares it.
    "review:publish": role("commissioner", "admin"),
    # Numbers under the threshold, for those who answer for them.
    "review:see_small": team,
}
