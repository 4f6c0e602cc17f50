"""Every error that has a page: right HTML, French, the right status, a way out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, abort

from app.web import errors
from tests.page_rules import faults
from tests.typography import slips


@pytest.fixture
def failing(app: Flask) -> Iterator[Flask]:
    """The application, whose home page fails as the test asks."""
    view = app.view_functions["home.index"]
    yield app
    app.view_functions["home.index"] = view


@pytest.mark.parametrize("status", sorted(errors.PAGES))
def test_page(failing: Flask, status: int) -> None:
    def fail() -> str:
        if status == 500:
            raise LookupError("a secret of ours")
        abort(status)

    failing.view_functions["home.index"] = fail
    client = failing.test_client()
    response = client.get("/")
    html = response.get_data(as_text=True)
    assert response.status_code == status
    # A page of an error is not a refused form: its title says what happened.
    assert faults(html) == ()
    assert slips(html) == []
    assert "a secret of ours" not in html
    assert 'href="/"' in html
