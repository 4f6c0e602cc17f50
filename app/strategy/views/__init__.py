"""Pages of the strategy."""

from __future__ import annotations

from app.strategy.views import manage, public
from app.strategy.views.section import strategy

__all__ = ["manage", "public", "strategy"]
