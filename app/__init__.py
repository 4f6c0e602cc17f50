"""Synergies: the agenda and the working groups of the fight against poverty in Occitanie."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application; settings are read from the environment when not given."""
    # Imported here so that `import app.kernel.…` never drags the whole application along.
    from app.factory import build

    return build(settings)
