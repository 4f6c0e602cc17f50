"""A person asks what is held, or to be erased: everywhere, with an account or without."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import String, Text, cast, select, text

from app.accounts.enums import Role
from app.accounts.models import Account
from app.audit.models import AuditEntry
from app.inbox.enums import IncomingKind, Verdict
from app.inbox.models import IncomingMail
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.base import Base
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, Invalid
from app.outbox.enums import MessageStatus
from app.outbox.models import OutboxMessage
from app.oversight import persons
from app.oversight.traces import TRACES
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim
from tests import make
from tests.registering import register
from tests.web import HouseClient

MARK = "zyxmarque"
ADDRESS = f"{MARK}@example.org"
REASON = "courrier du 3 mars"
# Published by the team: addresses of a service, not of a person.
OF_SERVICES = {"event", "working_group"}


def holding(mark: str) -> list[str]:
    """Where a mark stands, in any column of any table."""
    db.session.rollback()
    places = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            statement = select(column).where(cast(column, Text).contains(mark)).limit(1)
            if db.session.execute(statement).first() is not None:
                places.append(f"{table.name}.{column.name}")
    return places


def erased() -> dict[str, int]:
    with transaction():
        return persons.erase(SYSTEM, ADDRESS.upper(), REASON)


def of_mark(event: Any) -> int:
    registered = register(event, ADDRESS, first_name=MARK, last_name=MARK)
    return registered.registration.id


def test_every_table_that_bears_an_address_is_looked_at(app: Flask) -> None:
    bearing = {
        table.name
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String)
        and column.name.removesuffix("_key").rpartition("_")[2] in {"email", "recipient", "sender"}
    }
    assert bearing - OF_SERVICES == {trace.model.__tablename__ for trace in TRACES}


def test_a_person_without_an_account_is_erased_everywhere(app: Flask) -> None:
    event = make.event(on_site=1)
    first = of_mark(event)
    waiting = register(event, "suivante@example.org").registration.id
    with transaction():
        db.session.add(
            IncomingMail(
                digest="d" * 64,
                kind=IncomingKind.OTHER,
                verdict=Verdict.UNKNOWN,
                sender=ADDRESS,
                detail="Courriel d’une personne.",
            )
        )
    assert holding(MARK)
    assert erased()["Inscriptions"] == 1
    assert holding(MARK) == []
    found = select(Claim.registration_id, Claim.status)
    statuses = {
        number: status for number, status in db.session.execute(found) if number in {first, waiting}
    }
    assert statuses == {first: ClaimStatus.WITHDRAWN, waiting: ClaimStatus.CONFIRMED}
    left = select(OutboxMessage.status).where(OutboxMessage.recipient == "")
    assert set(db.session.scalars(left)) == {MessageStatus.CANCELLED}
    erasing = select(AuditEntry).where(AuditEntry.action == "person:erase")
    assert db.session.scalars(erasing).one().reason == REASON
    with pytest.raises(Invalid):
        erased()


def test_nothing_is_left_in_the_file_of_the_database(app: Flask) -> None:
    of_mark(make.event())
    erased()
    if db.engine.dialect.name != "sqlite":
        return
    path = Path(db.session.execute(text("PRAGMA database_list")).all()[0][2])
    db.session.rollback()
    with db.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    assert MARK.encode() not in path.read_bytes()


def test_a_past_registration_is_erased_and_its_count_stays(app: Flask) -> None:
    event = make.event()
    number = of_mark(event)
    with transaction():
        past = db.session.merge(event)
        past.starts_at = clock.now() - timedelta(days=2)
        past.ends_at = clock.now() - timedelta(days=1)
    erased()
    assert holding(MARK) == []
    claim = db.session.scalars(select(Claim).where(Claim.registration_id == number)).one()
    assert claim.status is ClaimStatus.CONFIRMED


def test_an_account_is_closed_and_loses_its_name(app: Flask) -> None:
    number = make.account(Role.STAFF).id
    with transaction():
        account = db.session.get_one(Account, number)
        account.name, account.email, account.email_key = MARK, ADDRESS, ADDRESS
    erased()
    assert holding(MARK) == []
    gone = db.session.get_one(Account, number)
    assert gone.closed_at is not None
    assert gone.name == persons.ERASED_NAME


def test_the_last_administrator_stays(app: Flask) -> None:
    number = make.account(Role.ADMIN).id
    with transaction():
        account = db.session.get_one(Account, number)
        account.email = account.email_key = ADDRESS
    with pytest.raises((Conflict, Invalid)):
        erased()


def test_the_administration_answers_a_request_in_the_pages(client: HouseClient) -> None:
    event = make.event()
    of_mark(event)
    title = event.title
    client.sign_in(make.account(Role.ADMIN))
    client.get("/gestion/personnes")
    shown = client.post("/gestion/personnes", data={"address": ADDRESS})
    assert "Inscriptions : 1 ligne" in " ".join(unescape(re.sub("<[^>]+>", "", shown.text)).split())
    saved = client.post("/gestion/personnes/export")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    data = json.loads(saved.data)
    assert data["Inscriptions"][0]["prenom"] == MARK
    assert data["Inscriptions"][0]["rencontre"] == title
    hasty = client.post("/gestion/personnes/effacer", data={"reason": "", "sure": []})
    assert hasty.status_code == 422
    assert "Indiquez d’où vient la demande." in hasty.text
    assert "Cochez cette case" in hasty.text
    done = client.post("/gestion/personnes/effacer", data={"reason": REASON, "sure": "y"})
    assert done.status_code == 303
    assert "sont effacées" in client.get("/gestion/personnes").text
    nobody = client.post("/gestion/personnes", data={"address": ADDRESS})
    assert "ne garde rien sous cette adresse" in nobody.text
    assert holding(MARK) == []


def test_the_commands_do_the_same(app: Flask) -> None:
    of_mark(make.event())
    runner = app.test_cli_runner()
    shown = runner.invoke(args=["persons", "export", ADDRESS])
    assert json.loads(shown.output)["Inscriptions"][0]["prenom"] == MARK
    refused = runner.invoke(args=["persons", "erase", "personne@example.org", "--reason", REASON])
    assert refused.exit_code == 1
    done = runner.invoke(args=["persons", "erase", ADDRESS, "--reason", REASON])
    assert done.exit_code == 0, done.output
    assert "Inscriptions : 1" in done.output
    assert holding(MARK) == []
