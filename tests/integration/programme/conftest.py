"""Importing text as a file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.kernel.db import transaction
from app.programme.report import Report
from app.programme.services import default_file, import_content

Import = Callable[[str], Report]


@pytest.fixture
def import_text(app: Flask) -> Import:
    def run(text: str) -> Report:
        with transaction():
            return import_content(text.encode(), "essai.yaml")

    return run


@pytest.fixture
def programme() -> str:
    """The programme that the service carries."""
    return default_file().read_text(encoding="utf-8")
