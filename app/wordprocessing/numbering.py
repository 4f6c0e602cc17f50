"""Numbers of lists and headings as a word processor writes them: "4.", "b)", "II –", "1.2"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from app.wordprocessing.blocks import ListItem, Run, Runs

DEEPEST: Final = 9
_ROMAN: Final = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)
_PLACE: Final = re.compile(r"%([1-9])")


@dataclass(frozen=True)
class Level:
    """`form`: "decimal", "lowerLetter", "bullet", "none"…; `text`: "%1.", with %n for level n."""

    form: str = "bullet"
    text: str = ""
    start: int = 1
    # The style of paragraph that bears this level.
    style: str = ""

    @property
    def counts(self) -> bool:
        return self.form not in {"bullet", "none", ""}

    def is_plain(self, level: int) -> bool:
        """Whether Markdown writes the same: "3." or "3)"."""
        return self.form == "decimal" and self.text.strip() in {f"%{level + 1}.", f"%{level + 1})"}


Levels = Mapping[int, Level]


class Number(NamedTuple):
    """What one paragraph bears: the number of its level, and its words as they are shown."""

    level: int
    shape: Level
    rank: int
    label: str


class Counters:
    """The numbers of every list of one text; `key` names what counts together."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[int, int]] = {}

    def next(self, key: str, levels: Levels, level: int, restart: int | None = None) -> Number:
        """Count one more paragraph at `level`."""
        counts = self._counts.setdefault(key, {})
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        for upper in range(level):
            counts.setdefault(upper, levels.get(upper, Level()).start)
        shape = levels.get(level, Level())
        before = counts.get(level, shape.start - 1)
        counts[level] = before + 1 if restart is None else restart

        def written_at(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            return written(counts.get(place, 1), levels.get(place, Level("decimal")).form)

        label = _PLACE.sub(written_at, shape.text) if shape.counts else ""
        return Number(level, shape, counts[level], " ".join(label.split()))


def written(number: int, form: str) -> str:
    """A number in one of the forms of both formats; in figures for those of other languages."""
    if form in {"lowerLetter", "a"}:
        return _letters(number)
    if form in {"upperLetter", "A"}:
        return _letters(number).upper()
    if form in {"lowerRoman", "i"}:
        return _roman(number)
    if form in {"upperRoman", "I"}:
        return _roman(number).upper()
    if form == "decimalZero":
        return f"{number:02}"
    if form == "ordinal":
        return "1er" if number == 1 else f"{number}e"
    return str(number)


def _letters(number: int) -> str:
    """ "z" then "aa", "bb", as both programs do."""
    if number < 1:
        return str(number)
    turns, place = divmod(number - 1, 26)
    return chr(97 + place) * min(turns + 1, 20)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    said = ""
    for value, sign in _ROMAN:
        said += sign * (number // value)
        number %= value
    return said


def item_of(number: Number, key: str, runs: Runs) -> ListItem:
    """An item of a list: numbered by Markdown where that says the same, else by its own words."""
    item = ListItem(number.level, number.shape.counts, key, runs, number=number.rank)
    if not number.shape.counts or number.shape.is_plain(number.level):
        return item
    return replace(item, ordered=False, runs=labelled(number.label, runs))


def labelled(label: str, runs: Runs) -> Runs:
    return [Run(f"{label} "), *runs] if label else runs
