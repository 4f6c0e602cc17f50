"""The mails that the running server writes under its folder."""

from __future__ import annotations

import email
import email.policy
import threading
import time
from email.message import EmailMessage
from pathlib import Path

PATIENCE = 60.0


def letter_to(folder: Path, address: str, words: str) -> EmailMessage:
    """The mail to that address whose subject holds these words; waits for the worker."""
    deadline = time.monotonic() + PATIENCE
    subjects: list[str] = []
    while time.monotonic() < deadline:
        letters = [_read(path) for path in sorted((folder / "mail").glob("*.eml"))]
        subjects = [f"{one['to']}: {one['subject']}" for one in letters]
        for one in letters:
            if address in str(one["to"]) and words in str(one["subject"]):
                return one
        threading.Event().wait(0.1)
    raise AssertionError(f"no mail to {address} about {words!r} among {subjects}")


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None, "a mail without a plain part"
    return str(body.get_content())


def _read(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message
