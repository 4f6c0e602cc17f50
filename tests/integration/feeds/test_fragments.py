"""Fragments kept in their table: the same bytes as written anew, and never those of another row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.events.enums import EventStatus
from app.events.models import Event
from app.feeds import fragments, keeping, store
from app.feeds.models import FeedFragment
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.db import db, transaction
from tests import make
from tests.web import HouseClient

ENOUGH = fragments._WORTH_ASKING + 2


@pytest.fixture(autouse=True)
def restarted(app: Flask) -> Iterator[None]:
    forget()
    yield
    forget()


def forget() -> None:
    """As after a restart of this process."""
    fragments.forget()
    store.public_feeds.clear()
    keeping._seen.clear()


def kept() -> dict[int, bytes]:
    db.session.rollback()
    rows = db.session.scalars(select(FeedFragment))
    return {row.event_id: row.octets for row in rows}


def agenda(client: HouseClient) -> bytes:
    forget()
    return bytes(client.get("/agenda.ics").data)


@pytest.fixture
def group(app: Flask) -> WorkingGroup:
    group = make.group(name="Groupe fictif")
    for number in range(ENOUGH):
        make.event(title=f"Rencontre fictive {number}", group_id=group.id)
    return group


def test_kept_fragments_give_the_same_bytes(client: HouseClient, group: WorkingGroup) -> None:
    written = agenda(client)
    assert keeping.keep(clock.today()) == ENOUGH
    assert keeping.keep(clock.today()) == 0, "nothing has changed"
    assert agenda(client) == written


def test_kept_fragments_are_used(
    client: HouseClient, group: WorkingGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping.keep(clock.today())

    def written_anew(*_: object) -> bytes:
        raise AssertionError("a fragment was written although it was kept")

    monkeypatch.setattr(fragments, "_written", written_anew)
    store.public_feeds.clear()
    fragments._known.clear()
    assert client.get("/agenda.ics").data.count(b"BEGIN:VEVENT") == ENOUGH


def test_what_has_changed_since_is_written_anew(client: HouseClient, group: WorkingGroup) -> None:
    keeping.keep(clock.today())
    with transaction():
        event = db.session.scalars(select(Event).order_by(Event.id)).first()
        assert event is not None
        event.title = "Un autre titre"
        db.session.get_one(WorkingGroup, group.id).name = "Groupe renommé"
    body = agenda(client)
    assert b"Un autre titre" in body
    assert "Groupe renommé".encode() in body
    assert b"Groupe fictif" not in body
    assert keeping.keep(clock.today()) == ENOUGH, "the name of the group stands in each"
    assert agenda(client) == body


def test_a_fragment_that_was_spoilt_is_not_served(client: HouseClient, group: WorkingGroup) -> None:
    written = agenda(client)
    keeping.keep(clock.today())
    with transaction():
        db.session.execute(update(FeedFragment).values(digest="0" * 32, octets=b"SPOILT"))
    assert agenda(client) == written


def test_what_leaves_the_feeds_leaves_the_table(group: WorkingGroup) -> None:
    keeping.keep(clock.today())
    with transaction():
        event = db.session.scalars(select(Event).order_by(Event.id)).first()
        assert event is not None
        event.status = EventStatus.DRAFT
    assert keeping.keep(clock.today()) == 0
    assert event.id not in kept()
    assert len(kept()) == ENOUGH - 1


def test_the_worker_looks_only_when_something_has_changed(
    group: WorkingGroup, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[object] = []
    monkeypatch.setattr(keeping, "keep", looked.append)
    keeping.keep_fragments()
    keeping.keep_fragments()
    assert len(looked) == 1
    make.event()
    keeping.keep_fragments()
    assert len(looked) == 2
    with clock.at(clock.now() + timedelta(days=1)):
        keeping.keep_fragments()
    assert len(looked) == 3
