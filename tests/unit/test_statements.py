"""What a statement changes and reads, told from its text."""

from __future__ import annotations

import pytest

from app.kernel.statements import changed_by, named_in


@pytest.mark.parametrize(
    ("statement", "changed"),
    [
        ("SELECT event.id FROM event WHERE event.title = 'UPDATE'", set()),
        ("INSERT INTO event (title) VALUES (?)", {"event"}),
        ('INSERT INTO "event" (title) VALUES (?)', {"event"}),
        (
            "  UPDATE event SET title=? WHERE event.id IN (SELECT pool.event_id FROM pool)",
            {"event"},
        ),
        ("DELETE FROM event_axis WHERE event_axis.event_id = ?", {"event_axis"}),
        ("WITH late AS (DELETE FROM claim RETURNING *) SELECT * FROM late", {"claim"}),
        ("WITH late AS (SELECT id FROM event) SELECT * FROM late", set()),
        ("PRAGMA busy_timeout = 0", set()),
        ("SAVEPOINT sa_savepoint_1", set()),
    ],
)
def test_changed(statement: str, changed: set[str]) -> None:
    assert changed_by(statement) == changed


def test_read_wherever_the_name_stands() -> None:
    statement = (
        "SELECT event.id, (SELECT working_group.name FROM working_group WHERE 1) FROM event "
        'LEFT JOIN "pool" AS p ON 1 WHERE EXISTS (SELECT * FROM event_axis, axis)'
    )
    assert named_in(statement) == {"event", "working_group", "pool", "event_axis", "axis"}


def test_a_column_named_as_a_table_is_not_that_table() -> None:
    statement = "SELECT minutes_person.presence AS minutes_person_presence FROM minutes_person"
    assert named_in(statement) == {"minutes_person"}
    assert named_in("SELECT presence.id FROM presence") == {"presence"}
