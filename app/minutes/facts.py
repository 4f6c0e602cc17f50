"""What minutes tell the features above, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel.access import Actor
from app.minutes.models import Minutes


@dataclass(frozen=True)
class MinutesPublished:
    """An edition has just been frozen: number 1, then one per amendment."""

    actor: Actor
    minutes: Minutes
    edition: int
