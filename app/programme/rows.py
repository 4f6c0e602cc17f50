"""What a reader makes of one entry of the file: a row to add or to bring up to date."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.kernel.base import Base


@dataclass(frozen=True)
class Ref:
    """The primary key of another row of the file, known only once that row is stored."""

    section: str
    key: str


@dataclass
class Row:
    """One row as the file would have it.

    `identity`: columns that say which row it is; set once, never changed by an import. `initial`:
    columns set when the row is made, then left to people. `fields`: columns that follow the file as
    long as the team has not changed them. Values may be `Ref`s. `needs`: rows without which this
    one makes no sense, though no column names them.
    """

    section: str
    key: str
    label: str
    line: int
    model: type[Base]
    identity: dict[str, Any] = field(default_factory=dict)
    initial: dict[str, Any] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    needs: list[Ref] = field(default_factory=list)


class RowRefused(Exception):
    """An entry that cannot be taken; the message is one French sentence, `line` its place."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message
