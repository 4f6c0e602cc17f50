"""Writers in separate processes, as the server's workers and the mail worker are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from app.events.models import Event
from app.kernel.db import db
from tests import make
from tests.engines import Databases

PROCESSES = 3
TIMES = 40


@pytest.mark.slow
def test_processes_lose_nothing(app: Flask, databases: Databases, instance_path: Path) -> None:
    event_id = make.event().id
    db.session.remove()
    command = [sys.executable, "-m", "tests.concurrency.increment", databases.url]
    running = [
        subprocess.Popen(
            [*command, str(instance_path), str(event_id), str(TIMES)],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    try:
        for process in running:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in running:
            process.communicate("go\n", timeout=60)
    finally:
        for process in running:
            if process.poll() is None:
                process.kill()
                process.wait()
    assert [process.returncode for process in running] == [0] * PROCESSES
    assert db.session.get_one(Event, event_id).sequence == PROCESSES * TIMES
