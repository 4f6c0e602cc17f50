"""Pages of the strategy."""

from __future__ import annotations

from app.strategy.views import conventions, facts, frameworks, glossary, manage, public
from app.strategy.views.section import strategy

__all__ = ["conventions", "facts", "frameworks", "glossary", "manage", "public", "strategy"]
