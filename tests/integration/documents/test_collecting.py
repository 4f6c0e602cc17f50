"""Files that nothing carries any more."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import insert, select

from app.documents import storage
from app.documents.models import Document
from app.documents.services import store
from app.documents.tasks import GRACE, collect, sweep
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.base import Base
from app.kernel.db import begin_writing, db, transaction
from tests import files, make

LATER = GRACE + timedelta(hours=1)


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path) -> Iterator[Path]:
    before = storage.current()
    storage.configure("file:", tmp_path)
    yield tmp_path / "files"
    storage.use(before)


def keep(content: bytes) -> Document:
    with transaction():
        return store(SYSTEM, io.BytesIO(content), "essai.pdf")


def night(after: timedelta = LATER) -> tuple[int, int]:
    """What the two tasks do, that long from now."""
    with time_machine.travel(clock.now() + after, tick=False):
        with transaction():
            collected = collect()
        with transaction():
            return collected, sweep()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_what_nothing_carries_goes_after_a_while(folder: Path) -> None:
    document = keep(files.pdf())
    assert night(GRACE - timedelta(hours=1)) == (0, 0)
    assert night() == (1, 1)
    assert db.session.scalars(select(Document)).all() == []
    assert names(folder) == set()
    assert document.sha256 not in names(folder)
    assert night() == (0, 0)


def test_what_something_carries_stays(folder: Path) -> None:
    document = keep(files.pdf())
    minutes = make.minutes(make.event())
    with transaction():
        link = Base.metadata.tables["minutes_document"]
        db.session.execute(insert(link).values(minutes_id=minutes.id, document_id=document.id))
    assert night() == (0, 0)
    assert names(folder) == {document.sha256}


def test_bytes_stay_while_another_document_has_the_same(folder: Path) -> None:
    keep(files.pdf())
    with time_machine.travel(clock.now() + timedelta(days=3)):
        second = keep(files.pdf())
    assert night() == (1, 0)
    assert db.session.scalars(select(Document.id)).all() == [second.id]


def test_bytes_of_an_act_that_was_undone_go(folder: Path) -> None:
    begin_writing()
    store(SYSTEM, io.BytesIO(files.pdf()), "essai.pdf")
    db.session.rollback()
    assert len(names(folder)) == 1
    assert night() == (0, 1)


def test_bytes_sent_again_are_young_again(folder: Path) -> None:
    """Their row is not committed yet: only their age tells that they are wanted."""
    keep(files.pdf())
    (path,) = (path for path in folder.rglob("*") if path.is_file())
    old = (clock.now() - 2 * GRACE).timestamp()
    os.utime(path, (old, old))
    storage.current().put(path.name, files.pdf())
    assert storage.current().sweep((), clock.now() - GRACE) == 0
    os.utime(path, (old, old))
    assert storage.current().sweep((), clock.now() - GRACE) == 1
