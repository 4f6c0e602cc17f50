"""`flask check` finds what is broken, and says nothing of what is not."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import update

from app.events.models import Pool
from app.kernel.db import db, transaction
from app.registrations.models import Registration
from tests import make
from tests.registering import register


def run(app: Flask) -> tuple[int, str]:
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=["check"])
    return result.exit_code, result.output


def test_a_sound_house_has_nothing_to_mend(app: Flask) -> None:
    event = make.event(on_site=1)
    for number in range(3):
        register(event, f"p{number}@example.org")
    code, said = run(app)
    assert code == 0, said
    assert "places : rien à signaler" in said


def test_seats_taken_too_many_are_found(app: Flask) -> None:
    event = make.event(on_site=2)
    for number in range(2):
        register(event, f"p{number}@example.org")
    with transaction():
        db.session.execute(update(Pool).values(capacity=1))
    code, said = run(app)
    assert code == 1
    assert "2 places prises sur 1" in said


def test_a_seat_left_empty_while_somebody_waits_is_found(app: Flask) -> None:
    event = make.event(on_site=1)
    for number in range(2):
        register(event, f"p{number}@example.org")
    with transaction():
        db.session.execute(update(Pool).values(capacity=5))
    code, said = run(app)
    assert code == 1
    assert "une place est libre" in said


def test_a_cancelled_registration_that_keeps_its_seat_is_found(app: Flask) -> None:
    event = make.event(on_site=1)
    made = register(event, "marqueur@example.org").registration
    with transaction():
        db.session.execute(update(Registration).values(withdrawn_at=made.created_at))
    code, said = run(app)
    assert code == 1
    assert "garde une place" in said
    assert "marqueur" not in said
