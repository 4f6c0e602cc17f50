"""Mails that came back, whatever the server that returns them makes of the standard.

Most say so in a report (RFC 3464, RFC 6533 for addresses with accents); many old and many large
servers send none, an empty one, or one with other spellings. A mail of a server, at an address that
only our own mail bears (its mark), is a return all the same when its words say so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from typing import Final

from app.inbox.texts import address_of, line_of, plain_text
from app.outbox.marks import marks_in

REPORTS: Final = frozenset({"message/delivery-status", "message/global-delivery-status"})
# Some servers put a space before the colon.
_FIELD: Final = re.compile(r"^([A-Za-z][A-Za-z-]{1,40})[ \t]{0,4}:[ \t]*(.*)$", re.MULTILINE)
_DAEMONS: Final = re.compile(
    r"^(?:mailer-?daemon|mail-?daemon|postmaster|double-bounce|bounces?)\b", re.IGNORECASE
)
_DAEMON_NAMES: Final = re.compile(
    r"mail delivery|mailer-daemon|system administrator", re.IGNORECASE
)
_DELAY: Final = re.compile(
    r"delay|warning: |retard|différé|will be retried|encore essayé", re.IGNORECASE
)
_FAILURE: Final = re.compile(
    r"undeliver|not be delivered|delivery (?:has )?failed|delivery failure|failure notice"
    r"|returned mail|returning message|permanent(?:ly)? (?:error|failed|failure)|wasn't able to"
    r"|no (?:such )?(?:mailbox|user)|user unknown|unrouteable|address (?:rejected|not found)"
    r"|n.a pas pu être (?:remis|distribu|délivr)|non[ -](?:remis|distribu|délivr)"
    r"|échec de la remise"
    r"|\b55\d[ -]|[#(]5\.\d{1,3}\.\d{1,3}",
    re.IGNORECASE,
)
# What a server said, in its words, best first.
_REASONS: Final = (
    re.compile(r"^.{0,80}?\b(5\d\d[ -].{3,200})$", re.MULTILINE),
    re.compile(r"^[ \t]*(.{3,160}\(#5\.\d{1,3}\.\d{1,3}\).{0,40})$", re.MULTILINE),
    re.compile(
        r"^[ \t]*(.{0,80}(?:unrouteable|unknown|no such|rejected|not found).{0,120})$",
        re.MULTILINE | re.IGNORECASE,
    ),
)
_STATUS: Final = re.compile(r"\b5\.\d{1,3}\.\d{1,3}")
_ORIGINAL_ID: Final = re.compile(
    r"^Message-ID:[ \t]*(<[^>\r\n]{1,200}>)", re.IGNORECASE | re.MULTILINE
)
UNKNOWN_REASON: Final = "motif non précisé"


@dataclass(frozen=True)
class ReturnedMail:
    """A mail that will not arrive: the marks that may be its own, and what the server said."""

    marks: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Notice:
    """A server writes about a mail that is still on its way, has arrived, or of which nobody can
    tell: `clear` ones ask for nobody's attention."""

    clear: bool


def returned(
    mail: Message, parts: list[Message], marks: tuple[str, ...]
) -> ReturnedMail | Notice | None:
    """What a mail says of one that we sent; None when it is no mail of a server."""
    text = plain_text(parts)
    own = tuple(dict.fromkeys([*marks, *_marks_of_original(parts), *marks_in(text)]))
    report = next((part for part in parts if part.get_content_type() in REPORTS), None)
    recipients = _recipients(report) if report is not None else []
    failed = next((one for one in recipients if _is_failure(one)), None)
    if failed is not None:
        return ReturnedMail(own, _reason_of(failed) or _reason_in(text))
    if any("action" in one for one in recipients):
        return Notice(clear=True)
    if not _is_of_server(mail, report):
        return None
    subject = line_of(mail, "Subject")
    if _DELAY.search(subject):
        return Notice(clear=True)
    if own and (_FAILURE.search(subject) or _FAILURE.search(text)):
        return ReturnedMail(own, _reason_in(text))
    return Notice(clear=False)


def _is_of_server(mail: Message, report: Message | None) -> bool:
    """Whether a server wrote it: it says so, or nobody is to answer and its subject tells why."""
    if report is not None or "X-Failed-Recipients" in mail:
        return True
    if _DAEMONS.match(address_of(mail, "From")) or _DAEMON_NAMES.search(line_of(mail, "From")):
        return True
    nobody = line_of(mail, "Return-Path") == "<>"
    return nobody and _FAILURE.search(line_of(mail, "Subject")) is not None


def _recipients(report: Message) -> list[dict[str, str]]:
    """The fields of each block of a report that speaks of a recipient, by their lower-case name."""
    payload = report.get_payload()
    blocks = payload if isinstance(payload, list) else [report]
    text = "\n\n".join(str(one) for one in blocks)
    found = [
        {name.lower(): value.strip() for name, value in _FIELD.findall(block)}
        for block in re.split(r"\r?\n[ \t]*\r?\n", text)
    ]
    wanted = {"action", "status", "final-recipient", "original-recipient"}
    return [one for one in found if wanted & one.keys()]


def _is_failure(recipient: dict[str, str]) -> bool:
    action = recipient.get("action", "").lower()
    return action == "failed" or (not action and recipient.get("status", "").startswith("5"))


def _reason_of(recipient: dict[str, str]) -> str:
    diagnostic = recipient.get("diagnostic-code", "")
    said = diagnostic.partition(";")[2].strip() if ";" in diagnostic else diagnostic
    status = _STATUS.search(recipient.get("status", ""))
    # A number alone says less than the status.
    return said if re.search(r"[^\W\d]", said) else (status[0] if status else "")


def _reason_in(text: str) -> str:
    found = next((match for one in _REASONS if (match := one.search(text))), None)
    return found[1].strip() if found else UNKNOWN_REASON


def _marks_of_original(parts: list[Message]) -> list[str]:
    """The marks that the returned mail itself bears: its return address, its Message-ID."""
    found = []
    for part in parts:
        kind = part.get_content_type()
        if kind in {"message/rfc822", "message/global"}:
            inner = part.get_payload(0) if part.is_multipart() else None
            text = line_of(inner, "Message-ID") if isinstance(inner, Message) else ""
        elif kind in {"text/rfc822-headers", "text/plain", "message/global-headers"}:
            match = _ORIGINAL_ID.search(plain_text([part]) or str(part.get_payload()))
            text = match[1] if match else ""
        else:
            continue
        # A Message-ID is the mark itself, without the name of the letter box before it.
        found += marks_in(text.replace("<", "<+"))
    return found
