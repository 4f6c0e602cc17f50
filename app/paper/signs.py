"""What people typed, as a printer can take it: a visible sign where a font has none.

One person's name never stops the paper of all. `printable` dresses every text of a paper's data;
`plainer` is for a text that still stops the compiler.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from app.kernel.text import normalized
from app.paper.fonts import INSIDE, coverage

REPLACEMENT: Final = "\u25a1"
# A word longer than this may be cut at the end of a line, each so many signs.
LONG_WORD: Final = 26
PIECE: Final = 8
CUT: Final = "\u200b"
# Addresses and drawings: never shown as they are, or of no use once changed.
AS_THEY_ARE: Final = frozenset({"href", "url", "home", "code", "key"})
_JOINERS: Final = "\u200b\u200c\u200d\u2060\ufe0e\ufe0f\u00ad"
_ORDINARY: Final = re.compile(r"[\n\x20-\x7e\xa0-\xac\xae-\u017f\u2013\u2019\u2026\u202f\u20ac]*")
_LONG: Final = re.compile(rf"[^\s\u00a0\u202f\u200b-]{{{LONG_WORD},}}")
_SILENT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NOT_XML: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
_LEGACY: Final = {
    # Bullets of the Symbol and Wingdings fonts, as word processors leave them in pasted text.
    0xF0B7: "\u2022",
    0xF0A7: "\u2022",
    0xF0FC: "\u2022",
    0xF0D8: "\u2022",
    0xF076: "\u2022",
    0xF0E0: "\u2192",
    0xFFFC: "",
    0xFEFF: "",
}


def printable(data: Any) -> Any:
    """`data` with every text made printable; numbers and the texts of `AS_THEY_ARE` untouched."""
    return _walk(data, text_of)


def plainer(data: Any, only: Collection[str] = ("",)) -> Any:
    """The texts that hold one of `only` in letters that the compiler's own fonts draw."""
    return _walk(
        data, lambda text: _plain(text) if any(sign in text for sign in only) else text_of(text)
    )


def writable(text: str) -> str:
    """What XML 1.0 can hold (its production "Char"); fonts are the reader's own."""
    return _NOT_XML.sub(REPLACEMENT, _SILENT.sub("", text))


def _walk(data: Any, change: Callable[[str], str]) -> Any:
    if isinstance(data, str):
        return change(data)
    if isinstance(data, Mapping):
        return {
            key: value if key in AS_THEY_ARE else _walk(value, change)
            for key, value in data.items()
        }
    if isinstance(data, list | tuple):
        return [_walk(value, change) for value in data]
    return data


@lru_cache(maxsize=4096)
def text_of(text: str) -> str:
    """One text: signs without a glyph replaced, long words cut, never invisible as a whole."""
    if _ORDINARY.fullmatch(text) is None:
        shown = "".join(_clusters(map(_sign, _composed(text))))
        if text.strip() and not _is_visible(shown):
            return REPLACEMENT
        text = shown
    return _LONG.sub(_cut, text)


def _composed(text: str) -> str:
    # A letter and its accent as one sign where there is one: most fonts draw it better.
    return normalized("NFC", text)


def _sign(sign: str) -> str:
    code = ord(sign)
    if code in _LEGACY:
        return _LEGACY[code]
    category = unicodedata.category(sign)
    if category in {"Cc", "Zl", "Zp"}:
        return "\n" if sign in "\n\r\u2028\u2029\x0b\x0c\x85" else " " if sign == "\t" else ""
    if category == "Cf":
        return sign if sign in _JOINERS else ""
    if category in {"Co", "Cn", "Cs"}:
        return REPLACEMENT
    return sign if coverage()[code] or sign in _JOINERS else REPLACEMENT


def _clusters(signs: Iterable[str]) -> Iterator[str]:
    """The signs, but for marks that no font draws together with their letter."""
    drawn = coverage()
    fonts = drawn[0x20]
    for sign in signs:
        if not sign or sign in _JOINERS:
            yield sign
        elif unicodedata.category(sign)[0] != "M":
            fonts = drawn[ord(sign)]
            yield sign
        elif fonts & drawn[ord(sign)]:
            fonts &= drawn[ord(sign)]
            yield sign
        else:
            fonts = drawn[ord(REPLACEMENT)]
            yield REPLACEMENT


def _is_visible(text: str) -> bool:
    return any(not sign.isspace() and sign not in _JOINERS for sign in text)


def _cut(match: re.Match[str]) -> str:
    word = match[0]
    pieces = [word[0]]
    for at, sign in enumerate(word[1:], start=1):
        if at % PIECE == 0 and not unicodedata.combining(sign) and sign not in _JOINERS:
            pieces.append(CUT)
        pieces.append(sign)
    return "".join(pieces)


def _plain(text: str) -> str:
    kept = "".join(
        sign
        if sign == "\n" or any(first <= ord(sign) <= last for first, last in INSIDE)
        else REPLACEMENT
        for sign in _composed(text)
        if not unicodedata.combining(sign)
    )
    if text.strip() and not _is_visible(kept):
        return REPLACEMENT
    return _LONG.sub(_cut, kept)
