"""What the journal's rows speak of, in words: declared in wiring, for the journal stands below.

A row keeps a table name and an id. Titles are looked up when the page is shown, one query per kind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.kernel.db import db


@dataclass(frozen=True)
class SubjectKind:
    """How rows about one table are told: a word, the title column, and the page of a row if any.

    `page` is an endpoint and the column whose value goes into its address, under `argument`.
    """

    table: str
    word: str
    # Mapped columns; typed loosely, since a checker takes them for descriptors of this class.
    id: Any = None
    title: Any = None
    endpoint: str = ""
    argument: str = ""
    key: Any = None


@dataclass(frozen=True)
class Subject:
    """One thing the journal speaks of. `arguments` builds its address when `endpoint` is given."""

    word: str
    title: str
    endpoint: str = ""
    arguments: tuple[tuple[str, Any], ...] = ()


_kinds: dict[str, SubjectKind] = {}


def declare_subjects(kinds: Iterable[SubjectKind]) -> None:
    for kind in kinds:
        _kinds[kind.table] = kind


def is_declared(table: str) -> bool:
    """Whether the journal has a word for the rows of this table."""
    return table in _kinds


def word_of(table: str) -> str:
    """The French word of a kind, or the name of its table when nobody gave one."""
    kind = _kinds.get(table)
    return kind.word if kind else table


def describe(table: str, keys: Collection[Any]) -> dict[Any, Subject]:
    """These rows of one table in words, by key; a row that is no more has only its key."""
    kind = _kinds.get(table)
    word = word_of(table)
    found: dict[Any, Subject] = {
        key: Subject(word, f"n° {key}" if isinstance(key, int) else str(key)) for key in keys
    }
    if kind is None or kind.id is None or kind.title is None:
        return found
    # A subject known by a code has 0 as its number: PostgreSQL would refuse to compare the two.
    asked = [key for key in keys if isinstance(key, kind.id.type.python_type)]
    if not asked:
        return found
    columns = [kind.id, kind.title, kind.key if kind.key is not None else kind.id]
    for number, title, key in db.session.execute(select(*columns).where(kind.id.in_(asked))):
        arguments = ((kind.argument, key),) if kind.endpoint else ()
        said = str(title) if title is not None else found[number].title
        found[number] = Subject(word, said, kind.endpoint, arguments)
    return found
