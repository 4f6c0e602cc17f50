"""What both formats come to before they are written as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Run(NamedTuple):
    """Words dressed alike; a line break is a newline in `text`."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""
    struck: bool = False
    # What its author does not see either: it is left out.
    hidden: bool = False


Runs = Sequence[Run]


@dataclass
class Heading:
    """Level 0 is the title of the whole."""

    level: int
    runs: Runs


@dataclass
class Paragraph:
    runs: Runs


@dataclass
class ListItem:
    """`key` names the list: its numbers go on from one item to the next, whatever lies between."""

    level: int
    ordered: bool
    key: str
    runs: Runs
    # A second paragraph of the item before it.
    goes_on: bool = False
    # Where it is known; else one more than the item before it.
    number: int | None = None


@dataclass
class Table:
    """The first row is its head."""

    rows: list[list[Runs]]


Block = Heading | Paragraph | ListItem | Table


@dataclass
class Seen:
    """What cannot be kept as it is, counted as it is met, and told to who sends the file."""

    insertions: int = 0
    deletions: int = 0
    comments: int = 0
    images: int = 0
    notes: int = 0
    merged: int = 0
    stacked: int = 0
    contents: int = 0
    guessed_headings: int = 0
    hidden: int = 0
    formulas: int = 0
    symbols: int = 0
    # Files within the file, whose text is not read.
    inserted: int = 0
    # The words of headers and footers, which are no part of the text.
    margins: list[str] = field(default_factory=list)


def words(runs: Iterable[Run]) -> str:
    """The words alone, on one line."""
    return " ".join("".join(run.text for run in runs).split())


def one_line(paragraphs: Sequence[Runs], seen: Seen) -> list[Run]:
    """The paragraphs of a cell: Markdown gives it one line."""
    said = [runs for runs in paragraphs if words(runs)]
    if len(said) > 1:
        seen.stacked += 1
    joined: list[Run] = []
    for place, runs in enumerate(said):
        if place:
            joined.append(Run(" " if words(said[place - 1])[-1] in ".;:!?," else " ; "))
        joined += runs
    return joined


def flat(blocks: Iterable[Block]) -> list[Runs]:
    """The paragraphs that stand in a cell, one after the other; a table in it, row by row."""
    found: list[Runs] = []
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                line: list[Run] = []
                for cell in row:
                    line += [Run(" – "), *cell] if line and words(cell) else cell
                found.append(line)
        elif isinstance(block, ListItem) and block.ordered and block.number is not None:
            found.append([Run(f"{block.number}. "), *block.runs])
        else:
            found.append(block.runs)
    return found
