"""Headers and words of an incoming mail, bounded."""

from __future__ import annotations

import re
from email.message import Message
from email.utils import getaddresses
from html import unescape
from typing import Final

MOST_TEXT: Final = 64 * 1024
LINE_LENGTH: Final = 200
_TAG: Final = re.compile(r"<[^<>]{0,500}>")
_TEXTS: Final = ("text/plain", "text/html")


def line_of(mail: Message, name: str) -> str:
    """A header on one line."""
    return " ".join(str(mail.get(name, "")).split())[:LINE_LENGTH]


def address_of(mail: Message, name: str) -> str:
    """The one address of a header; empty when there are none or several: nobody vouches for it."""
    found = [address for _, address in getaddresses([line_of(mail, name)]) if "@" in address]
    return found[0] if len(found) == 1 else ""


def plain_text(parts: list[Message]) -> str:
    """The words of a mail: its plain text, else those of its HTML."""
    for kind in _TEXTS:
        found = "\n".join(_words(part) for part in parts if part.get_content_type() == kind)
        if found.strip():
            return found[:MOST_TEXT]
    return ""


def _words(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        text = content[:MOST_TEXT].decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = content[:MOST_TEXT].decode("utf-8", "replace")
    text = text.replace("\r\n", "\n").replace("\0", "")
    return text if part.get_content_type() == "text/plain" else unescape(_TAG.sub(" ", text))
