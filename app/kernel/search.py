"""Full text in the words of French, on both engines: one entry per thing that can be found.

Features write down what *everyone* may read of a thing, by its kind and number, whenever that
changes; whoever searches joins the hits with the rows that a person may see. What people type
becomes stems of letters and digits before it goes anywhere: nothing typed is read as a query.

SQLite finds through an FTS5 index that triggers keep (`search_words`), PostgreSQL through a
generated `tsvector` of the same name; only the migrations make them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Float,
    Integer,
    Select,
    String,
    Subquery,
    UniqueConstraint,
    column,
    delete,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base
from app.kernel.db import db, insert_unless_there
from app.kernel.words import stems

# What the migrations make besides the models begins so (tables, triggers, a column, an index).
ENGINE_OWN = "search_words"
# More words than that narrow nothing.
MOST_WORDS = 12
# A word of the title weighs as much as that many of the text.
_TITLE_WEIGHT = 6.0


class SearchEntry(Base):
    """The stems of one thing: its title, and the rest of what is public of it."""

    __tablename__ = "search_entry"
    __table_args__ = (UniqueConstraint("kind", "subject_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    title: Mapped[str]
    body: Mapped[str]


def put(kind: str, subject_id: int, *, title: str, body: Iterable[str] = ()) -> None:
    """Write down the words of a thing, instead of those it had."""
    values = {"title": " ".join(stems(title)), "body": " ".join(stems(*body))}
    statement = insert_unless_there(SearchEntry).values(kind=kind, subject_id=subject_id, **values)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["kind", "subject_id"], set_=values)
    )


def drop(kind: str, subject_id: int) -> None:
    """Let a thing be found no more."""
    db.session.execute(
        delete(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.subject_id == subject_id)
    )


def asked(typed: str) -> list[str]:
    """The stems of what somebody typed, each once; empty when nothing in it can be looked for."""
    return list(dict.fromkeys(stems(typed[:500])))[:MOST_WORDS]


def hits(words: Sequence[str], *kinds: str) -> Subquery:
    """What holds every one of `words`: kind, subject_id, rank (small is good)."""
    on_sqlite = db.session.get_bind().dialect.name == "sqlite"
    found = _fts5_hits(words) if on_sqlite else _tsvector_hits(words)
    return found.where(SearchEntry.kind.in_(kinds)).subquery("hits")


def _columns(rank: Any) -> Select[Any]:
    return select(SearchEntry.kind, SearchEntry.subject_id, rank.label("rank"))


def _fts5_hits(words: Sequence[str]) -> Select[Any]:
    # Each word is quoted, and holds only letters and digits.
    all_of_them = " AND ".join(f'"{word}"' for word in words)
    index = table(ENGINE_OWN, column("rowid", Integer))
    match = text(f"{ENGINE_OWN} MATCH :every_word").bindparams(every_word=all_of_them)
    rank: Any = literal_column(f"bm25({ENGINE_OWN}, {_TITLE_WEIGHT}, 1.0)", Float)
    return (
        _columns(rank)
        .select_from(index)
        .join(SearchEntry, SearchEntry.id == index.c.rowid)
        .where(match)
    )


def _tsvector_hits(words: Sequence[str]) -> Select[Any]:
    own: Any = literal_column(f"search_entry.{ENGINE_OWN}")
    every = func.to_tsquery(literal_column("'simple'"), literal(" & ".join(words)))
    rank = -func.ts_rank(own, every, type_=Float)
    return _columns(rank).where(own.op("@@", return_type=Boolean())(every))
