"""OpenDocument texts: real headings, lists and tables, out of `paper.markdown.tree`."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from app.paper.markdown import Node, plain


def document_of(title: str, creator: str, elements: Iterator[Any]) -> bytes:
    """A text in French, with its title and who made it."""
    # Imported here: reading its templates takes a while, and few processes need them.
    from odfdo import Document

    document = Document("text")
    document.body.clear()
    document.meta.title = title
    document.meta.creator = creator
    document.set_language("fr-FR")
    for element in elements:
        document.body.append(element)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


class Writer:
    """Makes the elements, and numbers the tables: each needs a name of its own."""

    def __init__(self) -> None:
        self.tables = 0
        self.makers: dict[str, Callable[[Node], Iterator[Any]]] = {
            "h": self.heading,
            "p": self.paragraph,
            "ul": self.listed,
            "ol": self.listed,
            "quote": lambda one: self.blocks(one["c"]),
            "pre": self.preformatted,
            "table": self.table,
        }

    def blocks(self, nodes: Sequence[Node]) -> Iterator[Any]:
        for one in nodes:
            maker = self.makers.get(one["t"])
            if maker is not None:
                yield from maker(one)

    def heading(self, one: Node) -> Iterator[Any]:
        from odfdo import Header

        yield Header(one["level"], plain(one["c"]))

    def paragraph(self, one: Node) -> Iterator[Any]:
        from odfdo import Paragraph

        yield Paragraph(plain(one["c"]))

    def preformatted(self, one: Node) -> Iterator[Any]:
        from odfdo import Paragraph

        yield Paragraph(one["text"])

    def listed(self, one: Node) -> Iterator[Any]:
        from odfdo import List, ListItem

        made = List()
        for item in one["items"]:
            entry = ListItem()
            for element in self.blocks(item):
                entry.append(element)
            made.append(entry)
        yield made

    def table(self, one: Node) -> Iterator[Any]:
        yield self.rows([[plain(cell) for cell in row] for row in (one["head"], *one["rows"])])

    def rows(self, rows: Sequence[Sequence[str]]) -> Any:
        from odfdo import Row, Table

        self.tables += 1
        made = Table(f"Tableau{self.tables}")
        for row in rows:
            line = Row()
            line.set_values(list(row))
            made.append(line)
        return made
