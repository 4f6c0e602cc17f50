"""The body of an OpenDocument text as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from app.wordprocessing.archive import Archive
from app.wordprocessing.blocks import (
    Block,
    Heading,
    ListItem,
    Paragraph,
    Run,
    Runs,
    Seen,
    Table,
    one_line,
    words,
)

_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DRAW: Final = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_FO: Final = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_SVG: Final = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_SPACES: Final = re.compile(r"[ \t\r\n]+")
_INDEXES: Final = {
    _TEXT + name
    for name in ("table-of-content", "alphabetical-index", "illustration-index", "table-index")
}
_HEAVY: Final = {"bold", "600", "700", "800", "900"}
MOST_REPEATED: Final = 50


class OdtReader:
    """Reads once; what it could not keep is counted in `seen`."""

    def __init__(self, archive: Archive, seen: Seen) -> None:
        self.seen = seen
        self.styles: dict[tuple[str, str], Element] = {}
        self.ordered: dict[str, list[bool]] = {}
        self.content = archive.tree("content.xml")
        for tree in (archive.tree("styles.xml"), self.content):
            if tree is not None:
                self._learn(tree)
        self.lists = 0

    def _learn(self, tree: Element) -> None:
        for style in tree.iter(_STYLE + "style"):
            key = style.get(_STYLE + "family", ""), style.get(_STYLE + "name", "")
            self.styles[key] = style
        for style in tree.iter(_TEXT + "list-style"):
            self.ordered[style.get(_STYLE + "name", "")] = [
                level.tag == _TEXT + "list-level-style-number"
                and bool(level.get(_STYLE + "num-format"))
                for level in style
            ]

    def blocks(self) -> list[Block]:
        body = None if self.content is None else self.content.find(f"{_OFFICE}body/{_OFFICE}text")
        return [] if body is None else list(self._inside(body))

    def _inside(self, parent: Element) -> Iterator[Block]:
        for child in parent:
            tag = child.tag
            if tag == _TEXT + "tracked-changes":
                self.seen.insertions += len(child.findall(f".//{_TEXT}insertion"))
                self.seen.deletions += len(child.findall(f".//{_TEXT}deletion"))
            elif tag in _INDEXES:
                self.seen.contents += 1
            elif tag == _TEXT + "list":
                yield from self._list(child, 0, None, "")
            elif tag == _TABLE + "table":
                yield from self._table(child)
            elif tag in {_TEXT + "h", _TEXT + "p"}:
                yield from self._paragraph(child)
            elif tag in {_TEXT + "section", _TEXT + "index-body", _TEXT + "soft-page-break"}:
                yield from self._inside(child)
            elif tag == _DRAW + "frame":
                yield Paragraph(list(self._frame(child)))

    def _paragraph(self, element: Element) -> Iterator[Block]:
        runs = self._runs_of(element)
        level = self._heading_level(element)
        yield Paragraph(runs) if level is None else Heading(level, runs)
        for box in element.iter(_DRAW + "text-box"):
            yield from self._inside(box)

    def _heading_level(self, element: Element) -> int | None:
        style = element.get(_TEXT + "style-name", "")
        for one in self._chain("paragraph", style):
            if one.get(_STYLE + "name") == "Title":
                return 0
        if element.tag == _TEXT + "h":
            typed = element.get(_TEXT + "outline-level", "1")
            return int(typed) if typed.isdigit() else 1
        return None

    def _chain(self, family: str, name: str) -> Iterator[Element]:
        """A style and those it comes from."""
        for _ in range(20):
            style = self.styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.get(_STYLE + "parent-style-name", "")

    def _dress(self, family: str, name: str, run: Run) -> Run:
        bold = italic = None
        for style in self._chain(family, name):
            for said in style.findall(_STYLE + "text-properties"):
                weight, slope = said.get(_FO + "font-weight"), said.get(_FO + "font-style")
                bold = (weight in _HEAVY) if bold is None and weight else bold
                italic = (slope != "normal") if italic is None and slope else italic
        return run._replace(
            bold=run.bold if bold is None else bold,
            italic=run.italic if italic is None else italic,
        )

    def _runs_of(self, element: Element) -> list[Run]:
        dress = self._dress("paragraph", element.get(_TEXT + "style-name", ""), Run(""))
        # Spaces that follow a space are none, from one run to the next.
        runs: list[Run] = []
        for run in self._runs(element, dress):
            text = run.text
            if text.startswith(" ") and (not runs or runs[-1].text.endswith((" ", "\n"))):
                text = text[1:]
            if text:
                runs.append(run._replace(text=text))
        return runs

    def _runs(self, element: Element, dress: Run) -> Iterator[Run]:
        yield _said(element.text, dress)
        for child in element:
            yield from self._inline(child, dress)
            yield _said(child.tail, dress)

    def _inline(self, child: Element, dress: Run) -> Iterator[Run]:
        tag = child.tag
        if tag == _TEXT + "span":
            style = child.get(_TEXT + "style-name", "")
            yield from self._runs(child, self._dress("text", style, dress))
        elif tag == _TEXT + "a":
            yield from self._runs(child, dress._replace(href=child.get(_HREF, "")))
        elif tag in {_TEXT + "s", _TEXT + "tab"}:
            yield dress._replace(text=" ")
        elif tag == _TEXT + "line-break":
            yield dress._replace(text="\n")
        elif tag == _OFFICE + "annotation":
            self.seen.comments += 1
        elif tag == _TEXT + "note":
            yield from self._note(child, dress)
        elif tag == _DRAW + "frame":
            yield from self._frame(child)
        elif tag.startswith(_TEXT) and tag not in _MUTE:
            # Fields, bookmarks, references: the words that they show.
            yield from self._runs(child, dress)

    def _note(self, note: Element, dress: Run) -> Iterator[Run]:
        said = one_line(
            [self._runs_of(one) for one in note.iterfind(f"{_TEXT}note-body/{_TEXT}p")], self.seen
        )
        if said:
            self.seen.notes += 1
            yield dress._replace(text=f" (note : {words(said)})")

    def _frame(self, frame: Element) -> Iterator[Run]:
        if frame.find(_DRAW + "image") is None or frame.find(_DRAW + "text-box") is not None:
            return
        self.seen.images += 1
        said = frame.findtext(_SVG + "title") or frame.findtext(_SVG + "desc") or ""
        if said.strip():
            yield Run(f"[Image : {' '.join(said.split())}]", italic=True)

    def _list(self, element: Element, level: int, style: str | None, key: str) -> Iterator[Block]:
        style = element.get(_TEXT + "style-name") or style or ""
        if level == 0 and (
            (not key and element.get(_TEXT + "continue-numbering") != "true") or not self.lists
        ):
            self.lists += 1
        key = f"{self.lists}"
        levels = self.ordered.get(style, [])
        ordered = levels[level] if level < len(levels) else False
        for item in element:
            if item.tag not in {_TEXT + "list-item", _TEXT + "list-header"}:
                continue
            begun = False
            for child in item:
                if child.tag == _TEXT + "list":
                    yield from self._list(child, level + 1, style, key)
                elif child.tag == _TEXT + "h":
                    # Numbered headings are written as lists.
                    yield from self._paragraph(child)
                elif child.tag == _TEXT + "p":
                    runs = self._runs_of(child)
                    if words(runs):
                        yield ListItem(level, ordered, key, runs, goes_on=begun)
                        begun = True
                elif child.tag == _TABLE + "table":
                    yield from self._table(child)

    def _table(self, table: Element) -> Iterator[Block]:
        rows: list[list[Runs]] = []
        cells = list(table.iter(_TABLE + "table-cell"))
        if len(cells) == 1:
            # One box around a text is a frame.
            yield from self._inside(cells[0])
            return
        for row in self._rows(table):
            line: list[Runs] = []
            for cell in row:
                if cell.tag not in {_TABLE + "table-cell", _TABLE + "covered-table-cell"}:
                    continue
                if cell.get(_TABLE + "number-columns-spanned", "1") != "1" or (
                    cell.get(_TABLE + "number-rows-spanned", "1") != "1"
                ):
                    self.seen.merged += 1
                said = one_line([self._runs_of(one) for one in _paragraphs(cell)], self.seen)
                repeated = cell.get(_TABLE + "number-columns-repeated", "1")
                times = int(repeated) if repeated.isdigit() and len(repeated) < 6 else 1
                line += [said] * min(times, MOST_REPEATED)
            while line and not line[-1] and len(line) > 1:
                line.pop()
            rows.append(line)
        if rows:
            yield Table(rows)

    def _rows(self, table: Element) -> Iterator[Element]:
        for child in table:
            if child.tag == _TABLE + "table-row":
                yield child
            elif child.tag in {_TABLE + "table-header-rows", _TABLE + "table-rows"}:
                yield from self._rows(child)


# What stands in a paragraph without being among its words.
_MUTE: Final = {
    _TEXT + name
    for name in ("change", "change-start", "change-end", "note", "bookmark", "soft-page-break")
}


def _paragraphs(cell: Element) -> Iterator[Element]:
    return (one for one in cell.iter() if one.tag in {_TEXT + "p", _TEXT + "h"})


def _said(text: str | None, dress: Run) -> Run:
    return dress._replace(text=_SPACES.sub(" ", text or ""))
