"""Marks in addresses, by which what comes back is known again (sub-addressing, RFC 5233).

A mail leaves from `inbox+<mark of the mail>@domain`, so that a returned mail names the one it
returns; an invitation is organised by `inbox+<mark of the answer>@domain`, so that only who got it
can answer it. Neither opens anything: the private links are other secrets.
"""

from __future__ import annotations

import re
from typing import Final

from app.kernel import links

# 128 bits in hexadecimal: mail programs forget the case of an address.
LENGTH: Final = 32
_MARKED: Final = re.compile(rf"\+([0-9a-f]{{{LENGTH}}})@", re.IGNORECASE)


def message_mark(key: str) -> str:
    """The mark of the message of this key: also the left part of its Message-ID."""
    return _mark("message-id", key)


def answer_mark(uid: str, address: str) -> str:
    """The mark of the answers of one person to one event of calendars."""
    return _mark("calendar-answer", f"{uid}\0{address.casefold()}")


def _mark(purpose: str, subject: str) -> str:
    return links.token_hash(links.derive_token(purpose, subject))[:LENGTH]


def marked(address: str, mark: str) -> str:
    """`address` as its sub-address of this mark."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{mark}@{domain}"


def marks_in(text: str) -> list[str]:
    """Every mark that stands in a list of addresses, in order."""
    return [mark.lower() for mark in _MARKED.findall(text)]
