"""Facts of the strategy, as sentences."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.kernel.dates import spoken_day
from app.kernel.text import NBSP, joined
from app.strategy.models import Dispositif


def territory(dispositif: Dispositif) -> str:
    """Where a dispositif applies, and since when: `Ariège (depuis le 1er janvier 2023) et Aude`."""
    starts: dict[str, Any] = dispositif.details.get("starts", {})
    return joined(
        _since(department.name, starts.get(department.code))
        for department in dispositif.departments
    )


def _since(name: str, day: str | None) -> str:
    if day is None:
        return name
    return f"{name} (depuis le{NBSP}{spoken_day(date.fromisoformat(day), weekday=False)})"
