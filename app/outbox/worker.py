"""The worker: delivers what is due, runs the daily tasks, and otherwise costs nothing."""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import threading
import time
from dataclasses import dataclass, field
from typing import Final, NoReturn

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.config import Settings
from app.kernel.db import db, without_time_limits
from app.outbox import delivery, health, leases, nudge, schedule
from app.outbox.letters import Letter, write_letter
from app.outbox.models import OutboxMessage
from app.outbox.transport import (
    Deferred,
    Refused,
    Rejected,
    Transport,
    Unreachable,
    open_transport,
)

logger = logging.getLogger(__name__)
# How late a mail may leave, and how long a stop may take.
POLL_SECONDS: Final = 1.0
# Between two looks at the daily tasks.
TASK_CHECK_SECONDS: Final = 60.0
# After an error of the database.
PAUSE_SECONDS: Final = 5.0
# A refusal repeated so often is believed, where the server takes other mails.
ENOUGH: Final = 3


@dataclass
class Relay:
    """What this process knows of the server: why nothing leaves, and which mails it has refused
    since it last took one.
    """

    problem: str = ""
    refused: set[int] = field(default_factory=set)


_relay = Relay()


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
    run_forever(app, stop, chores=ChoresBeside(app))


def run_forever(app: Flask, stop: threading.Event, *, chores: Chores | None = None) -> None:
    """Work until `stop` is set; the mail that is leaving at that moment leaves entirely."""
    chores = chores or Chores(app)
    transport = transport_of(app)
    next_check = 0.0
    while not stop.is_set():
        pause = POLL_SECONDS
        try:
            with app.app_context():
                if time.monotonic() >= next_check:
                    next_check = time.monotonic() + TASK_CHECK_SECONDS
                    _look_after_the_queue()
                    chores.start()
                chores.collect()
                if delivery.anything_due():
                    # While people register all at once, only what somebody waits for leaves.
                    deliver_all(transport, stop, urgent=delivery.rush_goes_on())
        except SQLAlchemyError as error:
            # The database restarts or is busy: nothing is lost, the rows wait.
            logger.error("worker: %s", type(error).__name__)  # noqa: TRY400
            pause = PAUSE_SECONDS
        nudge.pause(stop, pause)
    transport.close()
    nudge.release()
    chores.wait()


def run_once(app: Flask) -> Tally:
    """Deliver everything due and run the due tasks, then return."""
    transport = transport_of(app)
    with app.app_context():
        _chores(app)
        _look_after_the_queue()
        return deliver_all(transport, threading.Event())


def _look_after_the_queue() -> None:
    health.report(_relay.problem or None)
    late = delivery.catch_up_with_the_clock()
    if late:
        logger.warning("worker: %s mails were due later than they may be", late)


def _chores(_app: Flask) -> None:
    schedule.run_due_tasks()
    schedule.run_rounds()


class Chores:
    """The daily tasks and the rounds, done at once, in this process."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def start(self) -> None:
        """Begin them, unless they still run."""
        _chores(self.app)

    def collect(self) -> None:
        """Take over what is done; wait for nothing."""

    def wait(self) -> None:
        """Wait until they are done: a task is not cut in two."""


class ChoresBeside(Chores):
    """The same in a process that then ends, while this one goes on sending.

    They touch nearly all of the program once a day: done here, the memory of that (15 MiB and more)
    would never be given back, and on a long day no mail would leave meanwhile.
    """

    _child = 0
    _pipe = -1

    def start(self) -> None:
        self.collect()
        if self._child:
            return
        # A connection must not be shared by two processes: each opens another when it needs one.
        db.session.remove()
        db.engine.dispose()
        self._pipe, writing = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            os.close(self._pipe)
            _be_the_child(self.app, writing)
        os.close(writing)

    def collect(self) -> None:
        if self._child and select.select([self._pipe], [], [], 0)[0]:
            self.wait()

    def wait(self) -> None:
        if not self._child:
            return
        # The end of the pipe is the end of the process.
        with os.fdopen(self._pipe, encoding="utf-8") as pipe:
            failed = pipe.read()
        os.waitpid(self._child, 0)
        self._child = 0
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


def deliver_all(transport: Transport, stop: threading.Event, *, urgent: bool = False) -> Tally:
    """Claim and send batch after batch until nothing is due or `stop` is set.

    One batch in two begins with what a dead worker has left: it waits for nobody's queue.
    """
    tally, turn = Tally(), 0
    try:
        while not stop.is_set() and (
            rows := delivery.claim(urgent=urgent, abandoned_first=turn % 2 == 1)
        ):
            turn += 1
            with leases.renewed(rows) as held:
                _deliver(held, transport, stop, tally)
    finally:
        # Servers dislike idle connections; the next batch may be hours away.
        transport.close()
    return tally


def _deliver(
    held: list[OutboxMessage], transport: Transport, stop: threading.Event, tally: Tally
) -> None:
    unreachable, sent_before = "", tally.sent
    refused: list[tuple[OutboxMessage, str]] = []
    for row in list(held):
        if unreachable:
            delivery.put_back(row, unreachable)
            tally.put_back += 1
        elif stop.is_set() or not delivery.still_ours(row):
            delivery.release(row)
        else:
            try:
                unreachable = _send(row, transport, tally)
            except Refused as refusal:
                # Settled with the batch: does the server refuse this mail, or all of them?
                refused.append((row, str(refusal)))
                continue
        held.remove(row)
    accepts = tally.sent > sent_before
    for row, reason in refused:
        # A server that takes no other mail is wrongly set: what it refuses waits.
        final = accepts or (row.attempts >= ENOUGH and delivery.accepted_since(row.created_at))
        (delivery.failed if final else delivery.put_back)(row, reason)
        tally.failed += final
        tally.put_back += not final
        _relay.refused.add(row.id)
    if len(_relay.refused) > 1 and refused:
        unreachable = unreachable or refused[-1][1]
    _report(unreachable, left=accepts)


def _report(problem: str, *, left: bool) -> None:
    """Tell the pages what keeps mails from leaving, when that changes."""
    if not left and not problem:
        return
    if left:
        _relay.refused.clear()
        problem = ""
    if problem != _relay.problem:
        _relay.problem = problem
        health.report(problem or None)


def _send(row: OutboxMessage, transport: Transport, tally: Tally) -> str:
    """Send one mail and settle its row; why the server takes nothing at all, or an empty text.

    Raises `Refused`, with the row unsettled, when the server will not have this mail.
    """
    try:
        letter = _written(row)
        transport.send(
            letter.mail, sender=letter.sender, recipient=letter.recipient, name=letter.name
        )
    except Refused:
        raise
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
    except (OSError, MemoryError, SQLAlchemyError) as error:
        # The disk is full, a template cannot be read, the database is away: that passes.
        logger.error("message %s (%s): %s", row.id, row.kind, type(error).__name__)  # noqa: TRY400
        raise Deferred(
            f"Ce courriel ne peut pas être écrit pour l’instant ({type(error).__name__})."
        ) from error
    except Exception as error:
        # Any mistake in one template or one payload concerns this mail alone.
        logger.error("message %s (%s): %s", row.id, row.kind, type(error).__name__)  # noqa: TRY400
        raise Rejected(
            f"Ce courriel ne peut pas être écrit ({type(error).__name__}) : le modèle ou ses "
            "données sont à corriger."
        ) from error
