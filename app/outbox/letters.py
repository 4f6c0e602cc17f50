"""From a row of the outbox to a mail: templates, then MIME."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any, Final

from flask import Flask, current_app
from jinja2 import Environment, StrictUndefined, TemplateNotFound

from app.config import Settings
from app.ical.invitation import Invitation, Party, Reply
from app.ical.payload import invitation_from
from app.kernel import clock
from app.kernel.text import dressed
from app.outbox.attachments import attached
from app.outbox.marks import answer_mark, marked, message_mark
from app.outbox.mime import compose, mailbox
from app.outbox.models import OutboxMessage

SERVICE: Final = "Synergies"
EMPTY_LINES: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")
_NOT_NAME: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Letter:
    """A mail ready to leave: its bytes-to-be, its two ends, and a name for a file."""

    mail: EmailMessage
    sender: str
    recipient: str
    name: str


def write_letter(message: OutboxMessage) -> Letter:
    """Render a message with its payload alone and build its mail.

    Raises whatever the templates, the payload or the address get wrong: the same row would fail the
    same way again.
    """
    settings: Settings = current_app.extensions["synergies_settings"]
    sender = _sender(settings.mail_from)
    recipient = mailbox("", _ascii_address(message.recipient))
    mark = message_mark(message.key)
    message_id = f"{mark}@{sender.domain}"
    text, html = render_bodies(message.kind, message.subject, message.payload)
    now = clock.now()
    invitation = None
    if message.calendar is not None:
        invitation = _invitation(message.calendar, sender, settings.inbox_address, now)
    reply_to = message.payload.get("reply_to")
    mail = compose(
        sender=sender,
        recipient=recipient,
        subject=dressed(message.subject),
        text=text,
        html=html,
        message_id=message_id,
        date=now,
        invitation=invitation,
        attachment=attached(message.payload),
        reply_to=mailbox("", reply_to) if reply_to else None,
        references=_thread_root(message.thread, sender.domain),
        headers=_list_headers(message, sender.domain),
    )
    # What cannot be delivered comes back to where somebody reads it.
    inbox = settings.inbox_address
    envelope = marked(inbox, mark) if inbox else sender.addr_spec
    return Letter(mail, envelope, recipient.addr_spec, _file_name(message, message_id))


def _thread_root(thread: str | None, domain: str) -> tuple[str, ...]:
    """The mail that never was, to which all mails about one thing answer: they stand together."""
    return () if thread is None else (f"{message_mark(f'thread:{thread}')}@{domain}",)


def _list_headers(message: OutboxMessage, domain: str) -> dict[str, str]:
    """By what to file it (RFC 2919), and how to have no more of it (RFC 2369, 8058)."""
    feature = message.kind.partition("/")[0].replace("_", "-")
    found = {"List-Id": f"<{feature}.{domain}>"}
    if url := message.payload.get("unsubscribe_url"):
        found["List-Unsubscribe"] = f"<{url}>"
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return found


def _invitation(calendar: dict[str, Any], sender: Address, inbox: str, now: datetime) -> Invitation:
    """The calendar of a mail. Where answers are read they are asked for, and find their way."""
    organizer = sender.addr_spec
    if inbox:
        mark = answer_mark(calendar["entry"]["uid"], calendar["attendee"]["address"])
        organizer = marked(inbox, mark)
        if calendar.get("reply") == Reply.ELSEWHERE:
            calendar = calendar | {"reply": str(Reply.AWAITED)}
    party = Party(sender.display_name, organizer)
    return invitation_from(calendar, organizer=party, dtstamp=now)


def render_bodies(kind: str, subject: str, payload: dict[str, Any]) -> tuple[str, str | None]:
    """The text of a mail, and its HTML when its kind has any.

    A name that the payload lacks is an error: a mail with a hole in it must not leave.
    """
    environment = _environment(current_app)
    settings: Settings = current_app.extensions["synergies_settings"]
    values = {
        **payload,
        "subject": dressed(subject),
        "service": SERVICE,
        "service_url": settings.base_url,
    }
    text = environment.get_template(f"emails/{kind}.txt").render(values)
    # Not remembered, as the texts of pages are: a mail is about one person.
    text = dressed(EMPTY_LINES.sub("\n\n", text.replace("\r\n", "\n")).strip()) + "\n"
    try:
        template = environment.get_template(f"emails/{kind}.html")
    except TemplateNotFound as missing:
        if missing.name != f"emails/{kind}.html":
            raise
        return text, None
    return text, template.render(values)


def _environment(app: Flask) -> Environment:
    """The templates of the pages, without the request they know, and strict."""
    environment = app.extensions.get("synergies_letters")
    if environment is None:
        environment = app.jinja_env.overlay(undefined=StrictUndefined)
        app.extensions["synergies_letters"] = environment
    strict: Environment = environment
    return strict


def _sender(setting: str) -> Address:
    name, address = parseaddr(setting)
    return mailbox(name or SERVICE, address)


def _ascii_address(address: str) -> str:
    """The address with its domain as mail servers know it; the part before @ is left alone."""
    local, _, domain = address.rpartition("@")
    return address if domain.isascii() else f"{local}@{domain.encode('idna').decode()}"


def _file_name(message: OutboxMessage, message_id: str) -> str:
    """Sorted by time, readable, the same for each attempt, without the address of anyone."""
    kind = _NOT_NAME.sub("-", message.kind.lower()).strip("-")
    return f"{_stamp(message.created_at)}-{kind}-{message_id[:8]}"


def _stamp(moment: datetime) -> str:
    return f"{clock.paris(moment):%Y-%m-%d-%Hh%M-%S}"
