"""How fast mails leave, and in how much memory: the worker, a real SMTP server, many messages.

    .venv/bin/python -m bench.mails [messages]

The messages are confirmations with an invitation, as registrations write them, on a SQLite file of
its own; the server answers on loopback from a process of its own and throws them away. Memory is
that of both, after the first thousand messages and after the last.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import threading
import time
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from app.events.calendar import entry_of, event_row
from app.events.enums import EventStatus
from app.events.models import Event
from app.ical.invitation import Party
from app.ical.payload import request_payload
from app.kernel import clock
from app.kernel.db import db, transaction
from app.outbox import delivery, worker
from app.outbox.services import enqueue
from app.outbox.transport import SmtpTransport
from bench.feeds import build
from bench.processes import memory_mebibytes
from bench.server import free_port

FIRST = 1000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    port = free_port()
    ready, done = multiprocessing.Pipe()
    sink = multiprocessing.get_context("fork").Process(target=swallow, args=(port, done))
    sink.start()
    ready.recv()
    try:
        with tempfile.TemporaryDirectory() as folder:
            app = build(Path(folder))
            with app.app_context():
                write(count)
                report(count, SmtpTransport("127.0.0.1", port))
    finally:
        sink.terminate()
        sink.join()


def swallow(port: int, done: Connection) -> None:
    """Be a mail server that takes everything and keeps nothing."""
    server = Controller(Sink(), hostname="127.0.0.1", port=port)
    server.start()
    done.send("ready")
    threading.Event().wait()


def write(count: int) -> None:
    starts = clock.now() + timedelta(days=30)
    with transaction():
        event = Event(
            slug="journee-fictive",
            kind="study_day",  # type: ignore[arg-type]  # the word that is stored
            title="Journée fictive : pauvreté, santé et mobilité",
            status=EventStatus.PUBLISHED,
            starts_at=starts,
            ends_at=starts + timedelta(hours=7),
            city="Exempleville",
        )
        db.session.add(event)
        db.session.flush()
        row = event_row(event.id)
        entry = entry_of(row) if row else None
        if entry is None:
            raise RuntimeError("the event has no place in a calendar")
        for number in range(count):
            address = f"personne{number}@example.org"
            enqueue(
                kind="registrations/confirmed",
                to=address,
                subject=f"Votre place est confirmée : {event.title}",
                key=f"bench:{number}",
                thread="event:1",
                calendar=request_payload(entry, Party("Personne Fictive", address)),
                payload={
                    "first_name": "Personne",
                    "title": event.title,
                    "when": "jeudi 14 mai 2026, de 9 h 30 à 16 h 30",
                    "place": "Salle d’exemple, Exempleville",
                    "private_url": f"https://synergies.example.org/inscriptions/{number:022}",
                    "event_url": "https://synergies.example.org/evenements/journee-fictive",
                },
            )


def report(count: int, transport: SmtpTransport) -> None:
    me = multiprocessing.current_process().pid or 0
    memory: list[float] = []
    settled, settle = 0, delivery.sent

    def count_sent(row: delivery.OutboxMessage) -> bool:
        nonlocal settled
        settled += 1
        if settled in {min(FIRST, count), count}:
            # The sink is a child of this process: its share is in it, and does not grow.
            memory.append(memory_mebibytes(me))
        return settle(row)

    delivery.sent = count_sent
    started, cpu = time.perf_counter(), time.process_time()
    tally = worker.deliver_all(transport, threading.Event())
    elapsed, cpu = time.perf_counter() - started, time.process_time() - cpu
    print(f"{tally}")
    print(f"{tally.sent / elapsed:.0f} mails a second, {1000 * cpu / count:.2f} ms of CPU each")
    print(f"memory {memory[0]:.0f} MiB after {min(FIRST, count)}, {memory[-1]:.0f} MiB at the end")


if __name__ == "__main__":
    main()
