"""The body of a DOCX as blocks. Whatever element is not known here is opened: no word is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from app.wordprocessing.archive import Archive
from app.wordprocessing.blocks import (
    Block,
    Heading,
    Paragraph,
    Run,
    Runs,
    Seen,
    Table,
    flat,
    one_line,
    words,
)
from app.wordprocessing.docx_parts import (
    ALTERNATIVES,
    BOX,
    GONE,
    MUTE,
    boxes,
    chosen,
    form_field,
    is_contents,
    links,
    margins,
    notes,
    parts,
    plain_lines,
)
from app.wordprocessing.docx_styles import Styles, W, value, whole
from app.wordprocessing.formulas import M, formula
from app.wordprocessing.numbering import item_of, labelled
from app.wordprocessing.pictures import alternative
from app.wordprocessing.symbols import UNKNOWN, readable, symbol

_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_COME: Final = {W + "ins", W + "moveTo"}
_SIGNS: Final = {
    W + "tab": " ",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
    W + "ptab": " ",
}
_REFERENCES: Final = {f"{W}{name}Reference": name for name in ("comment", "footnote", "endnote")}
_PICTURES: Final = {W + "drawing", W + "pict", W + "object"}
_FORMULAS: Final = {M + "oMath", M + "oMathPara"}


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
        relations = archive.tree(f"{within}_rels/{name}.rels")
        self.links = links(relations)
        self.notes = notes(archive.tree(f"{within}footnotes.xml"), "footnote") | notes(
            archive.tree(f"{within}endnotes.xml"), "endnote"
        )
        # The words of a paragraph whose end was struck out: they join the next.
        self.kept: list[Run] = []
        for part in margins(relations):
            margin = archive.tree(f"{within}{part}")
            if margin is not None:
                self.seen.margins += plain_lines(margin)

    def blocks(self) -> list[Block]:
        bodies = [] if self.document is None else self.document.findall(W + "body")
        found = [block for body in bodies for block in self._inside(body)]
        return [*found, Paragraph(self.kept)] if self.kept else found

    def _inside(self, parent: Element) -> Iterator[Block]:
        for child in parent:
            tag = child.tag
            if tag == W + "p":
                yield from self._paragraph(child)
            elif tag == W + "tbl":
                yield from self._table(child)
            elif tag == W + "sdt" and is_contents(child):
                self.seen.contents += 1
            elif tag == ALTERNATIVES:
                yield from self._inside(chosen(child))
            elif tag == W + "altChunk":
                self.seen.inserted += 1
            elif tag in _FORMULAS:
                yield Paragraph(list(self._formula(child, Run(""))))
            elif tag not in MUTE | GONE:
                yield from self._inside(child)

    def _paragraph(self, element: Element) -> Iterator[Block]:
        style = self.styles.paragraph(element)
        if style.is_contents:
            self.seen.contents += 0 if self.seen.contents else 1
            return
        runs: Runs = [*self.kept, *self._runs(element, style.dress)]
        self.kept = []
        mark = element.find(f"{W}pPr/{W}rPr")
        if mark is not None and any(mark.find(tag) is not None for tag in GONE):
            self.kept = list(runs)
            return
        number = style.number
        if style.level is not None:
            # An empty heading bears no number that anybody would miss.
            label = number.label if number is not None and words(runs) else ""
            yield Heading(style.level, labelled(label, runs))
        elif number is not None:
            yield item_of(number, style.key, runs)
        else:
            yield Paragraph(runs)
        for box in boxes(element):
            yield from self._inside(box)

    def _runs(self, parent: Element, dress: Run) -> Iterator[Run]:
        for child in parent:
            tag = child.tag
            if tag == W + "r":
                yield from self._run(child, dress)
            elif tag in GONE:
                self.seen.deletions += 1
            elif tag == W + "hyperlink":
                address = self.links.get(child.get(_R + "id", ""), "")
                yield from self._runs(child, dress._replace(href=address))
            elif tag in _FORMULAS:
                yield from self._formula(child, dress)
            elif tag == ALTERNATIVES:
                yield from self._runs(chosen(child), dress)
            elif tag not in MUTE and tag != BOX:
                self.seen.insertions += tag in _COME
                yield from self._runs(child, dress)

    def _run(self, run: Element, dress: Run) -> Iterator[Run]:
        dress = self.styles.dress(run, dress)
        if dress.hidden:
            self.seen.hidden += any(child.tag == W + "t" for child in run)
            return
        fonts = run.find(f"{W}rPr/{W}rFonts")
        font = "" if fonts is None else fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or ""
        yield from self._inside_run(run, dress, font)

    def _inside_run(self, run: Element, dress: Run, font: str) -> Iterator[Run]:
        for child in run:
            tag = child.tag
            if tag == W + "t":
                yield dress._replace(text=readable((child.text or "").replace("\n", " "), font))
            elif tag in _SIGNS:
                # A page that ends is no line that ends.
                page = child.get(W + "type") in {"page", "column"}
                yield dress._replace(text=" " if page else _SIGNS[tag])
            elif tag == W + "sym":
                yield dress._replace(text=self._symbol(child))
            elif tag == W + "fldChar":
                yield dress._replace(text=form_field(child))
            elif tag in _REFERENCES:
                yield from self._referred(child, dress)
            elif tag == ALTERNATIVES:
                yield from self._inside_run(chosen(child), dress, font)
            elif tag in _PICTURES:
                yield from self._picture(child)
            elif tag in {W + "ruby", W + "rubyBase"}:
                yield from self._runs(child, dress)

    def _symbol(self, element: Element) -> str:
        try:
            found = symbol(element.get(W + "font", ""), int(element.get(W + "char", ""), 16))
        except ValueError:
            found = UNKNOWN
        self.seen.symbols += found == UNKNOWN
        return found

    def _formula(self, element: Element, dress: Run) -> Iterator[Run]:
        self.seen.formulas += 1
        yield dress._replace(text=f" {formula(element)} ")

    def _referred(self, reference: Element, dress: Run) -> Iterator[Run]:
        kind = _REFERENCES[reference.tag]
        self.seen.comments += kind == "comment"
        note = self.notes.get((kind, reference.get(W + "id", "")))
        if note is None:
            return
        said = one_line(flat(self._inside(note)), self.seen)
        if words(said):
            self.seen.notes += 1
            yield dress._replace(text=f" (note : {words(said)})", bold=False)

    def _picture(self, element: Element) -> Iterator[Run]:
        if next(boxes(element), None) is not None:
            return
        self.seen.images += 1
        about = element.find(f".//{_WP}docPr")
        said = "" if about is None else about.get("descr") or about.get("title") or ""
        if alternative(said):
            yield Run(f"[Image : {alternative(said)}]", italic=True)

    def _table(self, table: Element) -> Iterator[Block]:
        lines = [row for row in parts(table, W + "tr") if row.find(f"{W}trPr/{W}del") is None]
        cells = [cell for row in lines for cell in parts(row, W + "tc")]
        if len(cells) == 1:
            # One box around a text is a frame.
            yield from self._inside(cells[0])
            return
        rows: list[list[Runs]] = []
        for row in lines:
            line: list[Runs] = []
            for cell in parts(row, W + "tc"):
                line.append(one_line(flat(self._inside(cell)), self.seen))
                wide = whole(value(cell, f"{W}tcPr/{W}gridSpan"), 1)
                if wide > 1:
                    self.seen.merged += 1
                    line += [[]] * min(wide - 1, 50)
                elif value(cell, f"{W}tcPr/{W}vMerge") == "restart":
                    self.seen.merged += 1
            rows.append(line)
        if rows:
            yield Table(rows)
