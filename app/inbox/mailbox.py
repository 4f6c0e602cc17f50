"""Fetching what has arrived in a letter box over IMAP (RFC 3501). No database here."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from app.inbox.reading import MOST_BYTES
from app.outbox.transport import LOOPBACK

TIMEOUT_SECONDS: Final = 10
# So that a box full of old mails does not hold up what else the worker does.
MOST_AT_ONCE: Final = 50


class MailboxError(Exception):
    """The letter box cannot be read now; the text says why, without address nor password."""


def fetch_new(url: str, receive: Callable[[bytes], object]) -> int:
    """Hand each unread mail to `receive`, then mark it as read; how many.

    `receive` commits before it returns: a mail is marked only once it is kept, so that a crash in
    between brings it twice and never loses it. Raises `MailboxError` when the server is silent or
    refuses. `imap://` is encrypted too where the server offers it, and must be except on this
    very machine.
    """
    parts = urlsplit(url)
    done = 0
    try:
        with _opened(parts) as box:
            for number in _unread(box)[:MOST_AT_ONCE]:
                receive(_content(box, number))
                box.uid("STORE", number, "+FLAGS", r"(\Seen)")
                done += 1
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxError(
            f"La boîte des réponses ne répond pas ({type(error).__name__})."
        ) from error
    return done


@contextmanager
def _opened(parts: SplitResult) -> Iterator[imaplib.IMAP4]:
    host = parts.hostname or ""
    context = ssl.create_default_context()
    if host in LOOPBACK:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    box: imaplib.IMAP4
    if parts.scheme == "imaps":
        box = imaplib.IMAP4_SSL(
            host, parts.port or 993, ssl_context=context, timeout=TIMEOUT_SECONDS
        )
    else:
        box = imaplib.IMAP4(host, parts.port or 143, timeout=TIMEOUT_SECONDS)
    try:
        if parts.scheme == "imap" and "STARTTLS" in box.capabilities:
            box.starttls(context)
        elif parts.scheme == "imap" and host not in LOOPBACK:
            raise MailboxError("Le serveur n’offre pas de liaison chiffrée.")
        _sign_in(box, unquote(parts.username or ""), unquote(parts.password or ""))
        name = unquote(parts.path.strip("/")) or "INBOX"
        answer, _ = box.select(f'"{name}"')
        if answer != "OK":
            raise MailboxError("Le dossier des réponses n’existe pas.")
        yield box
    finally:
        box.shutdown()


def _sign_in(box: imaplib.IMAP4, user: str, password: str) -> None:
    """LOGIN knows ASCII alone; PLAIN (RFC 4616), where it is offered, any password."""
    if "AUTH=PLAIN" in box.capabilities:
        box.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
    else:
        box.login(user, password)


def _unread(box: imaplib.IMAP4) -> list[str]:
    _, found = box.uid("SEARCH", "UNSEEN")
    return found[0].decode("ascii").split() if found and found[0] else []


def _content(box: imaplib.IMAP4, number: str) -> bytes:
    """The bytes of a mail, one more than we read at most: enough to say that it is too large."""
    _, found = box.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES + 1}>)")
    return next((bytes(one[1]) for one in found if isinstance(one, tuple)), b"")
