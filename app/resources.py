"""Where the files that are not code lie, in a checkout and in an installed wheel alike.

A checkout has `templates/` and `migrations/` beside `app/`; the wheel carries them inside it.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def _beside_or_inside(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def templates_path() -> Path:
    return _beside_or_inside("templates")


def migrations_path() -> Path:
    return _beside_or_inside("migrations")


def data_path() -> Path:
    """The reference data of the programme."""
    return _PACKAGE / "data"


def fonts_path() -> Path:
    """The fonts of papers that come with the assets (`tools/assets.py`)."""
    return _PACKAGE / "static" / "vendor" / "fonts"
