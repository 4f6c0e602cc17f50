"""The worker on a real queue and a real SMTP server: who gets what, when, and how often."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.kernel import clock
from app.kernel.db import db, transaction
from app.outbox import delivery, health, leases, nudge, schedule, worker
from app.outbox.enums import MessageStatus
from app.outbox.models import MailerState, OutboxMessage, TaskRun
from app.outbox.schedule import DailyTask
from app.outbox.transport import SmtpTransport, Transport
from tests.integration.outbox.letterbox import LetterBox, free_port, message, now_of

# Seconds to wait for what comes in a moment: they cost only where it never comes.
PATIENCE = 60.0


def deliver(transport: Transport) -> worker.Tally:
    return worker.deliver_all(transport, threading.Event())


def make_due(one: OutboxMessage) -> None:
    with transaction():
        row = db.session.get(OutboxMessage, one.id)
        assert row is not None
        row.due_at = clock.now()


def test_what_waits_is_sent_once_and_forgotten(smtp: SmtpTransport, letter_box: LetterBox) -> None:
    messages = [message() for _ in range(45)]
    assert str(deliver(smtp)) == "45 envoyés, 0 remis à plus tard, 0 en erreur"
    assert letter_box.recipients == [one.recipient for one in messages]
    stored = now_of(messages[0])
    assert stored.status is MessageStatus.SENT
    assert stored.sent_at is not None
    assert stored.payload == {}
    assert stored.calendar is None
    assert deliver(smtp).sent == 0


def test_a_refused_recipient_fails_with_the_reason_but_not_the_address(
    smtp: SmtpTransport, letter_box: LetterBox
) -> None:
    letter_box.refuse_recipient["parti@example.org"] = "550 5.1.1 <parti@example.org> unknown"
    gone, other = message("parti@example.org"), message()
    assert str(deliver(smtp)) == "1 envoyés, 0 remis à plus tard, 1 en erreur"
    stored = now_of(gone)
    assert stored.status is MessageStatus.FAILED
    assert stored.error is not None
    assert "550" in stored.error
    assert "parti@" not in stored.error
    assert stored.payload == {"name": "Personne fictive"}
    assert now_of(other).status is MessageStatus.SENT


def test_a_recipient_refused_for_now_waits_longer_each_time(
    smtp: SmtpTransport, letter_box: LetterBox
) -> None:
    letter_box.refuse_recipient["plein@example.org"] = "452 4.2.2 Mailbox full"
    full = message("plein@example.org")
    waits = []
    for _ in range(3):
        make_due(full)
        assert deliver(smtp).put_back == 1
        stored = now_of(full)
        assert stored.status is MessageStatus.QUEUED
        waits.append((stored.due_at - clock.now()).total_seconds())
    assert waits == pytest.approx([30, 60, 120], abs=2)
    letter_box.refuse_recipient.clear()
    make_due(full)
    assert deliver(smtp).sent == 1
    assert now_of(full).error is None


def test_patience_ends(smtp: SmtpTransport, letter_box: LetterBox) -> None:
    letter_box.refuse_recipient["plein@example.org"] = "452 4.2.2 Mailbox full"
    full = message("plein@example.org")
    with transaction():
        row = db.session.get(OutboxMessage, full.id)
        assert row is not None
        row.attempts = delivery.MAX_ATTEMPTS - 1
    assert deliver(smtp).failed == 0
    assert now_of(full).status is MessageStatus.FAILED


def test_a_message_that_cannot_be_written_blocks_nobody(
    smtp: SmtpTransport, letter_box: LetterBox
) -> None:
    poison = [message(payload={}), message("a\nb@example.org")]
    good = message()
    assert str(deliver(smtp)) == "1 envoyés, 0 remis à plus tard, 2 en erreur"
    for one in poison:
        stored = now_of(one)
        assert stored.status is MessageStatus.FAILED
        assert stored.error is not None
        assert "modèle" in stored.error
    assert now_of(good).status is MessageStatus.SENT


@pytest.mark.parametrize("error", [OSError(28, "No space"), OperationalError("", {}, Exception())])
def test_a_cause_that_passes_is_no_failure(
    smtp: SmtpTransport, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """A full disk, a template that cannot be read, a database away: the mail waits."""

    def fail(_row: OutboxMessage) -> None:
        raise error

    one, missing = message(), message(kind="inconnu")
    with monkeypatch.context() as broken:
        broken.setattr(worker, "write_letter", fail)
        assert str(deliver(smtp)) == "0 envoyés, 2 remis à plus tard, 0 en erreur"
    make_due(one)
    make_due(missing)
    assert str(deliver(smtp)) == "1 envoyés, 1 remis à plus tard, 0 en erreur"
    assert now_of(missing).status is MessageStatus.QUEUED


def test_a_server_that_refuses_everybody_loses_no_mail(
    smtp: SmtpTransport, letter_box: LetterBox
) -> None:
    """« relay denied », the usual mistake of a first setting: what it refuses waits."""
    messages = [message() for _ in range(30)]
    for one in messages:
        letter_box.refuse_recipient[one.recipient] = "550 5.7.1 Relaying denied"
    assert str(deliver(smtp)) == "0 envoyés, 30 remis à plus tard, 0 en erreur"
    problem = db.session.get_one(MailerState, health.NAME).problem
    assert problem is not None
    assert "Relaying denied" in problem
    db.session.rollback()
    letter_box.refuse_recipient.clear()
    for one in messages:
        make_due(one)
    assert str(deliver(smtp)) == "30 envoyés, 0 remis à plus tard, 0 en erreur"
    assert db.session.get_one(MailerState, health.NAME, populate_existing=True).problem is None


def test_a_lone_mail_refused_is_given_up_once_the_server_takes_others(
    smtp: SmtpTransport, letter_box: LetterBox
) -> None:
    letter_box.refuse_recipient["parti@example.org"] = "550 5.1.1 unknown"
    gone = message("parti@example.org")
    for attempts in range(1, worker.ENOUGH + 2):
        make_due(gone)
        assert deliver(smtp).put_back == 1
        assert now_of(gone).attempts == attempts
    message()
    with time_machine.travel(clock.now() + timedelta(seconds=2), tick=False):
        assert deliver(smtp).sent == 1
    make_due(gone)
    assert deliver(smtp).failed == 1


def test_a_link_to_sign_in_passes_before_everything(
    smtp: SmtpTransport, letter_box: LetterBox
) -> None:
    queue = [message() for _ in range(delivery.BATCH + 5)]
    with transaction():
        asked = db.session.get_one(OutboxMessage, queue[-1].id)
        asked.priority = 0
    (first, *others) = delivery.claim()
    assert (first.id, others) == (queue[-1].id, [])
    assert enqueued_priority("accounts/sign_in") == enqueued_priority("outbox/trial") == 0
    assert enqueued_priority("essai") == 1


def enqueued_priority(kind: str) -> int:
    payload = {"name": "Personne", "until": "midi", "url": "https://example.org/a"}
    return message(kind=kind, payload=payload).priority


def test_what_a_dead_worker_left_waits_for_nobodys_queue(app: Flask) -> None:
    for _ in range(3 * delivery.BATCH):
        message()
    left = {row.id for row in delivery.claim()}
    expire_leases()
    assert not {row.id for row in delivery.claim()} & left
    (first,) = delivery.claim(abandoned_first=True)
    assert first.id in left


def test_a_lease_is_short_and_renewed_while_its_worker_lives(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert timedelta(seconds=30) >= delivery.LEASE
    monkeypatch.setattr(leases, "EVERY_SECONDS", 0.05)
    message()
    rows = delivery.claim()
    rows[0].leased_until = before = clock.now()
    expire_leases()
    with leases.renewed(rows) as held:
        deadline = time.monotonic() + PATIENCE
        while rows[0].leased_until == before and time.monotonic() < deadline:
            time.sleep(0.02)
        assert held == rows
    stored = now_of(rows[0])
    assert stored.leased_until is not None
    assert stored.leased_until > clock.now() + delivery.LEASE_MARGIN
    assert stored.attempts == 1


def test_a_clock_put_back_holds_up_no_mail(smtp: SmtpTransport, letter_box: LetterBox) -> None:
    """An hour ahead for a while, then right again: what was put off or taken meanwhile leaves."""
    letter_box.refuse_recipient["plein@example.org"] = "452 4.2.2 Mailbox full"
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        put_off = message("plein@example.org")
        assert deliver(smtp).put_back == 1
        taken = message()
        assert delivery.claim()
        written = message()
    letter_box.refuse_recipient.clear()
    assert delivery.catch_up_with_the_clock() == 2
    assert deliver(smtp).sent == 3
    assert {now_of(one).status for one in (put_off, taken, written)} == {MessageStatus.SENT}
    assert delivery.catch_up_with_the_clock() == 0


def test_the_chores_hold_up_no_mail(
    app: Flask,
    server: Controller,
    letter_box: LetterBox,
    mail_settings: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A long day of tasks goes on beside the delivery."""
    monkeypatch.setattr(schedule, "_tasks", {})
    monkeypatch.setattr(schedule, "_rounds", [lambda: time.sleep(20)])
    settings = app.extensions["synergies_settings"]
    app.extensions["synergies_settings"] = replace(
        settings, mail_url=f"smtp://127.0.0.1:{server.port}"
    )
    arrived, stop = threading.Event(), threading.Event()
    letter_box.on_data = arrived.set
    message()
    beside = worker.ChoresBeside(app)
    thread = threading.Thread(
        target=worker.run_forever, args=(app, stop), kwargs={"chores": beside}
    )
    thread.start()
    try:
        assert arrived.wait(PATIENCE)
        assert beside._child, "they still run"
    finally:
        os.kill(beside._child, signal.SIGKILL)
        stop.set()
        thread.join(PATIENCE)
    assert not thread.is_alive()


def test_when_the_server_is_down_all_wait_after_one_try(app: Flask) -> None:
    messages = [message() for _ in range(3)]
    assert str(deliver(SmtpTransport("127.0.0.1", free_port()))) == (
        "0 envoyés, 3 remis à plus tard, 0 en erreur"
    )
    assert {now_of(one).status for one in messages} == {MessageStatus.QUEUED}


def test_what_is_not_due_stays(smtp: SmtpTransport) -> None:
    later = message()
    with transaction():
        row = db.session.get(OutboxMessage, later.id)
        assert row is not None
        row.due_at = clock.now() + timedelta(hours=1)
    assert not delivery.anything_due()
    assert deliver(smtp).sent == 0


def test_two_workers_never_hold_the_same_row(app: Flask) -> None:
    messages = [message() for _ in range(delivery.BATCH + 5)]
    first = {row.id for row in delivery.claim()}
    second = {row.id for row in delivery.claim()}
    assert not first & second
    assert first | second == {one.id for one in messages}
    assert not delivery.claim()


def test_a_worker_that_lost_its_lease_settles_nothing(app: Flask) -> None:
    one = message()
    (slow,) = delivery.claim()
    expire_leases()
    (fast,) = delivery.claim()
    assert not delivery.sent(slow)
    assert not delivery.failed(slow, "trop tard")
    assert delivery.sent(fast)
    assert now_of(one).attempts == 2


def test_a_row_is_not_begun_at_the_end_of_its_lease(
    smtp: SmtpTransport, letter_box: LetterBox
) -> None:
    one = message()
    (row,) = delivery.claim()
    row.leased_until = clock.now() + delivery.LEASE_MARGIN
    worker._deliver([row], smtp, threading.Event(), worker.Tally())
    assert not letter_box.taken
    assert now_of(one).status is MessageStatus.QUEUED
    assert now_of(one).attempts == 0


def test_the_worker_notices_a_mail_within_a_second_and_stops_when_told(
    app: Flask,
    server: Controller,
    letter_box: LetterBox,
    mail_settings: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = app.extensions["synergies_settings"]
    app.extensions["synergies_settings"] = replace(
        settings, mail_url=f"smtp://127.0.0.1:{server.port}"
    )
    arrived, resting, stop = threading.Event(), threading.Event(), threading.Event()
    letter_box.on_data = arrived.set
    rests: list[float] = []
    pause = nudge.pause

    def rest(until: threading.Event, seconds: float) -> None:
        rests.append(seconds)
        resting.set()
        pause(until, seconds)

    monkeypatch.setattr(nudge, "pause", rest)
    thread = threading.Thread(target=worker.run_forever, args=(app, stop))
    thread.start()
    try:
        # The mail is written while the worker rests.
        assert resting.wait(PATIENCE)
        one = message()
        assert arrived.wait(PATIENCE)
        assert max(rests) <= 1.0
    finally:
        stop.set()
        thread.join(PATIENCE)
    assert not thread.is_alive()
    assert now_of(one).status is MessageStatus.SENT


def test_the_chores_are_done_in_a_process_of_their_own_that_tells_what_failed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their memory goes with it; a task that failed is still not tried again every minute."""
    processes: list[int] = []

    def work() -> int:
        processes.append(os.getpid())
        return 3

    def fail() -> int:
        raise RuntimeError("what this says stays here")

    monkeypatch.setattr(schedule, "_tasks", {})
    monkeypatch.setattr(schedule, "_rounds", [])
    monkeypatch.setattr(schedule, "_retry_at", {})
    schedule.declare_tasks([DailyTask("essai", work, hour=0), DailyTask("raté", fail, hour=0)])
    beside = worker.ChoresBeside(app)
    beside.start()
    beside.wait()
    assert [run.name for run in db.session.scalars(select(TaskRun))] == ["essai"]
    assert processes == [], "it was done elsewhere"
    assert set(schedule.failures()) == {"raté"}
    assert schedule.run_due_tasks() == [], "in this process neither is due"


def test_a_rush_of_mails_waits_for_its_end_and_not_for_ever(app: Flask) -> None:
    began = clock.now()
    with time_machine.travel(began, tick=False):
        for _ in range(delivery.RUSH - 1):
            message()
        assert not delivery.rush_goes_on(), "a few mails leave at once"
        message()
        assert delivery.rush_goes_on()
    with time_machine.travel(began + delivery.CALM, tick=False):
        assert not delivery.rush_goes_on(), "it is over"
    with time_machine.travel(began + delivery.PATIENCE, tick=False):
        for _ in range(delivery.RUSH):
            message()
        assert not delivery.rush_goes_on(), "it goes on, but somebody has waited long enough"


def test_the_command_says_what_it_did(app: Flask) -> None:
    message()
    message(payload={})
    result = app.test_cli_runner().invoke(args=["worker", "--once"])
    assert result.exit_code == 0, result.output
    assert "1 envoyés, 0 remis à plus tard, 1 en erreur" in result.output


def expire_leases() -> None:
    with transaction():
        for row in db.session.query(OutboxMessage).filter_by(status=MessageStatus.SENDING):
            row.leased_until = clock.now()
