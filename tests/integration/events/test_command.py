"""`flask events create`, as scripts use it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from app.events.enums import EventKind, EventMode, EventStatus, PoolKind
from app.events.models import Event, Pool
from app.kernel.db import db
from tests import make

NEEDED = (
    *("events", "create", "--kind", "study_day", "--title", "Journée d’essai"),
    *("--starts", "2030-05-14T09:30", "--ends", "2030-05-14T16:30"),
)


def run(app: Flask, *more: str) -> tuple[int, str]:
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=[*NEEDED, *more])
    return result.exit_code, result.output


def test_it_prints_the_slug_of_a_draft(app: Flask) -> None:
    code, said = run(app)
    assert code == 0
    event = db.session.scalars(select(Event)).one()
    assert said.strip() == event.slug
    assert (event.kind, event.status) == (EventKind.STUDY_DAY, EventStatus.DRAFT)
    # Without an offset, the time is that of Paris.
    assert event.starts_at == datetime(2030, 5, 14, 7, 30, tzinfo=UTC)


def test_published_it_takes_registrations(app: Flask) -> None:
    group = make.group()
    code, _ = run(
        app,
        *("--mode", "hybrid", "--on-site-capacity", "5", "--remote-capacity", "0"),
        *("--group", group.slug, "--publish"),
    )
    assert code == 0
    event = db.session.scalars(select(Event)).one()
    assert (event.status, event.mode, event.group_id, event.registration_open) == (
        EventStatus.PUBLISHED,
        EventMode.HYBRID,
        group.id,
        True,
    )
    seats = {pool.kind: pool.capacity for pool in db.session.scalars(select(Pool))}
    assert seats == {PoolKind.ON_SITE: 5, PoolKind.REMOTE: 0}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--starts", "demain"), "n’est pas une date"),
        (("--starts", "2030-03-31T02:30"), "n’existe pas"),
        (("--ends", "2030-05-14T09:00"), "après le début"),
        (("--kind", "concert"), "concert"),
        (("--group", "inconnu"), "Aucun groupe"),
        (("--kind", "group_meeting"), "besoin de son groupe"),
    ],
)
def test_what_makes_no_sense_is_said(app: Flask, more: tuple[str, ...], said: str) -> None:
    code, output = run(app, *more)
    assert code != 0
    assert said in output.replace("\u202f", " ")
    assert "Traceback" not in output
    assert db.session.scalars(select(Event)).all() == []
