"""The journal: written once for all, read by administrators."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, event, text, update
from sqlalchemy.exc import DatabaseError

from app.accounts.enums import Role
from app.audit.models import AuditEntry
from app.audit.services import record
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, transaction
from tests import make
from tests.web import HouseClient


def act(subject: Event, action: str = "event:publish", actor: Actor = SYSTEM) -> int:
    with transaction():
        entry = record(
            actor, action, subject, before={"status": "draft"}, after={"status": "published"}
        )
        db.session.flush()
        return entry.id


@pytest.mark.parametrize("way", ["orm", "core", "sql"])
def test_nobody_changes_a_line(app: Flask, way: str) -> None:
    entry = act(make.event())

    def change() -> None:
        with transaction():
            if way == "orm":
                db.session.get_one(AuditEntry, entry, populate_existing=True).reason = "autre"
            elif way == "core":
                db.session.execute(update(AuditEntry).values(actor_label="personne"))
            else:
                db.session.execute(text("UPDATE audit_entry SET action = 'rien'"))

    with pytest.raises(DatabaseError, match="append-only"):
        change()
    db.session.expunge_all()
    stored = db.session.get_one(AuditEntry, entry)
    assert (stored.reason, stored.actor_label, stored.action) == (
        None,
        "système",
        "event:publish",
    )


@pytest.mark.parametrize("way", ["orm", "core", "sql"])
def test_nobody_deletes_a_line(app: Flask, way: str) -> None:
    entry = act(make.event())

    def erase() -> None:
        with transaction():
            if way == "orm":
                db.session.delete(db.session.get_one(AuditEntry, entry))
            elif way == "core":
                db.session.execute(delete(AuditEntry))
            else:
                db.session.execute(text("DELETE FROM audit_entry"))

    with pytest.raises(DatabaseError, match="append-only"):
        erase()
    db.session.expunge_all()
    assert db.session.get(AuditEntry, entry) is not None


def test_the_page_says_who_did_what_to_what(client: HouseClient) -> None:
    admin = make.account(Role.ADMIN, name="Ada Exemple")
    meeting = make.event(title="Journée des communs")
    act(meeting, actor=Actor(account_id=admin.id, label=f"compte {admin.id}"))
    client.sign_in(admin)
    page = client.get("/gestion/journal").text
    for words in ("Publication", "Rencontre", "Journée des communs", "Ada Exemple"):
        assert words in page
    assert "Brouillon</del>" in page
    assert "Publié</ins>" in page
    assert f'href="/gestion/comptes/{admin.id}"' in page
    assert f'href="/gestion/evenements/{meeting.slug}"' in page


def test_filters(client: HouseClient) -> None:
    admin, other = make.account(Role.ADMIN), make.account(Role.STAFF)
    one, two = make.event(title="Première"), make.event(title="Seconde")
    act(one, actor=Actor(account_id=admin.id, label="a"))
    act(two, "event:cancel", actor=Actor(account_id=other.id, label="b"))
    client.sign_in(admin)
    today = clock.today()
    cases = {
        f"compte={admin.id}": (True, False),
        "acte=event:cancel": (False, True),
        "objet=event": (True, True),
        f"objet=event&numero={two.id}": (False, True),
        "objet=account": (False, False),
        f"du={today}&au={today}": (True, True),
        f"au={today - timedelta(days=1)}": (False, False),
        f"du={today + timedelta(days=1)}": (False, False),
        # What cannot be read asks for nothing.
        "compte=x&numero=99999999999&du=hier&au=9999-12-31&page=0": (True, True),
    }
    for query, expected in cases.items():
        page = client.get(f"/gestion/journal?{query}").text
        assert ("Première" in page, "Seconde" in page) == expected, query


def test_it_goes_page_by_page_the_latest_first(client: HouseClient) -> None:
    admin, meeting = make.account(Role.ADMIN), make.event()
    with transaction():
        for number in range(120):
            record(SYSTEM, "event:edit", meeting, after={"title": f"Titre {number:03}"})
    client.sign_in(admin)
    first = client.get("/gestion/journal").text
    assert "120 actes" in first.replace("\u00a0", " ")
    assert "Titre 119" in first
    assert "Titre 000" not in first
    assert "Titre 000" in client.get("/gestion/journal?page=3").text
    assert "Titre 000" in client.get("/gestion/journal?page=99").text


def test_an_empty_journal_says_so(client: HouseClient) -> None:
    client.sign_in(make.account(Role.ADMIN))
    assert "Aucun acte" in client.get("/gestion/journal").text


def test_what_is_gone_or_has_no_word_is_shown_by_its_number(client: HouseClient) -> None:
    client.sign_in(make.account(Role.ADMIN))
    with transaction():
        db.session.add(
            AuditEntry(
                actor_id=987654,
                actor_label="compte 987654",
                action="chose:faire_ceci",
                subject_type="chose",
                subject_id=42,
                before={},
                after={"liste": ["a", True, None], "detail": {"x": 1}, "long": "é" * 400},
            )
        )
    page = client.get("/gestion/journal").text
    for words in ("n° 987654", "Faire ceci", "n° 42", "a, oui, rien", "400"):
        assert words in page.replace("\u00a0", " ")


@pytest.mark.parametrize("role", [Role.PARTNER, Role.STAFF, Role.COMMISSIONER])
def test_it_is_for_administrators(client: HouseClient, role: Role) -> None:
    client.sign_in(make.account(role))
    assert client.get("/gestion/journal").status_code == 403


def test_it_costs_the_same_at_three_and_at_thirty(client: HouseClient) -> None:
    client.sign_in(make.account(Role.ADMIN))
    statements: list[str] = []
    counts = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    for more in (3, 27):
        for _ in range(more):
            act(make.event(), actor=Actor(account_id=make.account().id, label="x"))
        statements.clear()
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            client.get("/gestion/journal")
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(statements))
    assert counts[0] == counts[1]
