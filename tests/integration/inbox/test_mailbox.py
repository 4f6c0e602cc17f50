"""The letter box itself: a real IMAP server, and a mail server's pipe."""

from __future__ import annotations

import imaplib
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.inbox import cli, fetching
from app.inbox.mailbox import MailboxError, fetch_new
from app.inbox.models import IncomingMail
from app.kernel.db import db
from app.outbox import worker
from tests.integration.inbox.answers import INBOX, returned
from tests.integration.outbox.letterbox import free_port

pytestmark = pytest.mark.same_on_both

USER, PASSWORD = "reponses@synergies.example.org", "secret d’essai: @/"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A real IMAP server, with an empty box."""
    port = free_port()
    server = subprocess.Popen(
        [
            *(str(Path(sys.executable).parent / "pymap"), "--no-service", "admin", "--no-tls"),
            *("--host", "127.0.0.1", "--port", str(port), "dict"),
            *("--demo-user", USER, "--demo-password", PASSWORD),
        ],
        stderr=subprocess.DEVNULL,
    )
    try:
        limit = time.monotonic() + 20
        while not _answers(port):
            assert time.monotonic() < limit, "the IMAP server does not start"
            assert server.poll() is None, "the IMAP server has stopped"
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _answers(port: int) -> bool:
    try:
        opened(port).logout()
    except OSError:
        return False
    return True


def opened(port: int) -> imaplib.IMAP4:
    box = imaplib.IMAP4("127.0.0.1", port, timeout=10)
    box.authenticate("PLAIN", lambda _: f"\0{USER}\0{PASSWORD}".encode())
    return box


@pytest.fixture
def url(port: int) -> str:
    box = opened(port)
    box.select("INBOX")
    box.store("1:*", "+FLAGS", r"(\Seen)")
    box.logout()
    return f"imap://reponses%40synergies.example.org:secret%20d%E2%80%99essai%3A%20%40%2F@127.0.0.1:{port}/INBOX"


def put(port: int, *mails: bytes) -> None:
    box = opened(port)
    for mail in mails:
        box.append("INBOX", "", "", mail)
    box.logout()


def test_unread_mails_are_handed_over_once(port: int, url: str) -> None:
    first, second = returned(INBOX), returned(INBOX, number="2")
    put(port, first, second)
    got: list[bytes] = []
    assert fetch_new(url, got.append) == 2
    assert got == [first, second]
    assert fetch_new(url, got.append) == 0


def test_a_mail_that_was_not_kept_is_handed_over_again(port: int, url: str) -> None:
    put(port, returned(INBOX, number="3"))

    def crash(_raw: bytes) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_new(url, crash)
    got: list[bytes] = []
    assert fetch_new(url, got.append) == 1


def test_a_wrong_password_and_a_silent_server_are_said_without_it(port: int, url: str) -> None:
    with pytest.raises(MailboxError) as refused:
        fetch_new(url.replace("secret", "autre"), print)
    assert "autre" not in str(refused.value)
    with pytest.raises(MailboxError):
        fetch_new(f"imap://a:b@127.0.0.1:{free_port()}/INBOX", print)


def test_the_worker_reads_the_box_and_leaves_a_broken_one_alone_for_a_while(
    app: Flask, port: int, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = app.extensions["synergies_settings"]
    app.extensions["synergies_settings"] = replace(before, inbox_address=INBOX, inbox_url=url)
    put(port, returned(INBOX, number="4"))
    try:
        worker.run_once(app)
        assert len(db.session.scalars(select(IncomingMail)).all()) == 1
        broken = f"imap://a:b@127.0.0.1:{free_port()}/INBOX"
        app.extensions["synergies_settings"] = replace(before, inbox_url=broken)
        asked: list[str] = []

        def refuse(url: str, _receive: object) -> int:
            asked.append(url)
            raise MailboxError("panne")

        monkeypatch.setattr(fetching, "fetch_new", refuse)
        worker.run_once(app)
        worker.run_once(app)
        assert asked == [broken], "asked again only after a pause"
    finally:
        app.extensions["synergies_settings"] = before


def test_a_mail_server_passes_mails_by_a_pipe(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = app.test_cli_runner()
    first = runner.invoke(args=["inbox", "receive"], input=returned(INBOX, number="5"))
    assert "Sans correspondance" in first.output
    again = runner.invoke(args=["inbox", "receive"], input=returned(INBOX, number="5"))
    assert "Rien à retenir" in again.output

    def down(_work: object) -> None:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(cli, "in_transaction", down)
    broken = runner.invoke(args=["inbox", "receive"], input=b"x")
    assert broken.exit_code == cli.TRY_AGAIN, "the mail server keeps it"


def test_fetching_by_hand_says_what_is_missing(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["inbox", "fetch"])
    assert done.exit_code == 1
    assert "SYNERGIES_INBOX_URL" in done.output
