"""Once their time is over, nothing of people is left anywhere: every text column of every table,
and the bytes of the database file itself, are searched for what they typed.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import select

from app.accounts.enums import Role
from app.enrolment.models import Contact
from app.kernel import clock
from app.kernel.db import db
from app.outbox.schedule import run_task
from app.outbox.worker import run_once
from app.oversight.retention import DAILY_TASKS
from app.registrations.models import Registration
from app.registrations.tokens import token_of
from tests import make
from tests.integration.enrolment.test_others import to_confirm_of
from tests.web import HouseClient

MARK = "Marqueur"
LATER = timedelta(days=801)


def _registrations() -> list[Registration]:
    return list(db.session.scalars(select(Registration).order_by(Registration.id)))


def _live_a_year(client: HouseClient) -> None:
    """People register themselves and others, refuse, pass seats on; the team takes lists out."""
    event = make.event(on_site=4)
    base = f"/evenements/{event.slug}/inscription"
    person = {
        "first_name": f"{MARK}a",
        "last_name": f"{MARK}b",
        "email": f"{MARK}c@example.org",
        "organisation": f"{MARK}d",
        "attendance_mode": "on_site",
        "consent": "y",
    }
    assert client.post(base, data=person).status_code == 303
    others = {
        **person,
        "email": f"{MARK}e@example.org",
        "first_name_0": f"{MARK}f",
        "last_name_0": f"{MARK}g",
        "email_0": f"{MARK}h@example.org",
    }
    assert (
        client.post(f"{base}/collegues", data=others, button="J’inscris ces personnes").status_code
        == 303
    )
    to_confirm = to_confirm_of(f"{MARK}e@example.org")
    assert to_confirm is not None
    assert client.post(to_confirm).status_code == 303
    first, colleague = _registrations()
    first_page, colleague_page = (f"/inscriptions/{token_of(one)}" for one in (first, colleague))
    assert client.post(f"{colleague_page}/refuser").status_code == 303
    offer = {
        "first_name": f"{MARK}i",
        "last_name": f"{MARK}j",
        "email": f"{MARK}k@example.org",
    }
    assert client.post(f"{first_page}/transmettre", data=offer).status_code == 303
    client.sign_in(make.account(Role.STAFF))
    purpose = {"format": "csv", "purpose": f"Pour {MARK}l"}
    # The page asks for a purpose where there are answers; this one was drawn while there were.
    taken = client.forge(f"/gestion/evenements/{event.slug}/inscriptions/fichier", data=purpose)
    assert taken.status_code == 200
    why = {"reason": f"Demandé par {MARK}m"}
    withdrawn = client.post(f"/gestion/inscriptions/{first.id}/annulation", data=why)
    assert withdrawn.status_code == 303


def _columns_that_hold(mark: str) -> dict[str, str]:
    """Every place of the database where the text stands, whatever the type of the column."""
    found = {}
    with db.engine.connect() as connection:
        inspector = sa.inspect(connection)
        for table in inspector.get_table_names():
            columns: list[Any] = [sa.column(one["name"]) for one in inspector.get_columns(table)]
            for row in connection.execute(select(*columns).select_from(sa.table(table))):
                for column, value in zip(columns, row, strict=True):
                    if mark.casefold() in str(value).casefold():
                        found[f"{table}.{column.name}"] = str(value)
    return found


def _file_of_the_database(app: Flask) -> bytes:
    """The bytes on the disk, free pages and journal included; none for a server."""
    if db.engine.dialect.name != "sqlite":
        return b""
    path = Path(str(db.engine.url.database))
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*") if one.is_file())


def test_nothing_of_people_is_left_once_their_time_is_over(
    client: HouseClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _live_a_year(client)
    run_once(app)
    assert client.get("/").status_code == 200
    everywhere = _columns_that_hold(MARK)
    assert {"registration.first_name", "contact.email", "audit_entry.reason"} <= set(everywhere)
    assert not [place for place in everywhere if place.endswith((".key", ".slug"))]
    assert db.session.scalar(select(Contact.id)) is not None
    db.session.rollback()

    later = clock.now() + LATER
    monkeypatch.setattr(clock, "now", lambda: later)
    monkeypatch.setattr(clock, "today", later.date)
    for task in DAILY_TASKS:
        run_task(task)
    db.session.remove()
    assert _columns_that_hold(MARK) == {}
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.engine.dispose()
    assert MARK.encode() not in _file_of_the_database(app)
    assert MARK.casefold().encode() not in _file_of_the_database(app)
