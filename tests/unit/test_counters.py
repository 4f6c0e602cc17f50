"""Requests counted in a file that all processes of a machine share."""

from __future__ import annotations

import os
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from limits import parse
from limits.strategies import FixedWindowRateLimiter

from app.kernel import clock
from app.web.counters import SCHEME, FileStorage

LIMIT = parse("3 per minute")


@pytest.fixture
def uri(tmp_path: Path) -> str:
    return f"{SCHEME}://{tmp_path / 'limits.sqlite3'}"


def hits(storage: FileStorage, times: int, who: str = "198.51.100.7") -> list[bool]:
    return [FixedWindowRateLimiter(storage).hit(LIMIT, "page", who) for _ in range(times)]


def test_two_processes_count_together(uri: str) -> None:
    one, other = FileStorage(uri), FileStorage(uri)
    assert hits(one, 2) == [True, True]
    assert hits(other, 2) == [True, False]
    assert hits(one, 1) == [False]
    assert hits(one, 1, "198.51.100.8") == [True]


def test_a_forked_process_opens_the_file_anew(uri: str) -> None:
    storage = FileStorage(uri)
    assert hits(storage, 2) == [True, True]
    child = os.fork()
    if child == 0:
        os._exit(0 if hits(storage, 2) == [True, False] else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert hits(storage, 1) == [False]


def test_a_span_ends(uri: str) -> None:
    storage, begun = FileStorage(uri), clock.now()
    with time_machine.travel(begun, tick=False):
        assert hits(storage, 4) == [True, True, True, False]
    with time_machine.travel(begun + timedelta(seconds=61), tick=False):
        assert hits(storage, 4) == [True, True, True, False]


def test_no_address_of_a_machine_is_in_the_file(uri: str, tmp_path: Path) -> None:
    storage = FileStorage(uri)
    hits(storage, 1)
    for file in tmp_path.iterdir():
        assert b"198.51.100" not in file.read_bytes()
    assert storage.reset() == 1
    assert storage.check()


def test_a_file_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    storage = FileStorage(f"{SCHEME}://{tmp_path}")
    assert not storage.check()
    with pytest.raises(sqlite3.Error):
        storage.incr("x", 60)
