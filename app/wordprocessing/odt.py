"""The body of an OpenDocument text as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
    flat,
    one_line,
    words,
)
from app.wordprocessing.numbering import Counters, Level, item_of, labelled
from app.wordprocessing.odt_styles import (
    DRAW,
    MUTE,
    OFFICE,
    OUTLINE,
    SVG,
    TABLE,
    TEXT,
    XML_ID,
    Styles,
    boxes,
    margins,
    whole,
)
from app.wordprocessing.pictures import alternative

_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_SPACES: Final = re.compile(r"[ \t\r\n]+")
_INDEXES: Final = {
    TEXT + name
    for name in ("table-of-content", "alphabetical-index", "illustration-index", "table-index")
}
MOST_REPEATED: Final = 50


class OdtReader:
    """Reads once; what it could not keep is counted in `seen`."""

    def __init__(self, archive: Archive, seen: Seen) -> None:
        self.seen = seen
        self.content = archive.tree("content.xml")
        page_styles = archive.tree("styles.xml")
        self.styles = Styles(page_styles, self.content)
        self.levels = self.styles.levels
        self.counters = Counters()
        self.lists = 0
        # The list that an item without a name of its own goes on with.
        self.keys: dict[str, str] = {}
        if page_styles is not None:
            self.seen.margins += margins(page_styles)

    def blocks(self) -> list[Block]:
        body = None if self.content is None else self.content.find(f"{OFFICE}body/{OFFICE}text")
        return [] if body is None else list(self._inside(body))

    def _inside(self, parent: Iterable[Element]) -> Iterator[Block]:
        for child in parent:
            tag = child.tag
            if tag == TEXT + "list":
                yield from self._list(child, 0, None, "")
            elif tag == TEXT + "numbered-paragraph":
                yield from self._numbered(child)
            elif tag == TABLE + "table":
                yield from self._table(child)
            elif tag in {TEXT + "h", TEXT + "p"}:
                yield from self._paragraph(child)
            elif tag == DRAW + "frame" and child.find(DRAW + "text-box") is None:
                yield Paragraph(list(self._frame(child)))
            elif not self._is_aside(child):
                yield from self._inside(child)

    def _is_aside(self, element: Element) -> bool:
        """Whether this is no part of the text; what is left out is counted."""
        tag = element.tag
        if tag == TEXT + "tracked-changes":
            self.seen.insertions += len(element.findall(f".//{TEXT}insertion"))
            self.seen.deletions += len(element.findall(f".//{TEXT}deletion"))
            return True
        if tag in _INDEXES:
            self.seen.contents += 1
            return True
        if tag == TEXT + "section" and element.get(TEXT + "display") in {"none", "condition"}:
            self.seen.hidden += 1
            return True
        return tag in MUTE or tag == OFFICE + "annotation"

    def _paragraph(self, element: Element) -> Iterator[Block]:
        runs: Runs = self._runs_of(element)
        level = self.styles.heading_level(element)
        if level is None:
            yield Paragraph(runs)
        else:
            yield Heading(level, self._headed(element, level, runs))
        yield from self._beside(element)

    def _beside(self, element: Element) -> Iterator[Block]:
        """What stands in boxes and shapes that hang on a paragraph."""
        for box in boxes(element):
            yield from self._inside(box)

    def _headed(self, element: Element, level: int, runs: Runs) -> Runs:
        """A heading with the number that the outline of the document gives it."""
        levels = self.levels.get(OUTLINE, {})
        if level == 0 or not words(runs) or not levels.get(level - 1, Level()).counts:
            return runs
        if element.tag != TEXT + "h" or element.get(TEXT + "is-list-header") == "true":
            return runs
        return labelled(self.counters.next(OUTLINE, levels, level - 1).label, runs)

    def _runs_of(self, element: Element) -> list[Run]:
        dress = self.styles.dress("paragraph", element.get(TEXT + "style-name", ""), Run(""))
        # Spaces that follow a space are none, from one run to the next.
        runs: list[Run] = []
        for run in self._runs(element, dress):
            text = run.text
            if run.hidden:
                self.seen.hidden += bool(text.strip())
                continue
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
        if tag == TEXT + "span":
            style = child.get(TEXT + "style-name", "")
            yield from self._runs(child, self.styles.dress("text", style, dress))
        elif tag == TEXT + "a":
            yield from self._runs(child, dress._replace(href=child.get(_HREF, "")))
        elif tag in {TEXT + "s", TEXT + "tab"}:
            yield dress._replace(text=" ")
        elif tag == TEXT + "line-break":
            yield dress._replace(text="\n")
        elif tag == OFFICE + "annotation":
            self.seen.comments += 1
        elif tag == TEXT + "note":
            yield from self._note(child, dress)
        elif tag == DRAW + "frame":
            yield from self._frame(child)
        elif tag in {TEXT + "hidden-text", TEXT + "hidden-paragraph"}:
            self.seen.hidden += 1
        elif tag.startswith(TEXT) and tag not in MUTE:
            # Fields, bookmarks, references: the words that they show.
            yield from self._runs(child, dress)

    def _note(self, note: Element, dress: Run) -> Iterator[Run]:
        said = one_line(
            flat(
                block for body in note.iterfind(TEXT + "note-body") for block in self._inside(body)
            ),
            self.seen,
        )
        if said:
            self.seen.notes += 1
            yield dress._replace(text=f" (note : {words(said)})")

    def _frame(self, frame: Element) -> Iterator[Run]:
        if frame.find(DRAW + "image") is None or frame.find(DRAW + "text-box") is not None:
            return
        self.seen.images += 1
        said = frame.findtext(SVG + "title") or frame.findtext(SVG + "desc") or ""
        if alternative(said):
            yield Run(f"[Image : {alternative(said)}]", italic=True)

    def _list(self, element: Element, level: int, style: str | None, key: str) -> Iterator[Block]:
        style = element.get(TEXT + "style-name") or style or ""
        if level == 0:
            key = self._key_of(element)
        for item in element:
            if item.tag in {TEXT + "list-item", TEXT + "list-header"}:
                yield from self._item(item, level, style, key)

    def _item(self, item: Element, level: int, style: str, key: str) -> Iterator[Block]:
        begun = item.tag == TEXT + "list-header"
        start = item.get(TEXT + "start-value")
        restart = whole(start, 1) if start else None
        for child in item:
            if child.tag == TEXT + "list":
                yield from self._list(child, level + 1, style, key)
            elif child.tag == TEXT + "p":
                runs = self._runs_of(child)
                if words(runs) and not begun:
                    levels = self.levels.get(style, {})
                    yield item_of(self.counters.next(key, levels, level, restart), key, runs)
                    begun = True
                elif words(runs):
                    yield ListItem(level, ordered=False, key=key, runs=runs, goes_on=True)
                yield from self._beside(child)
            else:
                # Numbered headings are written as lists.
                yield from self._inside([child])

    def _key_of(self, element: Element) -> str:
        """What counts together: the list itself, or the one that it says it goes on with."""
        further = self.keys.get(element.get(TEXT + "continue-list", ""))
        goes_on = element.get(TEXT + "continue-numbering") == "true" and self.lists
        if further is None and not goes_on:
            self.lists += 1
        key = further or f"{self.lists}"
        named = element.get(XML_ID)
        if named:
            self.keys[named] = key
        return key

    def _numbered(self, element: Element) -> Iterator[Block]:
        """A paragraph that bears a number without standing in a list."""
        level = max(0, whole(element.get(TEXT + "level"), 1) - 1)
        style = element.get(TEXT + "style-name", "")
        key = f"numbered-{element.get(TEXT + 'list-id', style)}"
        for child in element:
            if child.tag == TEXT + "p":
                number = self.counters.next(key, self.levels.get(style, {}), level)
                yield item_of(number, key, self._runs_of(child))
                yield from self._beside(child)
            elif child.tag == TEXT + "h":
                yield from self._paragraph(child)

    def _table(self, table: Element) -> Iterator[Block]:
        rows: list[list[Runs]] = []
        cells = list(table.iter(TABLE + "table-cell"))
        if len(cells) == 1:
            # One box around a text is a frame.
            yield from self._inside(cells[0])
            return
        for row in self._rows(table):
            line: list[Runs] = []
            for cell in row:
                if cell.tag not in {TABLE + "table-cell", TABLE + "covered-table-cell"}:
                    continue
                if cell.get(TABLE + "number-columns-spanned", "1") != "1" or (
                    cell.get(TABLE + "number-rows-spanned", "1") != "1"
                ):
                    self.seen.merged += 1
                said = one_line(flat(self._inside(cell)), self.seen)
                repeated = cell.get(TABLE + "number-columns-repeated", "1")
                times = int(repeated) if repeated.isdigit() and len(repeated) < 6 else 1
                line += [said] * min(times, MOST_REPEATED)
            while line and not line[-1] and len(line) > 1:
                line.pop()
            rows.append(line)
        if rows:
            yield Table(rows)

    def _rows(self, table: Element) -> Iterator[Element]:
        for child in table:
            if child.tag == TABLE + "table-row":
                yield child
            elif child.tag in {TABLE + "table-header-rows", TABLE + "table-rows"}:
                yield from self._rows(child)


def _said(text: str | None, dress: Run) -> Run:
    return dress._replace(text=_SPACES.sub(" ", text or ""))
