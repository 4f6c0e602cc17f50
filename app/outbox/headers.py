"""Header values as they travel: RFC 2047 encoded words that every mail program reads back alike.

The standard library folds a long header between two encoded words and loses the space that stood
there (RFC 2047 §6.2: white space between two encoded words is not shown). The older
`email.header.Header` writes the whole value as encoded words, spaces included.
"""

from __future__ import annotations

import re
from email.charset import BASE64, QP, Charset
from email.header import Header
from email.headerregistry import Address
from typing import Final

_LINE: Final = 76
# RFC 2047 §2: the length of one encoded word.
_ENCODED_WORD: Final = 75
# A value without a space to fold at is encoded too: relays refuse lines beyond 998 octets.
_LONG_WORD: Final = re.compile(r"\S{60,}")
# What may stand in a display name between quotes; other signs are encoded (RFC 5322 §3.2.4).
_QUOTABLE: Final = re.compile(r"[ !#-\[\]-~]*")
_ATOMS: Final = re.compile(r"[A-Za-z0-9 '_-]*")


def _utf8(encoding: int) -> Charset:
    charset = Charset("utf-8")
    charset.header_encoding = encoding
    return charset


_UTF8: Final = _utf8(QP)
_ENCODINGS: Final = (_UTF8, _utf8(BASE64))


def encoded_text(name: str, value: str) -> str:
    """Return an unstructured header (Subject) as it travels, folded."""
    plain = value.isascii() and value.isprintable() and "=?" not in value
    if plain and not _LONG_WORD.search(value) and len(name) + 2 + len(value) <= _LINE:
        return value
    return Header(value, _UTF8, maxlinelen=_LINE, header_name=name).encode(linesep="\r\n")


def encoded_mailbox(address: Address) -> str:
    """Return one address with the name beside it as it travels, folded."""
    shown = address.display_name
    if not shown:
        return str(address.addr_spec)
    if not _is_plain(shown):
        return f"{_encoded_word(shown)}\r\n <{address.addr_spec}>"
    name = shown if _ATOMS.fullmatch(shown) else f'"{shown}"'
    return f"{name} <{address.addr_spec}>"


def shortened_name(shown: str) -> str:
    """Cut a display name so that it takes one encoded word.

    Several programs, the parser of the standard library among them, show a space between two of
    them in a name, and none in a subject.
    """
    while not _is_plain(shown) and len(_encoded_word(shown)) > _ENCODED_WORD:
        shown = shown[:-1].rstrip()
    return shown


def _is_plain(shown: str) -> bool:
    return "=?" not in shown and _QUOTABLE.fullmatch(shown) is not None


def _encoded_word(text: str) -> str:
    return min((charset.header_encode(text) for charset in _ENCODINGS), key=len)
