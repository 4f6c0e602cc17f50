"""Styles and numbering of a DOCX: what a paragraph is, and how its words are dressed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from app.wordprocessing.blocks import Run
from app.wordprocessing.numbering import DEEPEST, Counters, Level, Number

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFF: Final = {"0", "false", "off", "none"}
_HEADING: Final = re.compile(r"(heading|titre) ?([1-9])", re.IGNORECASE)
_TITLES: Final = {"title", "titre"}


class ParagraphStyle(NamedTuple):
    """`level` for a heading (0: the title of the whole), `number` for what is listed."""

    level: int | None
    number: Number | None
    # What the items of one list have in common.
    key: str
    is_contents: bool
    dress: Run


def value(element: Element, path: str) -> str | None:
    """The `w:val` of what lies at `path`; empty where it is there and says nothing."""
    found = element.find(path)
    return None if found is None else found.get(W + "val", "")


def whole(text: str | None, default: int) -> int:
    """A number of the file, within what anybody writes."""
    return int(text) if text and text.isdecimal() and len(text) < 7 else default


@dataclass
class Numbering:
    """One `w:num`: the list it belongs to, its levels, and those that begin anew."""

    key: str
    levels: dict[int, Level]
    restarts: dict[int, int] = field(default_factory=dict)


class Styles:
    def __init__(self, styles: Element | None, numbering: Element | None) -> None:
        self.by_id: dict[str, Element] = {}
        self.default = ""
        for style in () if styles is None else styles.iter(W + "style"):
            identifier = style.get(W + "styleId", "")
            self.by_id[identifier] = style
            if style.get(W + "type") == "paragraph" and style.get(W + "default") not in {None, "0"}:
                self.default = identifier
        self.numberings = {} if numbering is None else _numberings(numbering, self.by_id)
        self.counters = Counters()
        self._begun: set[tuple[str, int]] = set()

    def _chain(self, identifier: str) -> Iterator[Element]:
        for _ in range(20):
            style = self.by_id.get(identifier)
            if style is None:
                return
            yield style
            identifier = value(style, W + "basedOn") or ""

    def paragraph(self, element: Element) -> ParagraphStyle:
        """What a paragraph is; it counts: once for each."""
        chain = list(self._chain(value(element, f"{W}pPr/{W}pStyle") or self.default))
        names = [(value(style, W + "name") or "").strip() for style in chain]
        sources = [element, *chain]
        key, number = self._number(sources, [style.get(W + "styleId", "") for style in chain])
        is_contents = bool(names) and names[0].lower().startswith("toc ")
        return ParagraphStyle(
            _level(sources, names), number, key, is_contents, self.paragraph_dress(chain)
        )

    def paragraph_dress(self, chain: list[Element]) -> Run:
        dress = Run("")
        for style in reversed(chain):
            dress = _dressed(style.find(W + "rPr"), dress)
        return dress

    def _number(self, sources: list[Element], styles: list[str]) -> tuple[str, Number | None]:
        identifier = depth = None
        for one in sources:
            numbered = f"{W}pPr/{W}numPr"
            identifier = value(one, f"{numbered}/{W}numId") if identifier is None else identifier
            depth = value(one, f"{numbered}/{W}ilvl") if depth is None else depth
        numbering = self.numberings.get(identifier or "")
        if identifier in {None, "", "0"}:
            return "", None
        if numbering is None:
            # A list that the file does not describe.
            return str(identifier), Number(min(whole(depth, 0), DEEPEST), Level(), 1, "")
        level = min(whole(depth, self._level_of(numbering, styles)), DEEPEST)
        if numbering.levels.get(level, Level()).form == "none":
            return "", None
        restart = None
        if level in numbering.restarts and (str(identifier), level) not in self._begun:
            restart = numbering.restarts[level]
        self._begun.add((str(identifier), level))
        return numbering.key, self.counters.next(numbering.key, numbering.levels, level, restart)

    def _level_of(self, numbering: Numbering, styles: list[str]) -> int:
        """The level that bears the style of the paragraph."""
        for level, shape in numbering.levels.items():
            if shape.style and shape.style in styles[:1]:
                return level
        return 0

    def dress(self, run: Element, dress: Run) -> Run:
        said = run.find(W + "rPr")
        if said is None:
            return dress
        for style in reversed(list(self._chain(value(said, W + "rStyle") or ""))):
            dress = _dressed(style.find(W + "rPr"), dress)
        return _dressed(said, dress)


def _level(sources: list[Element], names: list[str]) -> int | None:
    for name in names:
        if name.lower() in _TITLES:
            return 0
        match = _HEADING.fullmatch(name)
        if match is not None:
            return int(match[2])
    for one in sources:
        outline = value(one, f"{W}pPr/{W}outlineLvl")
        if outline is not None:
            return int(outline) + 1 if outline in set("012345678") else None
    return None


def _dressed(said: Element | None, dress: Run) -> Run:
    if said is None:
        return dress
    return dress._replace(
        bold=_is_on(said, ("b",), default=dress.bold),
        italic=_is_on(said, ("i",), default=dress.italic),
        struck=_is_on(said, ("strike", "dstrike"), default=dress.struck),
        hidden=_is_on(said, ("vanish",), default=dress.hidden),
    )


def _is_on(said: Element, names: tuple[str, ...], *, default: bool) -> bool:
    found = [one for one in (value(said, W + name) for name in names) if one is not None]
    return any(one not in OFF for one in found) if found else default


def _numberings(numbering: Element, styles: dict[str, Element]) -> dict[str, Numbering]:
    """By the identifier that paragraphs name."""
    abstract: dict[str, dict[int, Level]] = {}
    linked: dict[str, str] = {}
    for one in numbering.iter(W + "abstractNum"):
        identifier = one.get(W + "abstractNumId", "")
        abstract[identifier] = _levels(one)
        link = value(one, W + "numStyleLink")
        if link:
            linked[identifier] = link
    named = {one.get(W + "numId", ""): one for one in numbering.iter(W + "num")}

    def root(number: Element) -> str:
        """The list itself, also where it is that of a style."""
        identifier = value(number, W + "abstractNumId") or ""
        for _ in range(5):
            style = styles.get(linked.get(identifier, ""))
            further = None if style is None else value(style, f"{W}pPr/{W}numPr/{W}numId")
            target = named.get(further or "")
            if target is None:
                # Some programs write no such style: the list that says it is its own.
                return _styled(numbering, linked.get(identifier)) or identifier
            identifier = value(target, W + "abstractNumId") or ""
        return identifier

    return {
        identifier: _overridden(number, root(number), abstract)
        for identifier, number in named.items()
    }


def _styled(numbering: Element, link: str | None) -> str | None:
    for one in numbering.iter(W + "abstractNum"):
        if link and value(one, W + "styleLink") == link:
            return one.get(W + "abstractNumId", "")
    return None


def _overridden(number: Element, key: str, abstract: dict[str, dict[int, Level]]) -> Numbering:
    found = Numbering(key, dict(abstract.get(key, {})))
    for one in number.iter(W + "lvlOverride"):
        level = whole(one.get(W + "ilvl"), 0)
        found.levels |= _levels(one)
        start = value(one, W + "startOverride")
        if start is not None:
            found.restarts[level] = whole(start, 1)
    return found


def _levels(parent: Element) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for one in parent.iter(W + "lvl"):
        depth = whole(one.get(W + "ilvl"), 0)
        form, text = value(one, W + "numFmt"), value(one, W + "lvlText")
        level = Level(
            "decimal" if form is None else form,
            f"%{depth + 1}." if text is None else text,
            whole(value(one, W + "start"), 0),
            value(one, W + "pStyle") or "",
        )
        if value(one, W + "start") is None:
            level = replace(level, start=1)
        levels[depth] = level
    return levels
