"""Who may ask for figures and take them: those who complete the strategy."""

from __future__ import annotations

from app.kernel.access import Predicate, team

PERMISSIONS: dict[str, Predicate] = {"collecting:manage": team}
