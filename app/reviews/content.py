"""What a year's report says, apart from where it is stored: shown, frozen, compared, printed. Pure.

One shape serves the page, the papers, the open data and the frozen editions.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.kernel.masking import MASKED
from app.kernel.text import NBSP, euros, number
from app.reviews.enums import FactKind, Mark

CENTS_PER_MILLION = 100_000_000


@dataclass(frozen=True)
class Fact:
    """One figure. `key` names it in addresses and from one year to the next.

    `value` None: a number of people that is not told (`kernel.masking`). `known` is what the
    service holds of an announced total; `whole` what a share is counted of, in words.
    """

    key: str
    label: str
    value: int | None
    kind: FactKind = FactKind.COUNT
    mark: Mark = Mark.COUNTED
    qualifier: str = ""
    detail: str = ""
    page: int | None = None
    sources: tuple[str, ...] = ()
    known: int | None = None
    note: str = ""
    definition: str = ""

    @property
    def text(self) -> str:
        """As it is read aloud: `plus de 6 000`, `18,4 M€`, `non communiqué`."""
        if self.value is None:
            return MASKED
        said = amount(self.value) if self.kind is FactKind.CENTS else number(self.value)
        return f"{self.qualifier} {said}" if self.qualifier else said


@dataclass(frozen=True)
class Line:
    """One thing of a list: its words, what is said under them, and its page."""

    text: str
    detail: str = ""
    url: str = ""


@dataclass(frozen=True)
class Listing:
    """Things of the year. `hidden` counts those that exist and that not everybody may see."""

    key: str
    title: str
    lines: tuple[Line, ...]
    hidden: str = ""


@dataclass(frozen=True)
class Row:
    """One row of a series; `code` is its department's, for the map. None is a masked number."""

    label: str
    value: int | None
    code: str = ""


@dataclass(frozen=True)
class Series:
    """Numbers that are compared, hence drawn; `of` says what they are shares of."""

    key: str
    title: str
    unit: str
    rows: tuple[Row, ...]
    kind: FactKind = FactKind.COUNT
    of: str = ""

    @property
    def largest(self) -> int:
        return max((row.value or 0 for row in self.rows), default=0)

    @property
    def is_map(self) -> bool:
        return any(row.code for row in self.rows)


@dataclass(frozen=True)
class Part:
    """One section: what is counted, and what people wrote of it."""

    key: str
    title: str
    facts: tuple[Fact, ...] = ()
    series: tuple[Series, ...] = ()
    listings: tuple[Listing, ...] = ()
    # Where the data is incomplete, in whole sentences.
    missing: tuple[str, ...] = ()
    lead: str = ""
    text: str = ""
    testimonies: str = ""

    @property
    def tabled(self) -> dict[str, Fact]:
        """The facts that are rows of a table of the section, by the label of their row."""
        labels = {row.label for one in self.series for row in one.rows}
        return {
            fact.label: fact
            for fact in self.facts
            if fact.kind is FactKind.CENTS and fact.label in labels
        }

    @property
    def lone_facts(self) -> tuple[Fact, ...]:
        """The facts that no table of the section holds already."""
        return tuple(fact for fact in self.facts if self.tabled.get(fact.label) is not fact)

    @property
    def has_numbers(self) -> bool:
        return bool(self.facts or self.series or self.listings or self.missing)

    @property
    def says_something(self) -> bool:
        return bool(self.has_numbers or self.text or self.testimonies)


@dataclass(frozen=True)
class Report:
    """The whole: a year, a territory, its sections in order."""

    year: int
    territory: str
    territory_name: str
    parts: tuple[Part, ...]

    def facts(self) -> Iterator[tuple[Part, Fact]]:
        for part in self.parts:
            for fact in part.facts:
                yield part, fact

    def fact(self, key: str) -> Fact | None:
        return next((fact for _, fact in self.facts() if fact.key == key), None)

    def part(self, key: str) -> Part | None:
        return next((part for part in self.parts if part.key == key), None)

    @property
    def source_codes(self) -> list[list[str]]:
        """The sources of each fact, in the order of the page."""
        return [list(fact.sources) for _, fact in self.facts()]

    def with_texts(self, texts: Mapping[str, tuple[str, str]]) -> Report:
        """The same with what people wrote, by section; a text of a section that is no more stays,
        at the end, rather than be lost."""
        known = {part.key for part in self.parts}
        dressed = [
            replace(part, text=texts[part.key][0], testimonies=texts[part.key][1])
            if part.key in texts
            else part
            for part in self.parts
        ]
        left = [
            Part(key, "Autre texte", text=text, testimonies=told)
            for key, (text, told) in texts.items()
            if key not in known and (text or told)
        ]
        return replace(self, parts=(*dressed, *left))


def amount(cents: int) -> str:
    """Millions as people say them where they are exact to a hundred thousandth, else euros."""
    if abs(cents) >= CENTS_PER_MILLION and cents % 100_000 == 0:
        return f"{number(cents / CENTS_PER_MILLION)}{NBSP}M€"
    return euros(cents)


def data_of(part: Part) -> dict[str, Any]:
    """A section as plain values, for JSON."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(part), ensure_ascii=False))
    return plain


def part_of(data: Mapping[str, Any]) -> Part:
    """The section that `data_of` gave. What a later version of the service adds has its default."""
    return Part(
        key=data["key"],
        title=data["title"],
        facts=tuple(
            Fact(
                **{
                    **one,
                    "kind": FactKind(one["kind"]),
                    "mark": Mark(one["mark"]),
                    "sources": tuple(one["sources"]),
                }
            )
            for one in data["facts"]
        ),
        series=tuple(
            Series(
                **{
                    **one,
                    "kind": FactKind(one["kind"]),
                    "rows": tuple(Row(**row) for row in one["rows"]),
                }
            )
            for one in data["series"]
        ),
        listings=tuple(
            Listing(**{**one, "lines": tuple(Line(**line) for line in one["lines"])})
            for one in data["listings"]
        ),
        missing=tuple(data["missing"]),
        lead=data["lead"],
        text=data["text"],
        testimonies=data["testimonies"],
    )


def content_hash(parts: Sequence[Part]) -> str:
    """SHA-256 of all that an edition says."""
    written = json.dumps(
        [data_of(part) for part in parts],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(written.encode()).hexdigest()


@dataclass(frozen=True)
class Difference:
    """One figure that is no longer what it was; an empty text: it did not exist then, or now."""

    part: str
    key: str
    label: str
    before: str
    after: str


def differences(before: Report, after: Report) -> list[Difference]:
    """Which figures differ, in the order of the page, those that are gone last."""
    old = {fact.key: (part, fact) for part, fact in before.facts()}
    found = []
    for part, fact in after.facts():
        _, earlier = old.pop(fact.key, (part, None))
        was = earlier.text if earlier is not None else ""
        if was != fact.text:
            found.append(Difference(part.title, fact.key, _named(fact), was, fact.text))
    found += [
        Difference(part.title, fact.key, _named(fact), fact.text, "") for part, fact in old.values()
    ]
    return found


def _named(fact: Fact) -> str:
    return f"{fact.label} ({fact.detail})" if fact.detail else fact.label
