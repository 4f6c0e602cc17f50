"""A real SMTP server for the tests, whose answers the tests choose, and messages to send."""

from __future__ import annotations

import socket
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from app.kernel.db import db, transaction
from app.outbox.models import OutboxMessage
from app.outbox.services import enqueue

_number = count(1)


class LetterBox:
    """Keeps what it takes. `refuse_recipient` and `refuse_data` map an address to an answer."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.refuse_recipient: dict[str, str] = {}
        self.refuse_data: dict[str, str] = {}
        self.on_data: Callable[[], None] = lambda: None

    async def handle_RCPT(  # noqa: N802  # the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse_recipient:
            return self.refuse_recipient[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        recipient = envelope.rcpt_tos[0]
        if recipient in self.refuse_data:
            return self.refuse_data[recipient]
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.taken.append(mail)
        self.recipients.append(recipient)
        self.on_data()
        return "250 OK"


def serve(letter_box: LetterBox) -> Controller:
    """The server, started on a free port of this machine."""
    server = Controller(letter_box, hostname="127.0.0.1", port=free_port())
    server.start()
    return server


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def message(to: str = "", **changes: Any) -> OutboxMessage:
    """A message in the queue, committed."""
    number = next(_number)
    values: dict[str, Any] = {
        "kind": "essai",
        "to": to or f"personne{number}@example.org",
        "subject": "Un essai",
        "payload": {"name": "Personne fictive"},
        "key": f"essai:{number}",
    }
    with transaction():
        added = enqueue(**{**values, **changes})
        assert added is not None
        stored = db.session.get_one(OutboxMessage, added, populate_existing=True)
    # A plain value from here on: requests and workers have sessions of their own.
    db.session.expunge(stored)
    return stored


def now_of(message: OutboxMessage) -> OutboxMessage:
    """The row as the database has it."""
    db.session.rollback()
    db.session.expunge_all()
    stored = db.session.get(OutboxMessage, message.id)
    assert stored is not None
    return stored
