"""Who reads what came back."""

from __future__ import annotations

from app.kernel.access import Predicate, team

PERMISSIONS: dict[str, Predicate] = {"inbox:manage": team}
