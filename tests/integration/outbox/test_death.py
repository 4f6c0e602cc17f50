"""Workers killed between any two steps: nothing is lost, and what leaves twice bears one name."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.kernel.db import db, transaction
from app.outbox import delivery, worker
from app.outbox.enums import MessageStatus
from app.outbox.models import OutboxMessage
from app.outbox.transport import FileTransport, SmtpTransport, Transport
from tests.integration.outbox.letterbox import LetterBox, message, now_of
from tests.integration.outbox.test_worker import expire_leases


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def in_another_process(app: Flask, work: Callable[[], object]) -> int:
    """Fork, run `work` on connections of its own; the process id."""
    db.session.remove()
    db.engine.dispose()
    pid = os.fork()
    if pid == 0:
        try:
            with app.app_context():
                db.engine.dispose(close=False)
                work()
        finally:
            os._exit(0)
    return pid


def deliver_and_die(app: Flask, transport: Transport) -> None:
    pid = in_another_process(app, lambda: worker.deliver_all(transport, threading.Event()))
    _, status = os.waitpid(pid, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


class DyingBefore(FileTransport):
    def send(self, mail: EmailMessage, **ends: str) -> None:
        die()


class DyingAfter(FileTransport):
    def send(self, mail: EmailMessage, **ends: str) -> None:
        super().send(mail, **ends)
        die()


class DyingWithin(FileTransport):
    """Dies with the draft written and not yet in place."""

    def send(self, mail: EmailMessage, **ends: str) -> None:
        Path.replace = die  # type: ignore[method-assign, assignment]  # in the forked process only
        super().send(mail, **ends)


@pytest.mark.parametrize("kind", [DyingBefore, DyingWithin, DyingAfter])
def test_a_death_while_sending_loses_nothing_and_leaves_one_file(
    app: Flask, tmp_path: Path, kind: type[FileTransport]
) -> None:
    messages = [message() for _ in range(3)]
    deliver_and_die(app, kind(tmp_path))
    assert {now_of(one).status for one in messages} == {MessageStatus.SENDING}
    # The lease still runs: nobody takes them.
    assert worker.deliver_all(FileTransport(tmp_path), threading.Event()).sent == 0
    expire_leases()
    assert worker.deliver_all(FileTransport(tmp_path), threading.Event()).sent == 3
    assert len(list(tmp_path.glob("*.eml"))) == 3
    assert {now_of(one).status for one in messages} == {MessageStatus.SENT}


def test_a_death_after_the_server_took_a_mail_sends_it_again_under_the_same_id(
    app: Flask, smtp: SmtpTransport, letter_box: LetterBox
) -> None:
    one = message()
    # The child dies at the very moment it would write that the mail has left.
    settle, delivery.sent = delivery.sent, die  # type: ignore[assignment]  # both take the row
    try:
        deliver_and_die(app, smtp)
    finally:
        delivery.sent = settle
    expire_leases()
    assert worker.deliver_all(smtp, threading.Event()).sent == 1
    assert len(letter_box.taken) == 2
    assert len({mail["Message-ID"] for mail in letter_box.taken}) == 1
    assert now_of(one).status is MessageStatus.SENT


def test_a_message_that_kills_its_worker_dies_alone(app: Flask, tmp_path: Path) -> None:
    class Poisoned(FileTransport):
        def send(self, mail: EmailMessage, **ends: str) -> None:
            if ends["recipient"] == "poison@example.org":
                die()
            super().send(mail, **ends)

    poison = message("poison@example.org")
    others = [message() for _ in range(4)]
    for _ in range(3):
        deliver_and_die(app, Poisoned(tmp_path))
        expire_leases()
    assert {now_of(one).status for one in others} == {MessageStatus.SENT}
    assert now_of(poison).status is MessageStatus.SENDING
    new = message()
    deliver_and_die(app, Poisoned(tmp_path))
    assert now_of(new).status is MessageStatus.SENT
    with transaction():
        row = db.session.get(OutboxMessage, poison.id)
        assert row is not None
        row.attempts = delivery.MAX_ATTEMPTS
    expire_leases()
    worker.deliver_all(Poisoned(tmp_path), threading.Event())
    assert now_of(poison).status is MessageStatus.FAILED
    assert now_of(poison).error == delivery.DIED


class Counting(FileTransport):
    """Notes each mail that leaves, by its name: one line written at once, whoever dies next."""

    def send(self, mail: EmailMessage, **ends: str) -> None:
        super().send(mail, **ends)
        with (self.folder / "left.txt").open("a") as log:
            log.write(f"{ends['name']}\n")


@pytest.mark.slow
def test_killed_a_hundred_times_nothing_is_lost_and_duplicates_are_counted(
    app: Flask, tmp_path: Path
) -> None:
    deaths = 100
    chance = random.Random(20261122)  # noqa: S311  # no secret: the same deaths at each run
    messages = [message() for _ in range(150)]
    transport = Counting(tmp_path)
    for _ in range(deaths):
        pid = in_another_process(app, lambda: worker.deliver_all(transport, threading.Event()))
        time.sleep(chance.uniform(0.0, 0.04))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        expire_leases()
    worker.deliver_all(transport, threading.Event())
    assert {now_of(one).status for one in messages} == {MessageStatus.SENT}
    left = (tmp_path / "left.txt").read_text().split()
    assert len(set(left)) == len(list(tmp_path.glob("*.eml"))) == 150
    # A death sends at most the one mail again that was leaving at that moment.
    assert len(left) - len(set(left)) <= deaths
