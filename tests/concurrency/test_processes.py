"""Writers in separate processes, as the server's workers and the mail worker are."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import NullPool, create_engine, func, select, text

from app.accounts.models import Account
from app.audit.models import AuditEntry
from app.events.models import Event, Pool
from app.kernel.db import db
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim
from tests import make
from tests.engines import Databases

PROCESSES = 3
TIMES = 40
IMPORTED = AuditEntry.action == "programme:import"
Process = subprocess.Popen[str]


@contextmanager
def processes(module: str, arguments: Sequence[Sequence[str]]) -> Iterator[list[Process]]:
    """A process per list of arguments, all of them ready."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", f"tests.concurrency.{module}", *one],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for one in arguments
    ]
    try:
        assert [answer(process) for process in running] == ["ready"] * len(running)
        yield running
        for process in running:
            process.communicate(timeout=60)
    finally:
        for process in running:
            if process.poll() is None:
                process.kill()
                process.wait()
    assert [process.returncode for process in running] == [0] * len(running)


def tell(process: Process, line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def answer(process: Process) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.slow
def test_processes_lose_nothing(app: Flask, databases: Databases, instance_path: Path) -> None:
    event_id = make.event().id
    db.session.remove()
    arguments = [databases.url, str(instance_path), str(event_id), str(TIMES)]
    with processes("increment", [arguments] * PROCESSES) as running:
        for process in running:
            tell(process, "go")
    assert db.session.get_one(Event, event_id).sequence == PROCESSES * TIMES


@pytest.mark.slow
def test_processes_give_the_last_seat_once(
    app: Flask, databases: Databases, instance_path: Path
) -> None:
    """And the control: the same people at the same moment, without the lock, get it twice."""
    locked, unlocked = make.event(on_site=1).id, make.event(on_site=1).id
    db.session.remove()
    arguments = [
        [databases.url, str(instance_path), f"p{number}@example.org"] for number in range(PROCESSES)
    ]

    def race(event_id: int, lock: str) -> list[str]:
        for process in running:
            tell(process, f"{event_id} {lock}")
        return sorted(map(answer, running))

    with processes("rushing", arguments) as running:
        assert race(locked, "yes") == ["confirmed"] + ["waiting"] * (PROCESSES - 1)
        told = race(unlocked, "no")
    assert seated(locked) == 1
    # Either the seat is sold twice, or the engine turns somebody away with an error.
    assert seated(unlocked) > 1 or "OperationalError" in told, told


def seated(event_id: int) -> int:
    """Confirmed seats of an event, as the database has them."""
    statement = select(func.count(Claim.id)).join(Pool).where(Pool.event_id == event_id)
    return db.session.scalar(statement.where(Claim.status == ClaimStatus.CONFIRMED)) or 0


def test_servers_that_start_together_prepare_the_database_in_turn(
    app: Flask, databases: Databases, tmp_path: Path
) -> None:
    """On an empty database, where each would make the tables that another is making."""
    url = databases.another("prepared")
    with processes("preparing", [(url, str(tmp_path))] * 2) as running:
        for process in running:
            tell(process, "go")
    with create_engine(url, poolclass=NullPool).connect() as connection:
        accounts = connection.execute(select(func.count()).select_from(Account)).scalar_one()
        revisions = connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one()
        imports = connection.execute(select(func.count()).where(IMPORTED)).scalar_one()
    assert (accounts, revisions, imports) == (1, 1, 1)
