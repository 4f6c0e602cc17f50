"""OpenDocument texts: real headings, lists and tables, out of `paper.markdown.tree`."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from app.paper.markdown import Node, plain
from app.paper.signs import writable

# A style of the empty document that the library brings, and ours.
BODY = "Text_20_body"
BULLETS, NUMBERS = "Puces", "Numeros"
STRONG, EMPHASIS, STRUCK, QUOTE, CELL = "Fort", "Accent", "Raye", "Citation", "Case"
_WRAPS: Final = {"strong": STRONG, "em": EMPHASIS, "del": STRUCK}
ACCENT: Final = "#0b5a5e"
HEADING_SIZES: Final = ("22pt", "16pt", "13pt", "12pt", "11pt", "11pt")
# Lists within lists, as deep as people write.
DEPTH: Final = 6


def document_of(title: str, creator: str, elements: Iterator[Any]) -> bytes:
    """A text in French, with its title and who made it."""
    # Imported here: reading its templates takes a while, and few processes need them.
    from odfdo import Document

    document = Document("text")
    document.body.clear()
    document.meta.title = writable(title)
    document.meta.creator = writable(creator)
    document.set_language("fr-FR")
    _dress(document)
    for element in elements:
        document.body.append(element)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _dress(document: Any) -> None:
    """Headings without numbers, in our colour; air between paragraphs, lines between rows."""
    from odfdo import Style

    for level in document.styles.root.get_elements("//text:outline-level-style"):
        level.set_attribute("style:num-format", "")
        for name in ("loext:num-list-format", "style:num-suffix", "text:display-levels"):
            level.set_attribute(name, None)
    for level, size in enumerate(HEADING_SIZES, start=1):
        heading = document.get_style("paragraph", f"Heading_20_{level}")
        look = {"fo:font-style": "normal", "fo:color": ACCENT, "fo:font-size": size}
        heading.set_properties(look, area="text")
    body = document.get_style("paragraph", BODY)
    body.set_properties({"fo:margin-bottom": "2mm", "fo:line-height": "120%"}, area="paragraph")
    struck = Style("text", name=STRUCK)
    struck.set_properties({"style:text-line-through-style": "solid"}, area="text")
    quote = Style("paragraph", name=QUOTE, parent_style=BODY)
    quote.set_properties({"fo:margin-left": "8mm", "fo:margin-right": "8mm"}, area="paragraph")
    for style in (
        Style("text", name=STRONG, bold=True),
        Style("text", name=EMPHASIS, italic=True),
        struck,
        quote,
        _list_style(BULLETS, "bullet", 'text:bullet-char="•"'),
        _list_style(NUMBERS, "number", 'style:num-format="1" style:num-suffix="."'),
    ):
        document.insert_style(style)
    cell = Style("table-cell", name=CELL, area="table-cell", border_bottom=f"0.5pt solid {ACCENT}")
    cell.set_properties({"fo:padding": "1.2mm"}, area="table-cell")
    document.insert_style(cell, automatic=True)


def _list_style(name: str, kind: str, sign: str) -> Any:
    """Signs that hang in the margin of the text, deeper at each level."""
    from odfdo import Element

    levels = "".join(
        f'<text:list-level-style-{kind} text:level="{level}" {sign}>'
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="listtab"'
        f' fo:text-indent="-5mm" fo:margin-left="{level * 7}mm"/>'
        f"</style:list-level-properties></text:list-level-style-{kind}>"
        for level in range(1, DEPTH + 1)
    )
    return Element.from_tag(f'<text:list-style style:name="{name}">{levels}</text:list-style>')


class Writer:
    """Makes the elements, and numbers the tables: each needs a name of its own."""

    def __init__(self) -> None:
        self.tables = 0
        self.makers: dict[str, Callable[[Node], Iterator[Any]]] = {
            "h": self.heading,
            "p": self.paragraph,
            "ul": self.listed,
            "ol": self.listed,
            "quote": self.quoted,
            "pre": self.preformatted,
            "table": self.table,
        }

    def blocks(self, nodes: Sequence[Node]) -> Iterator[Any]:
        for one in nodes:
            maker = self.makers.get(one["t"])
            if maker is not None:
                yield from maker(one)

    def words(self, text: str, style: str = BODY) -> Any:
        """A paragraph of plain words."""
        from odfdo import Paragraph

        return Paragraph(writable(text), style=style)

    def points(self, lines: Sequence[str]) -> Any:
        """A list of plain lines."""
        from odfdo import List

        return List([writable(line) for line in lines], style=BULLETS)

    def heading(self, one: Node) -> Iterator[Any]:
        from odfdo import Header

        yield Header(one["level"], writable(plain(one["c"])))

    def paragraph(self, one: Node, style: str = BODY) -> Iterator[Any]:
        from odfdo import Paragraph

        made = Paragraph(style=style)
        self._fill(made, one["c"])
        yield made

    def quoted(self, one: Node) -> Iterator[Any]:
        for block in one["c"]:
            yield from self.paragraph(block, QUOTE) if block["t"] == "p" else self.blocks([block])

    def preformatted(self, one: Node) -> Iterator[Any]:
        from odfdo import Paragraph

        yield Paragraph(writable(one["text"]), style="Preformatted_20_Text")

    def listed(self, one: Node) -> Iterator[Any]:
        from odfdo import List, ListItem

        made = List(style=NUMBERS if one["t"] == "ol" else BULLETS)
        for at, item in enumerate(one["items"]):
            entry = ListItem()
            if at == 0 and one["t"] == "ol" and one["start"] != 1:
                entry.set_attribute("text:start-value", str(one["start"]))
            for block in item:
                for element in self._in_item(block):
                    entry.append(element)
            made.append(entry)
        yield made

    def _in_item(self, block: Node) -> Iterator[Any]:
        """OpenDocument has no table inside a list: its rows become lines, no word is lost."""
        if block["t"] == "quote":
            for inner in block["c"]:
                yield from self._in_item(inner)
        elif block["t"] == "table":
            for row in (block["head"], *block["rows"]):
                yield from self.paragraph({"c": _side_by_side(row)})
        else:
            yield from self.blocks([block])

    def table(self, one: Node) -> Iterator[Any]:
        yield self._table((one["head"], *one["rows"]))

    def rows(self, rows: Sequence[Sequence[str]]) -> Any:
        """A table whose first row says what its columns hold."""
        return self._table([[[{"t": "text", "s": cell}] for cell in row] for row in rows])

    def _table(self, rows: Sequence[Sequence[list[Node]]]) -> Any:
        from odfdo import HeaderRows, Table

        self.tables += 1
        made = Table(f"Tableau{self.tables}")
        head = HeaderRows()
        head.append(self._row([[{"t": "strong", "c": cell}] for cell in rows[0]]))
        made.append(head)
        for row in rows[1:]:
            made.append(self._row(row))
        return made

    def _row(self, cells: Sequence[Sequence[Node]]) -> Any:
        from odfdo import Cell, Paragraph, Row

        made = Row()
        for content in cells:
            cell, line = Cell(style=CELL), Paragraph()
            self._fill(line, content)
            cell.append(line)
            made.append(cell)
        return made

    def _fill(self, element: Any, nodes: Sequence[Node]) -> None:
        from odfdo import LineBreak, Link, Span

        for one in nodes:
            kind = one["t"]
            if kind == "text":
                # As it is: its spaces stand alone, and need no element of their own.
                element.append(Span(writable(one["s"]), formatted=False))
            elif kind == "code":
                element.append(Span(writable(one["s"]), style="Teletype"))
            elif kind == "br":
                element.append(LineBreak())
            elif kind == "link":
                element.append(Link(one["href"], text=writable(plain(one["c"]))))
            else:
                wrapped = Span(style=_WRAPS[kind])
                self._fill(wrapped, one["c"])
                element.append(wrapped)


def _side_by_side(row: Sequence[list[Node]]) -> list[Node]:
    found: list[Node] = []
    for at, cell in enumerate(row):
        found += [{"t": "text", "s": " | "}, *cell] if at else cell
    return found
