"""Names in the order in which one looks them up, and words found whatever their accents.

The order of letters must not depend on the engine: SQLite compares bytes, PostgreSQL as its
database was created. Both are asked for the same key, made of one table of signs (ADR 22).
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, String, cast, collate, func, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from app.kernel.text import fold

# Capitals, Latin letters with their accents, accents typed apart, Vietnamese, spaces and quotes.
RANGES: Final = ((0x41, 0x5A), (0xA0, 0x24F), (0x300, 0x36F), (0x1EA0, 0x1EF9), (0x2000, 0x206F))
# The signs that make two letters: few, for PostgreSQL replaces them one by one.
LIGATURES: Final = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"}


def _table() -> dict[str, str]:
    signs = [chr(code) for first, last in RANGES for code in range(first, last + 1)]
    keys = {sign: fold(sign) for sign in signs if sign not in LIGATURES}
    return {sign: key for sign, key in keys.items() if key != sign and len(key) < 2}


SIGNS: Final = _table()
_TRANSLATION: Final = str.maketrans({**SIGNS, **LIGATURES})
# As `translate` of PostgreSQL takes them: what has no counterpart, the accents, comes last.
_FROM: Final = "".join(sorted(SIGNS, key=lambda sign: (SIGNS[sign] == "", sign)))
_TO: Final = "".join(SIGNS[sign] for sign in _FROM)


def sort_text(text: str | None) -> str | None:
    """The key of a text: small letters without accents. None stays None.

    Like `fold`, but for signs of other scripts, which it leaves alone: both engines do.
    """
    return text.translate(_TRANSLATION) if text is not None else None


class sort_key(GenericFunction[str]):  # noqa: N801  # read as the SQL function that it is
    """The key of a column, for ORDER BY and for comparisons: `order_by(sort_key(Group.name))`."""

    type = String()
    inherit_cache = True


@compiles(sort_key, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"sort_text({compiler.process(element.clauses, **kw)})"


@compiles(sort_key, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    (column,) = element.clauses
    found: ColumnElement[str] = cast(column, String)
    for sign, letters in LIGATURES.items():
        found = func.replace(found, _quoted(sign), _quoted(letters))
    key = collate(func.translate(found, _quoted(_FROM), _quoted(_TO)), "C")
    return f"({compiler.process(key, **kw)})"


def _quoted(text: str) -> ColumnElement[str]:
    return literal_column("'" + text.replace("'", "''") + "'", String)


def has_words(column: Any, words: str) -> ColumnElement[bool]:
    """Whether a text column holds these words, whatever their accents and capitals."""
    return sort_key(column).contains(sort_text(words.strip()), autoescape=True)


__all__ = ["has_words", "sort_key", "sort_text"]
