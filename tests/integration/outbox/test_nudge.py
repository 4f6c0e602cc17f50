"""Workers woken through a queue: a real Redis, a real PostgreSQL, and a queue that is down."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from flask import Flask

from app.config import SettingsError
from app.kernel.db import db, transaction
from app.outbox import delivery, nudge, schedule, worker
from app.outbox.enums import MessageStatus
from app.outbox.transport import FileTransport
from tests.engines import PostgresServer
from tests.integration.outbox.letterbox import free_port, message, now_of

# Longer than a test waits: what leaves sooner was nudged.
LONG = 600.0
PATIENCE = 60.0


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis of this module's own. The program of redis-tools is the server under another name."""
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    server = subprocess.Popen(
        [
            *("redis-server", "--port", str(port), "--bind", "127.0.0.1"),
            *("--save", "", "--dir", str(folder)),
        ],
        executable="redis-check-rdb",
        stdout=subprocess.DEVNULL,
    )
    client = redis.Redis(port=port)
    try:
        wait_until(lambda: _answers(client))
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        client.close()
        server.terminate()
        server.wait(10)


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


@pytest.fixture(scope="module")
def postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = PostgresServer(Path(tmp_path_factory.mktemp("queue")))
    yield server.admin_uri
    server.stop()


def wait_until(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < limit, "waited in vain"
        threading.Event().wait(0.02)


@pytest.fixture(params=["redis_url", "postgresql_url"])
def queue(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    url: str = request.getfixturevalue(request.param)
    monkeypatch.setattr(nudge, "IDLE_SECONDS", LONG)
    nudge.configure(url)
    yield url
    nudge.configure("")


@pytest.fixture
def working(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """A worker in a thread; the moments at which it looked for mails."""
    looks: list[float] = []
    look: Callable[[], bool] = delivery.anything_due

    def noted() -> bool:
        found = look()
        # Only now: a mail written while it looks would be found at once, and nudge it in vain.
        looks.append(time.monotonic())
        return found

    monkeypatch.setattr(delivery, "anything_due", noted)
    monkeypatch.setattr(worker, "transport_of", lambda _app: FileTransport(tmp_path))
    monkeypatch.setattr(schedule, "run_due_tasks", list)
    stop = threading.Event()
    thread = threading.Thread(target=worker.run_forever, args=(app, stop))
    thread.start()
    wait_until(lambda: bool(looks))
    yield looks
    stop.set()
    thread.join(PATIENCE)
    assert not thread.is_alive(), "a stop takes a second or so"


def test_a_mail_leaves_at_once_and_nobody_looks_in_vain(queue: str, working: list[float]) -> None:
    one = message()
    wait_until(lambda: now_of(one).status is MessageStatus.SENT)
    assert len(working) == 2, "once at the start, once when nudged"


def test_what_is_undone_nudges_nobody(queue: str, working: list[float]) -> None:
    def give_up() -> None:
        with transaction():
            nudge.note_written()
            raise ValueError("undone")

    with pytest.raises(ValueError, match="undone"):
        give_up()
    one = message()
    wait_until(lambda: now_of(one).status is MessageStatus.SENT)
    assert len(working) == 2


def test_a_queue_that_is_down_refuses_nobody_and_delays_at_most(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nudge, "IDLE_SECONDS", 0.1)
    nudge.configure(f"redis://127.0.0.1:{free_port()}/0")
    try:
        one = message()
        assert now_of(one).status is MessageStatus.QUEUED
        started = time.monotonic()
        nudge.pause(threading.Event(), 0.1)
        assert time.monotonic() - started < PATIENCE
        assert worker.deliver_all(FileTransport(tmp_path), threading.Event()).sent == 1
    finally:
        nudge.configure("")
    assert db.session.get(type(one), one.id) is not None


def test_a_queue_that_cannot_be_reached_stops_the_start_with_a_sentence() -> None:
    address = f"postgresql://qui:secret@127.0.0.1:{free_port()}/rien"
    with pytest.raises(SettingsError) as refusal:
        nudge.configure(address)
    assert "SYNERGIES_QUEUE_URL" in str(refusal.value)
    assert "secret" not in str(refusal.value)
