"""Two people who make something of the same name in the same instant."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.enums import Role
from app.events.models import Event
from app.events.services import details as event_details
from app.groups.models import WorkingGroup
from app.groups.services import group as group_services
from app.kernel.db import db
from app.organisations import services as organisation_services
from app.organisations.models import Organisation
from tests import make
from tests.web import HouseClient

# Long enough for both to have looked; on SQLite the second waits for its turn to begin, in vain.
MEETING = 0.5

Form = dict[str, str]


def looking_together(look: Callable[..., str]) -> Callable[..., str]:
    """Have both look for a free slug before either writes: each first look waits for the other."""
    both = threading.Barrier(2)

    def looked(*args: Any) -> str:
        slug = look(*args)
        with contextlib.suppress(threading.BrokenBarrierError):  # alone, or for the second time
            both.wait(MEETING)
        return slug

    return looked


def sent_twice(app: Flask, path: str, form: Form) -> list[int]:
    """The status that two people of the team get, who send the same form at once."""
    clients = [app.test_client() for _ in range(2)]
    for client in clients:
        assert isinstance(client, HouseClient)
        client.sign_in(make.account(Role.STAFF))
        assert client.get(path).status_code == 200  # whatever a first page loads is loaded
    db.session.remove()

    def send(client: FlaskClient) -> int:
        with app.app_context():  # a test's browser lets go of the session of its test
            return client.post(path, data=form).status_code

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(send, clients))


ORGANISATION = {"name": "Même nom", "kind_id": "", "department_code": ""}
EVENT = {"kind": "study_day", "title": "Même titre", "mode": "on_site", "visibility": "public"}


def test_two_events_get_an_address_each(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_details, "_free_slug", looking_together(event_details._free_slug))
    assert sent_twice(app, "/gestion/evenements/nouveau", EVENT) == [303, 303]
    slugs = db.session.scalars(select(Event.slug).order_by(Event.slug)).all()
    assert slugs == ["meme-titre", "meme-titre-2"]


def test_a_group_of_that_name_is_refused_beside_its_field(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No constraint holds its name, only its address: the second try sees the first group."""
    monkeypatch.setattr(group_services, "_free_slug", looking_together(group_services._free_slug))
    form = {"name": "Même nom"}
    assert sent_twice(app, "/gestion/groupes/nouveau", form) == [303, 422]
    assert db.session.scalars(select(WorkingGroup.slug)).all() == ["meme-nom"]


def test_an_organisation_of_that_name_is_refused_beside_its_field(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        organisation_services, "_free_slug", looking_together(organisation_services._free_slug)
    )
    assert sent_twice(app, "/gestion/partenaires/nouveau", ORGANISATION) == [303, 422]
    assert db.session.scalars(select(Organisation.name)).all() == ["Même nom"]
