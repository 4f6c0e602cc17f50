"""Writing a mail down: one INSERT, one message per key, nothing spoilt by a repetition."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app.kernel.db import db, transaction
from app.outbox.enums import MessageStatus
from app.outbox.models import OutboxMessage
from app.outbox.services import enqueue


def write(**changes: Any) -> int | None:
    values: dict[str, Any] = {
        "kind": "essai",
        "to": "personne@example.org",
        "subject": "Un essai",
        "payload": {"name": "Personne fictive"},
        "key": "essai:1",
    }
    return enqueue(**{**values, **changes})


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(OutboxMessage)) or 0


def test_a_message_is_queued_with_all_it_needs(app: Flask) -> None:
    with transaction():
        message = write(calendar={"method": "REQUEST"})
    stored = db.session.get(OutboxMessage, message)
    assert stored is not None
    assert stored.status is MessageStatus.QUEUED
    assert stored.payload == {"name": "Personne fictive"}
    assert stored.calendar == {"method": "REQUEST"}
    assert stored.attempts == 0
    assert stored.leased_until is None
    assert stored.sent_at is None
    assert stored.created_at == stored.due_at


def test_the_same_key_twice_is_one_message_and_the_act_goes_on(app: Flask) -> None:
    with transaction():
        first = write()
        second = write(subject="Autre chose")
        third = write(key="essai:2")
    assert first == second != third
    stored = db.session.get(OutboxMessage, first)
    assert stored is not None
    assert stored.subject == "Un essai"
    assert count() == 2


def test_a_key_written_by_an_earlier_act_is_found_again(app: Flask) -> None:
    with transaction():
        first = write()
    with transaction():
        assert write(subject="Autre chose") == first
        write(key="essai:2")
    assert count() == 2


def test_a_person_without_an_address_gets_none(app: Flask) -> None:
    with transaction():
        assert write(to=None) is None
        assert write(to="") is None
    assert count() == 0


def test_an_act_that_fails_leaves_no_message(app: Flask) -> None:
    def act() -> None:
        with transaction():
            write()
            raise LookupError

    with pytest.raises(LookupError):
        act()
    assert count() == 0


def test_writing_one_message_costs_one_statement(app: Flask) -> None:
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    with transaction():
        write(key="essai:0")
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            write()
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
    assert [statement.split()[0] for statement in statements] == ["INSERT"]


def test_a_key_too_long_is_a_mistake_of_ours(app: Flask) -> None:
    with pytest.raises(ValueError, match="200"), transaction():
        write(key="x" * 201)
