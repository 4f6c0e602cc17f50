"""Mails as bytes on the wire: structure, headers and encodings, nothing about delivery."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

from app.ical.invitation import Invitation, Method
from app.ical.text import clean_line
from app.outbox.attachments import PdfFile


class _KnownHeaders(HeaderRegistry):
    """The standard library's, which makes a new class for each header of each mail: a quarter of
    the time of writing one.
    """

    def __init__(self) -> None:
        super().__init__()
        self._classes: dict[str, type[BaseHeader]] = {}

    def __getitem__(self, name: str) -> type[BaseHeader]:
        key = name.lower()
        if key not in self._classes:
            self._classes[key] = super().__getitem__(name)
        return self._classes[key]


# CRLF line ends (the default policy base64-encodes calendars with bare LF) and 7-bit bodies, which
# no relay has to convert.
POLICY: Final = SMTP.clone(cte_type="7bit", header_factory=_KnownHeaders())

_NAME_LENGTH: Final = 60
_UNSHOWN: Final = re.compile(r'[\\"]')
_FILE_NAMES: Final = {Method.REQUEST: "invitation.ics", Method.CANCEL: "annulation.ics"}


def mailbox(name: str, address: str) -> Address:
    """Return a mail address with the name shown beside it; raise ValueError if it is not one."""
    if not (address.isascii() and address.isprintable()):
        raise ValueError(f"not a plain mail address: {address!r}")
    # A long run of backslashes or quotes makes the standard library fold the address away.
    shown = _UNSHOWN.sub("", clean_line(name))[:_NAME_LENGTH].strip()
    return Address(display_name=shown, addr_spec=address)


def compose(
    *,
    sender: Address,
    recipient: Address,
    subject: str,
    text: str,
    message_id: str,
    date: datetime,
    html: str | None = None,
    invitation: Invitation | None = None,
    attachment: PdfFile | None = None,
    reply_to: Address | None = None,
    references: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
) -> EmailMessage:
    """Return one mail to one person, ready for ``smtplib`` or ``bytes()``.

    ``text`` stands alone; ``html`` says the same. ``message_id`` and ``references`` are message ids
    without angle brackets; ``date`` is aware. With an ``invitation`` the structure is the one that
    Outlook, Google, Apple and Thunderbird all read: multipart/mixed of a multipart/alternative
    (plain, html, calendar) and of the same calendar as a file, for those who only see attachments.
    Raises ValueError for a line break in ``headers`` or a naive ``date``.
    """
    if date.tzinfo is None:
        raise ValueError("the date of a mail needs a time zone")
    mail = EmailMessage(policy=POLICY)
    mail["From"] = sender
    mail["To"] = recipient
    mail["Subject"] = clean_line(subject)
    mail["Date"] = date
    mail["Message-ID"] = f"<{message_id}>"
    if reply_to is not None:
        mail["Reply-To"] = reply_to
    if references:
        mail["In-Reply-To"] = f"<{references[-1]}>"
        mail["References"] = " ".join(f"<{reference}>" for reference in references)
    # Tells answering machines to keep quiet (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    for name, value in (headers or {}).items():
        mail[name] = value
    mail.set_content(text)
    if html is not None:
        mail.add_alternative(html, subtype="html")
    if invitation is not None:
        _attach(mail, invitation)
    if attachment is not None:
        mail.add_attachment(
            attachment.content, maintype="application", subtype="pdf", filename=attachment.name
        )
    for part in mail.walk():
        if part is not mail:
            del part["MIME-Version"]  # said once, at the top
    return mail


def _attach(mail: EmailMessage, invitation: Invitation) -> None:
    # Last among the alternatives: a client shows the last one it understands.
    mail.add_alternative(
        invitation.body,
        maintype="text",
        subtype="calendar",
        cte="base64",
        disposition="inline",
        params={"method": str(invitation.method), "charset": "utf-8"},
    )
    mail.add_attachment(
        invitation.body,
        maintype="application",
        subtype="ics",
        cte="base64",
        filename=_FILE_NAMES[invitation.method],
    )
