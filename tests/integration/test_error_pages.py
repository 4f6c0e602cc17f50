"""Errors as pages, above all when the database is the error."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from tests import make
from tests.web import HouseClient


def broken(_account_id: str) -> None:
    raise OperationalError("SELECT", {}, Exception("gone"))


@pytest.fixture
def without_database(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can be recognised any more: the first question of a request fails."""
    monkeypatch.setattr(vars(app)["login_manager"], "_user_callback", broken)


@pytest.mark.parametrize("address", ["/", "/compte", "/adresse-qui-n-existe-pas"])
def test_somebody_signed_in_gets_a_page_without_the_database(
    client: HouseClient, request: pytest.FixtureRequest, address: str
) -> None:
    client.sign_in(make.account())
    request.getfixturevalue("without_database")
    answer = client.get(address)
    assert answer.status_code == 503
    assert "momentanément indisponible" in answer.get_data(as_text=True)


def test_what_was_written_is_kept_in_the_page(
    client: HouseClient, request: pytest.FixtureRequest
) -> None:
    client.sign_in(make.account())
    request.getfixturevalue("without_database")
    answer = client.forge("/compte/modifier", data={"name": '<Claude> "Modèle"'})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert 'name="name" value="&lt;Claude&gt; &#34;Modèle&#34;"' in page
    assert "Renvoyer" in page


def test_a_page_that_does_not_exist_shows_the_way(client: HouseClient) -> None:
    answer = client.get("/adresse-qui-n-existe-pas")
    assert answer.status_code == 404
    assert 'href="/agenda"' in answer.get_data(as_text=True)
