"""Every mail about a registration, read as the person reads it, in both parts."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from app.events import services as events
from app.events.enums import EventMode, PoolKind
from app.events.when import When
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.outbox.letters import render_bodies
from app.outbox.models import OutboxMessage
from tests import make
from tests.registering import change, register, withdraw

TITLE = "Accès aux droits & « vie quotidienne »"
KINDS = (
    "confirmed",
    "waiting",
    "promoted",
    "mode_changed",
    "link_again",
    "withdrawn",
    "event_changed",
    "remote_link",
    "event_postponed",
    "event_cancelled",
)


@pytest.fixture
def letters(app: object) -> dict[str, OutboxMessage]:
    """One message of each kind, by its name."""
    event = make.event(on_site=1, remote=1, mode=EventMode.HYBRID, title=TITLE)
    first = register(event, "p1@example.org").registration.id
    second = register(event, "p2@example.org").registration.id
    register(event, "p2@example.org")
    withdraw(first)
    change(second, PoolKind.REMOTE)
    start = clock.now() + timedelta(days=50)
    with transaction():
        when = When(start, start + timedelta(hours=2))
        events.edit(SYSTEM, event, version=event.version, when=when)
    with transaction():
        link = "https://visio.example.org/salle"
        events.edit(SYSTEM, event, version=event.version, remote_url=link)
    with transaction():
        events.postpone(SYSTEM, event, reason="Travaux dans la salle.", version=event.version)
    with transaction():
        events.cancel(SYSTEM, event, reason="Aucune salle libre.")
    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    return {row.kind.removeprefix("registrations/"): row for row in rows}


@pytest.mark.parametrize("kind", KINDS)
def test_each_letter_says_what_when_where_and_how_to_leave(
    letters: dict[str, OutboxMessage], kind: str
) -> None:
    row = letters[kind]
    text, html = render_bodies(row.kind, row.subject, row.payload)
    assert html is not None
    link = row.payload["private_url"]
    plain = _plain(text)
    for said in (TITLE, row.payload["when"], row.payload["place"], link, "heure de Paris"):
        assert _plain(said) in plain, said
    # In HTML the same, escaped once.
    html = _plain(unescape(html))
    for said in (TITLE, link):
        assert said in html, said
    assert "None" not in text
    assert "&amp;amp;" not in html


def test_nothing_is_left_out(letters: dict[str, OutboxMessage]) -> None:
    assert set(KINDS) <= set(letters)


def _plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")
