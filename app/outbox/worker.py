"""The worker: delivers what is due, runs the daily tasks, and otherwise costs nothing."""

from __future__ import annotations

import json
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.config import Settings
from app.kernel.db import db, without_time_limits
from app.outbox import delivery, nudge, schedule
from app.outbox.letters import Letter, write_letter
from app.outbox.models import OutboxMessage
from app.outbox.transport import Deferred, Rejected, Transport, Unreachable, open_transport

logger = logging.getLogger(__name__)
# How late a mail may leave, and how long a stop may take.
POLL_SECONDS: Final = 1.0
# Between two looks at the daily tasks.
TASK_CHECK_SECONDS: Final = 60.0
# After an error of the database.
PAUSE_SECONDS: Final = 5.0


@dataclass
class Tally:
    """What a run did with the mails it found."""

    sent: int = 0
    put_back: int = 0
    failed: int = 0

    def __str__(self) -> str:
        return f"{self.sent} envoyés, {self.put_back} remis à plus tard, {self.failed} en erreur"


def run(app: Flask) -> None:
    """Work until SIGTERM or SIGINT: for a process of its own, forked or started by a command."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    with app.app_context():
        # In a forked process the pool's connections belong to the parent: forget, do not close.
        db.engine.dispose(close=False)
    run_forever(app, stop, chores=_chores_in_child)


def run_forever(
    app: Flask, stop: threading.Event, *, chores: Callable[[Flask], None] | None = None
) -> None:
    """Work until `stop` is set; the mail that is leaving at that moment leaves entirely."""
    chores = chores or _chores
    transport = transport_of(app)
    next_check = 0.0
    while not stop.is_set():
        pause = POLL_SECONDS
        try:
            with app.app_context():
                if time.monotonic() >= next_check:
                    next_check = time.monotonic() + TASK_CHECK_SECONDS
                    chores(app)
                if delivery.anything_due() and not delivery.rush_goes_on():
                    deliver_all(transport, stop)
        except SQLAlchemyError as error:
            # The database restarts or is busy: nothing is lost, the rows wait.
            logger.error("worker: %s", type(error).__name__)  # noqa: TRY400
            pause = PAUSE_SECONDS
        nudge.pause(stop, pause)
    transport.close()
    nudge.release()


def run_once(app: Flask) -> Tally:
    """Deliver everything due and run the due tasks, then return."""
    transport = transport_of(app)
    with app.app_context():
        _chores(app)
        return deliver_all(transport, threading.Event())


def _chores(_app: Flask) -> None:
    schedule.run_due_tasks()
    schedule.run_rounds()


def _chores_in_child(app: Flask) -> None:
    """Do the chores in a process that then ends.

    They touch nearly all of the program once a day: done here, the memory of that (15 MiB and more)
    would never be given back. A stop waits for them, as it waits for a mail that is leaving.
    """
    # A connection must not be shared by two processes: each opens another when it needs one.
    db.session.remove()
    db.engine.dispose()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _be_the_child(app, writing)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        failed = pipe.read()
    os.waitpid(child, 0)
    if failed:
        schedule.remember_failures(json.loads(failed))


def _be_the_child(app: Flask, writing: int) -> NoReturn:
    status = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        with without_time_limits():
            _chores(app)
        with os.fdopen(writing, "w", encoding="utf-8") as pipe:
            json.dump(schedule.failures(), pipe)
        status = 0
    except Exception as error:  # noqa: BLE001  # said, and tried again in a minute
        logger.error("chores: %s", type(error).__name__)  # noqa: TRY400
    finally:
        # Not sys.exit: what the parent has open and to clean up is the parent's.
        os._exit(status)


def transport_of(app: Flask) -> Transport:
    settings: Settings = app.extensions["synergies_settings"]
    return open_transport(settings.mail_url, settings.instance_path)


def deliver_all(transport: Transport, stop: threading.Event) -> Tally:
    """Claim and send batch after batch until nothing is due or `stop` is set."""
    tally = Tally()
    try:
        while not stop.is_set() and (rows := delivery.claim()):
            _deliver(rows, transport, stop, tally)
    finally:
        # Servers dislike idle connections; the next batch may be hours away.
        transport.close()
    return tally


def _deliver(
    rows: Sequence[OutboxMessage], transport: Transport, stop: threading.Event, tally: Tally
) -> None:
    unreachable = ""
    for row in rows:
        if unreachable:
            delivery.put_back(row, unreachable)
            tally.put_back += 1
        elif stop.is_set() or not delivery.still_ours(row):
            delivery.release(row)
        else:
            unreachable = _send(row, transport, tally)


def _send(row: OutboxMessage, transport: Transport, tally: Tally) -> str:
    """Send one mail and settle its row; why the server takes nothing at all, or an empty text."""
    try:
        letter = _written(row)
        transport.send(
            letter.mail, sender=letter.sender, recipient=letter.recipient, name=letter.name
        )
    except Rejected as refusal:
        delivery.failed(row, str(refusal))
        tally.failed += 1
    except Deferred as refusal:
        delivery.put_back(row, str(refusal))
        tally.put_back += 1
    except Unreachable as refusal:
        delivery.put_back(row, str(refusal))
        tally.put_back += 1
        return str(refusal)
    except Exception as error:  # noqa: BLE001  # what no server should answer concerns this mail alone
        logger.error("message %s (%s): %s", row.id, row.kind, type(error).__name__)  # noqa: TRY400
        transport.close()
        delivery.put_back(row, f"Erreur inattendue à l’envoi ({type(error).__name__}).")
        tally.put_back += 1
    else:
        delivery.sent(row)
        tally.sent += 1
    return ""


def _written(row: OutboxMessage) -> Letter:
    try:
        return write_letter(row)
    except Exception as error:
        # Any mistake in one template or one payload concerns this mail alone.
        logger.error("message %s (%s): %s", row.id, row.kind, type(error).__name__)  # noqa: TRY400
        raise Rejected(
            f"Ce courriel ne peut pas être écrit ({type(error).__name__}) : le modèle ou ses "
            "données sont à corriger."
        ) from error
