"""Collecting rows, refusals and what has no home, entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.programme import values
from app.programme.document import Item
from app.programme.rows import Row, RowRefused


@dataclass(frozen=True)
class Refusal:
    """An entry left out, and why."""

    section: str
    line: int
    message: str


@dataclass(frozen=True)
class Aside:
    """Something the file says and that nothing in the service holds yet."""

    name: str
    line: int


@dataclass
class Reading:
    """The state of one reading of a file."""

    document: Item
    review_year: int
    sources: dict[str, Item | str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    # Sentences on how the file was read.
    notes: list[str] = field(default_factory=list)
    _seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def section(
        self, name: str, read: Callable[[Item], Iterable[Row]], parent: Item | None = None
    ) -> None:
        """Read each entry of a list; one that is refused does not stop the others."""
        holder = self.document if parent is None else parent
        try:
            entries = values.items(holder, name)
        except RowRefused as refusal:
            self.refuse(name, refusal)
            return
        for entry in entries:
            self.entry(name, entry, read)

    def entry(self, name: str, entry: Item, read: Callable[[Item], Iterable[Row]]) -> None:
        """All the rows of one entry, or none of them."""
        try:
            made = list(read(entry))
            for row in made:
                self._check_new(row)
        except RowRefused as refusal:
            self.refuse(name, refusal)
            return
        for row in made:
            self._seen[row.section, row.key] = row.line
        self.rows += made
        self.leave_unread(name, entry)

    def leave_unread(self, name: str, entry: Item) -> None:
        """Name the keys of an entry that nobody read: nothing is dropped in silence."""
        self.aside += [Aside(f"{name}, « {key} »", line) for key, line in entry.unread()]

    def refuse(self, section: str, refusal: RowRefused) -> None:
        self.refusals.append(Refusal(section, refusal.line, refusal.message))

    def source_codes(self, entry: Item) -> list[str]:
        """The codes of the sources of an entry, each of which the file must describe."""
        codes = values.texts(entry, "source")
        values.known(entry, "source", codes, self.sources, "La source")
        return codes

    def _check_new(self, row: Row) -> None:
        earlier = self._seen.get((row.section, row.key))
        if earlier is not None:
            raise RowRefused(row.line, f"« {row.label} » est déjà décrit à la ligne {earlier}.")
