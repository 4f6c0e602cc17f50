"""Styles, numbers and names of an OpenDocument text; what stands where in its XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from app.wordprocessing.blocks import Run
from app.wordprocessing.numbering import Level

TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
DRAW: Final = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
FO: Final = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
SVG: Final = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
XML_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"
_HELD: Final = {TEXT + "p", TEXT + "h", TEXT + "list", TABLE + "table"}
# The numbers of headings.
OUTLINE: Final = "outline"
_HEAVY: Final = {"bold", "600", "700", "800", "900"}
# What stands in a paragraph without being among its words.
MUTE: Final = {
    TEXT + name
    for name in ("change", "change-start", "change-end", "note", "bookmark", "soft-page-break")
}


class Styles:
    """Of paragraphs, words and lists, from all the parts that hold some."""

    def __init__(self, *trees: Element | None) -> None:
        self._by_name: dict[tuple[str, str], Element] = {}
        self.levels: dict[str, dict[int, Level]] = {}
        for tree in trees:
            if tree is not None:
                self._learn(tree)

    def _learn(self, tree: Element) -> None:
        for style in tree.iter(STYLE + "style"):
            key = style.get(STYLE + "family", ""), style.get(STYLE + "name", "")
            self._by_name[key] = style
        for tag in ("list-style", "outline-style"):
            for style in tree.iter(TEXT + tag):
                name = style.get(STYLE + "name", "") if tag == "list-style" else OUTLINE
                self.levels[name] = dict(map(_level, style))

    def heading_level(self, element: Element) -> int | None:
        style = element.get(TEXT + "style-name", "")
        for one in self._chain("paragraph", style):
            if one.get(STYLE + "name") == "Title":
                return 0
        if element.tag == TEXT + "h":
            typed = element.get(TEXT + "outline-level", "1")
            return int(typed) if typed.isdigit() else 1
        return None

    def _chain(self, family: str, name: str) -> Iterator[Element]:
        """A style and those it comes from."""
        for _ in range(20):
            style = self._by_name.get((family, name))
            if style is None:
                return
            yield style
            name = style.get(STYLE + "parent-style-name", "")

    def dress(self, family: str, name: str, run: Run) -> Run:
        """The dress of a style over that of what it stands in."""
        for style in reversed(list(self._chain(family, name))):
            for said in style.findall(STYLE + "text-properties"):
                weight, slope = said.get(FO + "font-weight"), said.get(FO + "font-style")
                line = said.get(f"{STYLE}text-line-through-style")
                shown = said.get(TEXT + "display")
                run = run._replace(
                    bold=weight in _HEAVY if weight else run.bold,
                    italic=slope != "normal" if slope else run.italic,
                    struck=line != "none" if line else run.struck,
                    hidden=shown == "none" if shown else run.hidden,
                )
        return run


def boxes(element: Element) -> Iterator[Element]:
    """Boxes and shapes with paragraphs in them, each once; those inside one come with it."""
    for child in element:
        if child.tag == OFFICE + "annotation" or child.tag in MUTE:
            continue
        holds = any(one.tag in _HELD for one in child)
        if child.tag.startswith(DRAW) and holds:
            yield child
        elif not child.tag.startswith(TABLE):
            yield from boxes(child)


def _level(element: Element) -> tuple[int, Level]:
    """A level of a list as both formats have it; the number of the level from 0."""
    level = whole(element.get(TEXT + "level"), 1) - 1
    form = element.get(STYLE + "num-format", "")
    if element.tag.endswith("-bullet") or element.tag.endswith("-image") or not form:
        return level, Level()
    shown = whole(element.get(TEXT + "display-levels"), 1)
    places = ".".join(f"%{place}" for place in range(max(1, level + 2 - shown), level + 2))
    before, after = element.get(STYLE + "num-prefix", ""), element.get(STYLE + "num-suffix", "")
    start = whole(element.get(TEXT + "start-value"), 1)
    # LibreOffice writes each level's own form: that of the deepest is used for all.
    return level, Level("decimal" if form == "1" else form, f"{before}{places}{after}", start)


def whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 5 else default


def margins(styles: Element) -> list[str]:
    """The words of headers and footers."""
    found: list[str] = []
    for tag in ("header", "footer", "header-first", "footer-first", "header-left", "footer-left"):
        for margin in styles.iter(STYLE + tag):
            for line in margin.iter(TEXT + "p"):
                said = " ".join("".join(line.itertext()).split())
                found += [said] if said else []
    return found
