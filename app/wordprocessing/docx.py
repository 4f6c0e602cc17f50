"""The body of a DOCX as blocks."""

from __future__ import annotations

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
from app.wordprocessing.docx_styles import Styles, W, value

_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_GONE: Final = {W + "del", W + "moveFrom"}
_COME: Final = {W + "ins", W + "moveTo"}
# Boxes whose content is what counts.
_OPEN: Final = {W + name for name in ("smartTag", "fldSimple", "dir", "bdo", "sdtContent")}
_SIGNS: Final = {
    W + "tab": " ",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
    W + "ptab": " ",
}


class DocxReader:
    """Reads once; what it could not keep is counted in `seen`."""

    def __init__(self, archive: Archive, seen: Seen) -> None:
        self.seen = seen
        folder, _, name = archive.main.rpartition("/")
        within = f"{folder}/" if folder else ""
        self.document = archive.tree(archive.main)
        self.styles = Styles(
            archive.tree(f"{within}styles.xml"), archive.tree(f"{within}numbering.xml")
        )
        self.links = _links(archive.tree(f"{within}_rels/{name}.rels"))
        self.notes = _notes(archive.tree(f"{within}footnotes.xml"), "footnote") | _notes(
            archive.tree(f"{within}endnotes.xml"), "endnote"
        )
        # The words of a paragraph whose end was struck out: they join the next.
        self.kept: list[Run] = []

    def blocks(self) -> list[Block]:
        body = None if self.document is None else self.document.find(W + "body")
        found = [] if body is None else list(self._inside(body))
        return [*found, Paragraph(self.kept)] if self.kept else found

    def _inside(self, parent: Element) -> Iterator[Block]:
        for child in parent:
            tag = child.tag
            if tag == W + "p":
                yield from self._paragraph(child)
            elif tag == W + "tbl":
                yield from self._table(child)
            elif tag == W + "sdt":
                content = child.find(W + "sdtContent")
                if child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery") is not None and (
                    value(child, f"{W}sdtPr/{W}docPartObj/{W}docPartGallery") == "Table of Contents"
                ):
                    self.seen.contents += 1
                elif content is not None:
                    yield from self._inside(content)
            elif tag in _COME or tag == W + "customXml":
                yield from self._inside(child)

    def _paragraph(self, element: Element) -> Iterator[Block]:
        style = self.styles.paragraph(element)
        if style.is_contents:
            self.seen.contents += 0 if self.seen.contents else 1
            return
        runs = [*self.kept, *self._runs(element, style.dress)]
        self.kept = []
        mark = element.find(f"{W}pPr/{W}rPr")
        if mark is not None and any(mark.find(tag) is not None for tag in _GONE):
            self.kept = runs
            return
        if style.level is not None:
            yield Heading(style.level, runs)
        elif style.number is not None:
            yield ListItem(style.number.level, style.number.ordered, style.number.key, runs)
        else:
            yield Paragraph(runs)
        for box in _boxes(element):
            yield from self._inside(box)

    def _runs(self, parent: Element, dress: Run) -> Iterator[Run]:
        for child in parent:
            tag = child.tag
            if tag == W + "r":
                yield from self._run(child, dress)
            elif tag in _GONE:
                self.seen.deletions += 1
            elif tag in _COME:
                self.seen.insertions += 1
                yield from self._runs(child, dress)
            elif tag == W + "hyperlink":
                address = self.links.get(child.get(_R + "id", ""), "")
                yield from self._runs(child, dress._replace(href=address))
            elif tag == W + "sdt":
                content = child.find(W + "sdtContent")
                if content is not None:
                    yield from self._runs(content, dress)
            elif tag in _OPEN:
                yield from self._runs(child, dress)

    def _run(self, run: Element, dress: Run) -> Iterator[Run]:
        dress = self.styles.dress(run, dress)
        for child in run:
            tag = child.tag
            if tag == W + "t":
                yield dress._replace(text=(child.text or "").replace("\n", " "))
            elif tag in _SIGNS:
                # A page that ends is no line that ends.
                page = child.get(W + "type") in {"page", "column"}
                yield dress._replace(text=" " if page else _SIGNS[tag])
            elif tag == W + "commentReference":
                self.seen.comments += 1
            elif tag in {W + "footnoteReference", W + "endnoteReference"}:
                yield from self._note(tag.rpartition("}")[2][:-9], child.get(W + "id", ""), dress)
            elif tag in {W + "drawing", W + "pict", W + "object", _MC + "AlternateContent"}:
                yield from self._picture(child)

    def _note(self, kind: str, number: str, dress: Run) -> Iterator[Run]:
        note = self.notes.get((kind, number))
        if note is None:
            return
        said = one_line([list(self._runs(p, Run(""))) for p in note.iter(W + "p")], self.seen)
        if words(said):
            self.seen.notes += 1
            yield dress._replace(text=f" (note : {words(said)})", bold=False)

    def _picture(self, element: Element) -> Iterator[Run]:
        if element.tag == _MC + "AlternateContent":
            choice = element.find(_MC + "Choice")
            element = element if choice is None else choice
        if element.find(f".//{W}txbxContent") is not None:
            return
        self.seen.images += 1
        about = element.find(f".//{_WP}docPr")
        said = "" if about is None else about.get("descr") or about.get("title") or ""
        if said.strip():
            yield Run(f"[Image : {' '.join(said.split())}]", italic=True)

    def _table(self, table: Element) -> Iterator[Block]:
        lines = [row for row in _rows(table) if row.find(f"{W}trPr/{W}del") is None]
        cells = [cell for row in lines for cell in _cells(row)]
        if len(cells) == 1:
            # One box around a text is a frame.
            yield from self._inside(cells[0])
            return
        rows: list[list[Runs]] = []
        for row in lines:
            line: list[Runs] = []
            for cell in _cells(row):
                paragraphs = [
                    list(self._runs(p, self.styles.paragraph(p).dress)) for p in cell.iter(W + "p")
                ]
                line.append(one_line(paragraphs, self.seen))
                wide = value(cell, f"{W}tcPr/{W}gridSpan") or "1"
                if wide != "1":
                    self.seen.merged += 1
                    line += [[]] * min(int(wide) - 1 if wide.isdigit() else 0, 50)
                elif value(cell, f"{W}tcPr/{W}vMerge") == "restart":
                    self.seen.merged += 1
            rows.append(line)
        if rows:
            yield Table(rows)


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == W + "tr":
            yield child
        elif child.tag == W + "sdt" or child.tag == W + "sdtContent":
            yield from _rows(child)


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if child.tag == W + "tc":
            yield child
        elif child.tag == W + "sdt" or child.tag == W + "sdtContent":
            yield from _cells(child)


def _boxes(paragraph: Element) -> Iterator[Element]:
    """Text boxes, each once: the older form repeats what the newer says."""
    for choice in (*paragraph.iter(_MC + "Choice"), *paragraph.iter(W + "pict")):
        yield from choice.iter(W + "txbxContent")
        if choice.tag == _MC + "Choice":
            return


def _links(relations: Element | None) -> dict[str, str]:
    if relations is None:
        return {}
    return {
        one.get("Id", ""): one.get("Target", "")
        for one in relations
        if one.get("TargetMode") == "External"
    }


def _notes(tree: Element | None, kind: str) -> dict[tuple[str, str], Element]:
    if tree is None:
        return {}
    return {
        (kind, one.get(W + "id", "")): one
        for one in tree.iter(W + kind)
        if one.get(W + "type") in {None, "normal"}
    }
