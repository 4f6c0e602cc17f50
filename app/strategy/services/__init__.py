"""Completing the strategy: facts that a source gives, entered by the team.

What is saved here is never undone by a later import (see `app.programme.merge`).
"""

from __future__ import annotations

from app.strategy.services.conventions import (
    attach,
    detach,
    remove_action,
    save_action,
    save_convention,
)
from app.strategy.services.facts import (
    CENTS_PER_MILLION,
    add_source,
    save_figure,
    save_funding_total,
    save_line,
    save_total,
    withdraw,
)
from app.strategy.services.framework import (
    save_axis,
    save_dispositif,
    save_framework,
    version_of,
)
from app.strategy.services.glossary import remove_term, save_term

__all__ = [
    "CENTS_PER_MILLION",
    "add_source",
    "attach",
    "detach",
    "remove_action",
    "remove_term",
    "save_action",
    "save_axis",
    "save_convention",
    "save_dispositif",
    "save_figure",
    "save_framework",
    "save_funding_total",
    "save_line",
    "save_term",
    "save_total",
    "version_of",
    "withdraw",
]
