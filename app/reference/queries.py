"""Sources of facts, numbered as notes of a page; the territory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from app.kernel.collation import sort_key
from app.kernel.db import db
from app.kernel.text import fold, typographic
from app.reference.models import Department, Metropole, Source

# The release came as a file of the archive; its name says nothing to a reader.
_FILE_NAME = re.compile(r"\s*\([\w.-]+\.(?:txt|pdf|html?)\)$")


@dataclass(frozen=True)
class Note:
    """One source as a page cites it: a number from 1, words, and an address where there is one."""

    number: int
    code: str
    label: str
    url: str | None


@dataclass(frozen=True)
class Notes:
    """The sources of a page, numbered in the order in which its facts name them."""

    by_code: dict[str, Note] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Note]:
        return iter(self.by_code.values())

    def __len__(self) -> int:
        return len(self.by_code)

    def of(self, codes: Iterable[str]) -> list[Note]:
        """The notes of one fact, in their order on the page."""
        found = [self.by_code[code] for code in codes if code in self.by_code]
        return sorted(found, key=lambda note: note.number)


def notes(*facts: Iterable[str]) -> Notes:
    """The notes of a page whose facts, in order, cite these codes. One query."""
    codes = list(dict.fromkeys(code for fact in facts for code in fact))
    if not codes:
        return Notes()
    rows = db.session.scalars(select(Source).where(Source.code.in_(codes)).order_by(Source.code))
    known = {source.code: source for source in rows}
    listed = [known[code] for code in codes if code in known]
    return Notes(
        {
            source.code: Note(number, source.code, _shown(source.label), source.url)
            for number, source in enumerate(listed, start=1)
        }
    )


def source_choices() -> list[tuple[str, str]]:
    """Every source as (code, words), by its words."""
    rows = db.session.execute(select(Source.code, Source.label).order_by(Source.code))
    return sorted(
        ((code, typographic(_shown(label))) for code, label in rows), key=lambda one: fold(one[1])
    )


def departments() -> Sequence[Department]:
    return db.session.scalars(select(Department).order_by(Department.code)).all()


def metropoles() -> Sequence[Metropole]:
    return db.session.scalars(select(Metropole).order_by(sort_key(Metropole.name))).all()


def _shown(label: str) -> str:
    """A description as a line of a list; an address part keeps its small letters."""
    label = _FILE_NAME.sub("", label)
    return label[:1].upper() + label[1:] if " " in label else label
