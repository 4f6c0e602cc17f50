"""Migrations make what the models say, on both engines, up and down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy.exc import DBAPIError

from app.audit.models import AuditEntry
from app.kernel.base import Base
from app.kernel.db import db, transaction
from app.resources import migrations_path
from tests.migrations import schema

# Each goes through all revisions, some of them twice.
pytestmark = pytest.mark.budget(30)

# How PostgreSQL stores a column is nothing to SQLite: these steps change nothing there.
IN_POSTGRESQL = {"0033"}
# What only migrations make: models have no words for triggers.
ONLY_MIGRATIONS = (
    *("audit_entry_no_update", "audit_entry_no_delete", "audit_entry_is_append_only"),
    # nor for the index of full text
    "search_words",
)


@pytest.fixture
def dump(app: Flask) -> Iterator[Dump]:
    yield Dump(app)
    db.session.remove()


class Dump:
    """Reads the database as it is at the moment of asking."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __call__(self) -> set[str]:
        db.session.remove()
        with db.engine.connect() as connection:
            return schema.lines(connection)


def test_migrations_and_models_make_the_same_database(dump: Dump) -> None:
    migrated = {line for line in dump() if not any(name in line for name in ONLY_MIGRATIONS)}
    downgrade(revision="base")
    Base.metadata.create_all(db.engine)
    created = dump()
    assert migrated - created == set(), "only in the migrated database"
    assert created - migrated == set(), "only in the models"
    assert any("CHECK" in line for line in created)
    assert any(" WHERE " in line for line in created)


def test_up_down_up_gives_the_same_database(dump: Dump) -> None:
    first = dump()
    downgrade(revision="base")
    assert dump() == set(), "the way down leaves something behind"
    upgrade()
    assert dump() == first


def test_every_step_goes_down_and_up_again(dump: Dump) -> None:
    steps = list(_script().walk_revisions())
    for step in steps:
        below = str(step.down_revision or "base")
        before = dump()
        downgrade(revision=below)
        if step.revision not in IN_POSTGRESQL or db.engine.dialect.name == "postgresql":
            assert dump() != before, f"{step.revision} changes nothing on the way down"
        upgrade(revision=step.revision)
        assert dump() == before, step.revision
        downgrade(revision=below)
    upgrade()


def test_there_is_one_line_of_revisions() -> None:
    assert len(_script().get_heads()) == 1


def test_a_changed_check_would_be_seen(dump: Dump) -> None:
    """The control: without it, a comparison that sees nothing would pass for ever."""
    before = dump()
    downgrade(revision="base")
    check = next(
        c
        for c in Base.metadata.tables["event"].constraints
        if isinstance(c, sa.CheckConstraint) and c.name == "ck_event_month"
    )
    right = check.sqltext
    check.sqltext = sa.text("partial_month BETWEEN 1 AND 13")
    try:
        Base.metadata.create_all(db.engine)
        seen = {line for line in dump() - before if "13" in line}
    finally:
        check.sqltext = right
    assert seen


@pytest.mark.parametrize("act", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"])
def test_the_journal_refuses_to_be_rewritten(app: Flask, act: str) -> None:
    with transaction():
        db.session.add(
            AuditEntry(
                actor_id=None,
                actor_label="système",
                action="event:publish",
                subject_type="event",
                subject_id=1,
                before={},
                after={},
            )
        )
    with (
        pytest.raises(DBAPIError, match="append-only"),
        db.engine.begin() as connection,
    ):
        connection.execute(sa.text(act))


@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        ("reason = NULL", True),
        ("reason = 'autre'", False),
        ("reason = NULL, actor_label = 'x'", False),
    ],
)
def test_the_journal_only_forgets_why_a_list_was_exported(
    app: Flask, change: str, allowed: bool
) -> None:
    with transaction():
        db.session.add(
            AuditEntry(
                actor_id=None,
                actor_label="système",
                action="registration:export",
                subject_type="event",
                subject_id=1,
                before={},
                after={"lines": 3},
                reason="Pour l’accueil de Camille Exemple",
            )
        )
    act = sa.text(f"UPDATE audit_entry SET {change}")  # noqa: S608  # ours
    if allowed:
        with db.engine.begin() as connection:
            connection.execute(act)
        return
    with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(act)


def test_keys_that_named_people_are_cleaned(app: Flask) -> None:
    downgrade(revision="0033")
    row = (
        "INSERT INTO outbox_message (key, kind, recipient, subject, payload, status, attempts, "
        "due_at, created_at) VALUES (:key, 'a', '', 'a', '{}', 'sent', 1, :now, :now)"
    )
    keys = ("contact:1:refused:Camille Exemple", "fill:3:80:0123456789abcdef", "certificate:1")
    with db.engine.begin() as connection:
        for key in keys:
            connection.execute(sa.text(row), {"key": key, "now": "2026-11-30 12:00:00"})
    upgrade()
    with db.engine.connect() as connection:
        found = set(connection.scalars(sa.text("SELECT key FROM outbox_message")))
    assert len(found) == 3
    assert "certificate:1" in found
    assert not any("Camille" in key or "0123" in key for key in found)


def _script() -> ScriptDirectory:
    return ScriptDirectory(str(migrations_path()))
