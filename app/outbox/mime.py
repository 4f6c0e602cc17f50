"""Mails as bytes on the wire: structure, headers and encodings, nothing about delivery."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from functools import lru_cache
from typing import Any, Final

from app.ical.invitation import Invitation, Method
from app.ical.text import clean_line
from app.outbox.attachments import PdfFile
from app.outbox.headers import encoded_mailbox, encoded_text, shortened_name

# Headers that say the same of every mail: a dozen values in all, parsed and folded once.
_SAME_EVERYWHERE: Final = frozenset(
    {
        "auto-submitted",
        "content-disposition",
        "content-transfer-encoding",
        "content-type",
        "list-id",
        "list-unsubscribe-post",
        "mime-version",
    }
)


class _KnownHeaders(HeaderRegistry):
    """The standard library's, which makes a new class for each header of each mail, and parses the
    same headers of each part again: half of the time of writing one.
    """

    def __init__(self) -> None:
        super().__init__()
        self._classes: dict[str, type[BaseHeader]] = {}
        self._same = lru_cache(maxsize=256)(super().__call__)

    def __getitem__(self, name: str) -> type[BaseHeader]:
        key = name.lower()
        if key not in self._classes:
            self._classes[key] = super().__getitem__(name)
        return self._classes[key]

    def __call__(self, name: str, value: Any) -> BaseHeader:
        # A header is a text that nobody changes: mails can share it.
        if type(value) is str and name.lower() in _SAME_EVERYWHERE:
            return self._same(name, value)
        return super().__call__(name, value)


# Headers that hold words of people: kept as they travel, for the library folds them wrongly.
_WORDS: Final = frozenset({"subject", "from", "to", "reply-to"})


class _Policy(EmailPolicy):
    """Folds once what is the same everywhere, and encodes by itself what people wrote."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        if isinstance(value, Address):
            return name, encoded_mailbox(value)
        if name.lower() == "subject":
            return name, encoded_text(name, value)
        return super().header_store_parse(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in _SAME_EVERYWHERE:
            return _folded(name, value)
        if name.lower() in _WORDS:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


# CRLF line ends (the default policy base64-encodes calendars with bare LF) and 7-bit bodies, which
# no relay has to convert.
POLICY: Final = _Policy(linesep="\r\n", cte_type="7bit", header_factory=_KnownHeaders())
# No line of a part holds these, for "=_" is neither quoted-printable nor base64: nobody has to look
# for boundaries that are free, and no text can end its part.
_OUTER, _INNER = "=_synergies_mixed", "=_synergies_alternative"
_BOUNDARIES: Final = {"multipart/mixed": _OUTER, "multipart/alternative": _INNER}


@lru_cache(maxsize=256)
def _folded(name: str, value: str) -> bytes:
    return EmailPolicy.fold_binary(POLICY, name, value)


_NAME_LENGTH: Final = 60
_UNSHOWN: Final = re.compile(r'[\\"]')
_FILE_NAMES: Final = {Method.REQUEST: "invitation.ics", Method.CANCEL: "annulation.ics"}


def mailbox(name: str, address: str) -> Address:
    """Return a mail address with the name shown beside it; raise ValueError if it is not one."""
    if not (address.isascii() and address.isprintable()):
        raise ValueError(f"not a plain mail address: {address!r}")
    # A long run of backslashes or quotes makes the standard library fold the address away.
    shown = shortened_name(_UNSHOWN.sub("", clean_line(name))[:_NAME_LENGTH].strip())
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
    mail.set_content(text, cte="quoted-printable")
    if html is not None:
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
    if invitation is not None:
        _attach(mail, invitation)
    if attachment is not None:
        mail.add_attachment(
            attachment.content, maintype="application", subtype="pdf", filename=attachment.name
        )
    _finish(mail)
    return mail


def _finish(mail: EmailMessage) -> None:
    for part in mail.walk():
        if boundary := _BOUNDARIES.get(part.get_content_type()):
            part.set_boundary(boundary)
        if part is not mail:
            del part["MIME-Version"]  # said once, at the top


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
