"""Styles and numbering of a DOCX: what a paragraph is, and how its words are dressed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from app.wordprocessing.blocks import Run

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFF: Final = {"0", "false", "off", "none"}
_HEADING: Final = re.compile(r"(heading|titre) ?([1-9])", re.IGNORECASE)
_TITLES: Final = {"title", "titre"}


class Number(NamedTuple):
    level: int
    ordered: bool
    key: str


class ParagraphStyle(NamedTuple):
    """`level` for a heading (0: the title of the whole), `number` for an item of a list."""

    level: int | None
    number: Number | None
    is_contents: bool
    dress: Run


def value(element: Element, path: str) -> str | None:
    """The `w:val` of what lies at `path`; empty where it is there and says nothing."""
    found = element.find(path)
    return None if found is None else found.get(W + "val", "")


class Styles:
    def __init__(self, styles: Element | None, numbering: Element | None) -> None:
        self.by_id: dict[str, Element] = {}
        self.default = ""
        for style in () if styles is None else styles.iter(W + "style"):
            identifier = style.get(W + "styleId", "")
            self.by_id[identifier] = style
            if style.get(W + "type") == "paragraph" and style.get(W + "default") not in {None, "0"}:
                self.default = identifier
        self.formats = {} if numbering is None else _formats(numbering)

    def _chain(self, identifier: str) -> Iterator[Element]:
        for _ in range(20):
            style = self.by_id.get(identifier)
            if style is None:
                return
            yield style
            identifier = value(style, W + "basedOn") or ""

    def paragraph(self, element: Element) -> ParagraphStyle:
        chain = list(self._chain(value(element, f"{W}pPr/{W}pStyle") or self.default))
        names = [(value(style, W + "name") or "").strip() for style in chain]
        sources = [element, *chain]
        level = _level(sources, names)
        number = None if level is not None else self._number(sources)
        dress = Run("")
        for style in reversed(chain):
            dress = _dressed(style.find(W + "rPr"), dress)
        is_contents = bool(names) and names[0].lower().startswith("toc ")
        return ParagraphStyle(level, number, is_contents, dress)

    def _number(self, sources: list[Element]) -> Number | None:
        key = depth = None
        for one in sources:
            key = value(one, f"{W}pPr/{W}numPr/{W}numId") if key is None else key
            depth = value(one, f"{W}pPr/{W}numPr/{W}ilvl") if depth is None else depth
        if key in {None, "", "0"}:
            return None
        level = int(depth) if depth and depth.isdigit() and len(depth) < 3 else 0
        form = self.formats.get((str(key), level))
        if form == "none":
            return None
        return Number(level, form not in {"bullet", None}, str(key))

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
    bold, italic = value(said, W + "b"), value(said, W + "i")
    return dress._replace(
        bold=dress.bold if bold is None else bold not in OFF,
        italic=dress.italic if italic is None else italic not in OFF,
    )


def _formats(numbering: Element) -> dict[tuple[str, int], str]:
    """By list and level: "bullet", "decimal", …"""
    abstract: dict[str, dict[int, str]] = {}
    for one in numbering.iter(W + "abstractNum"):
        levels = {}
        for level in one.iter(W + "lvl"):
            depth = level.get(W + "ilvl", "")
            if depth.isdigit():
                levels[int(depth)] = value(level, W + "numFmt") or ""
        abstract[one.get(W + "abstractNumId", "")] = levels
    return {
        (one.get(W + "numId", ""), level): form
        for one in numbering.iter(W + "num")
        for level, form in abstract.get(value(one, W + "abstractNumId") or "", {}).items()
    }
