"""Pages answered from memory: when they are, and that whatever changes is seen at once.

Beyond these, every test that fetches a page twice compares the two (`tests.remembering`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, text, update

from app import create_app
from app.config import Settings
from app.events.models import Event, Pool, ProgrammeItem, event_axis
from app.kernel import clock, memory, revision
from app.kernel.base import Base
from app.kernel.db import db, transaction
from app.kernel.memory import Memory
from app.reference.models import Department
from app.registrations.models import Claim
from app.strategy.models import Axis, Framework
from app.web.remembered import Page, pages
from tests import make, remembering
from tests.counting import counted_queries
from tests.web import HouseClient


def asked(client: HouseClient, path: str) -> int:
    """How many questions a page asks when it has just been looked at."""
    client.get(path)
    with counted_queries(remembered=True) as sent:
        assert client.get(path).status_code == 200
    return len(sent)


@pytest.fixture
def _as_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the comparison of the tests, which makes each page anew."""
    monkeypatch.setattr(remembering, "COMPARING", False)


@pytest.mark.usefixtures("_as_served")
def test_a_page_that_nothing_has_changed_asks_for_seats_only(client: HouseClient) -> None:
    event = make.event(on_site=5)
    assert asked(client, f"/evenements/{event.slug}") == 1
    assert asked(client, "/agenda") == 1
    assert asked(client, "/partenaires") == 0


@pytest.mark.usefixtures("_as_served")
def test_who_is_signed_in_has_a_page_of_their_own(client: HouseClient) -> None:
    event = make.event()
    client.sign_in(make.account(name="Camille Fictif"))
    assert "Camille Fictif" in client.get(f"/evenements/{event.slug}").text
    assert "Camille Fictif" not in client.application.test_client().get("/agenda").text
    assert asked(client, f"/evenements/{event.slug}") > 1


def by_flush(event: Event) -> None:
    db.session.get_one(Event, event.id).title = "Changé"


def by_bulk(_event: Event) -> None:
    db.session.execute(update(Event).values(title="Changé"))


def by_sql(_event: Event) -> None:
    db.session.execute(text("UPDATE event SET title = 'Changé'"))


def past_the_session(_event: Event) -> None:
    db.session.connection().execute(update(Base.metadata.tables["event"]).values(title="Changé"))


def by_its_programme(event: Event) -> None:
    db.session.add(ProgrammeItem(event_id=event.id, title="Changé"))


def by_its_department(event: Event) -> None:
    db.session.add(Department(code="99", name="Changé"))
    db.session.flush()
    db.session.get_one(Event, event.id).department_code = "99"


def by_its_axes(event: Event) -> None:
    framework = Framework(code="SNPLP", slug="snplp", name="Stratégie")
    db.session.add(framework)
    db.session.flush()
    axis = Axis(framework_id=framework.id, number=1, label="Changé")
    db.session.add(axis)
    db.session.flush()
    db.session.execute(insert(event_axis).values(event_id=event.id, axis_id=axis.id))


CHANGES = [
    by_flush,
    by_bulk,
    by_sql,
    past_the_session,
    by_its_programme,
    by_its_department,
    by_its_axes,
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_is_seen_at_once(client: HouseClient, change: Callable[[Event], None]) -> None:
    event = make.event()
    path = f"/evenements/{event.slug}"
    assert "Changé" not in client.get(path).text
    with transaction():
        change(event)
    assert "Changé" in client.get(path).text


def test_seats_taken_and_given_back_are_seen_at_once(client: HouseClient) -> None:
    """Registrations move no mark."""
    event = make.event(on_site=2)
    paths = (f"/evenements/{event.slug}", "/agenda", "/")
    marks = revision.marks()
    for path in paths:
        assert "Il reste 2" in client.get(path).text
    make.registration(event)
    for path in paths:
        assert "Il ne reste qu’une place" in client.get(path).text
    db.session.rollback()
    assert revision.marks() == marks
    with transaction():
        db.session.execute(update(Pool).values(capacity=10))
    for path in paths:
        assert "Il reste 9" in client.get(path).text


@pytest.fixture
def other(app: Flask) -> Iterator[FlaskClient]:
    """Another application on the same database, with a memory of its own."""
    settings: Settings = app.extensions["synergies_settings"]
    second = create_app(settings)
    yield second.test_client()
    with second.app_context():
        db.engine.dispose()


def test_another_process_sees_it_too(client: HouseClient, other: FlaskClient) -> None:
    event = make.event(on_site=2)
    for browser in (client, other):
        assert "Il reste 2" in browser.get("/agenda", base_url="http://localhost").text
    with transaction():
        db.session.get_one(Event, event.id).title = "Changé ailleurs"
    make.registration(event)
    for browser in (client, other):
        page = browser.get("/agenda", base_url="http://localhost").text
        assert "Changé ailleurs" in page
        assert "Il ne reste qu’une place" in page


def test_time_alone_changes_a_page(client: HouseClient) -> None:
    """Registration closes, the event begins, ends, and is past, without anybody's doing."""
    starts = clock.now() + timedelta(days=3)
    event = make.event(
        starts_at=starts, ends_at=starts + timedelta(hours=2), sorts_on=clock.paris(starts).date()
    )
    with transaction():
        stored = db.session.get_one(Event, event.id)
        stored.registration_closes_at = starts - timedelta(hours=30)
    path = f"/evenements/{event.slug}"

    def seen(moment: timedelta) -> str:
        with time_machine.travel(starts + moment, tick=False):
            return client.get(path).text

    assert "Je m’inscris" in seen(timedelta(hours=-30, seconds=-1))
    assert "Les inscriptions sont closes" in seen(timedelta(hours=-30))
    assert "Les inscriptions sont closes" in seen(timedelta(hours=-29))
    assert "il est passé" in seen(timedelta())
    with time_machine.travel(starts + timedelta(days=2), tick=False):
        assert path not in client.get("/agenda").text


def test_what_changes_while_a_page_is_made_is_seen_next_time(app: Flask) -> None:
    event = make.event()
    known = pages(app)
    db.session.remove()
    before = revision.marks()
    with memory.noting() as made:
        title = db.session.get_one(Event, event.id).title
    db.session.rollback()
    with transaction():  # another worker, before the page is ready
        db.session.get_one(Event, event.id).title = "Changé"
    assert known.keep("page", Page(title, {}), made, before, weight=1)
    db.session.rollback()
    assert known.recall("page", before) == Page(title, {})
    assert known.recall("page", revision.marks()) is None


def test_what_nobody_watches_is_not_kept(app: Flask) -> None:
    event = make.event()
    make.registration(event)
    with memory.noting() as made:
        db.session.query(Claim).all()
    assert not pages(app).keep("page", Page("", {}), made, revision.marks(), weight=1)


TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


@pytest.mark.usefixtures("_as_served")
def test_a_remembered_form_has_a_token_for_each_visitor(client: HouseClient, app: Flask) -> None:
    event = make.event(on_site=5)
    path = f"/evenements/{event.slug}/inscription"
    visitors = [app.test_client() for _ in range(3)]
    shown = [visitor.get(path) for visitor in visitors]
    forms = [page.text for page in shown]
    tokens = [TOKEN.findall(form) for form in forms]
    assert all(len(found) == 1 for found in tokens)
    assert len({found[0] for found in tokens}) == 3
    assert not any("hole-" in form for form in forms)
    assert asked(client, path) == 1, "it is remembered"
    typed = {"attendance_mode": "on_site", "first_name": "Camille", "last_name": "Fictif"}
    typed |= {"email": "camille@example.org", "consent": "y"}
    stolen = visitors[1].post(path, data=typed, page=shown[2])
    assert stolen.status_code == 400, "somebody else’s token"
    assert visitors[2].post(path, data=typed, page=shown[2]).status_code == 303


@pytest.mark.usefixtures("_as_served")
def test_a_remembered_form_says_when_it_was_drawn(client: HouseClient) -> None:
    event = make.event()
    path = f"/evenements/{event.slug}/inscription"
    drawn = re.compile(r'name="opened" value="(\d+)-')
    with time_machine.travel(clock.now(), tick=False) as now:
        first = drawn.search(client.get(path).text)
        now.shift(60)
        second = drawn.search(client.get(path).text)
        assert asked(client, path) == 1, "it is remembered"
    assert first is not None
    assert second is not None
    assert int(second[1]) - int(first[1]) == 60


def test_the_memory_has_a_bound(app: Flask) -> None:
    known = Memory[int](octets=10_000)
    with memory.noting() as made:
        pass
    for number in range(50):
        known.keep(number, number, made, {}, weight=1000)
    assert known.recall(49, {}) is not None
    assert known.recall(0, {}) is None
    assert sum(known.recall(number, {}) is not None for number in range(50)) == 3
