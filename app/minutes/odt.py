"""The same minutes as an OpenDocument text, with real headings, lists and tables."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from app.paper.markdown import Node, plain


def odt(data: dict[str, Any]) -> bytes:
    """`data` is what `papers.data_of_paper` says."""
    # Imported here: reading its templates takes a while, and few processes need them.
    from odfdo import Document

    document = Document("text")
    document.body.clear()
    document.meta.title = data["title"]
    document.meta.creator = data["service"]
    document.set_language("fr-FR")
    for element in _Writer().whole(data):
        document.body.append(element)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


class _Writer:
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

    def whole(self, data: dict[str, Any]) -> Iterator[Any]:
        from odfdo import Header, List, Paragraph

        if data["overline"]:
            yield Paragraph(data["overline"])
        yield Header(1, data["title"])
        for name, value in data["facts"]:
            yield Paragraph(f"{name}\u00a0: {value}")
        if data["summary"]:
            yield Header(2, "L’essentiel, facile à lire")
            yield from self.blocks(data["summary"])
        for title, lines in data["people"]:
            yield Header(2, title)
            yield List(list(lines))
        yield from self._outcomes(data)
        for title, nodes in data["items"]:
            yield Header(2, title)
            yield from self.blocks(nodes)
        if data["next_meeting"]:
            yield Header(2, "Prochaine réunion")
            yield Paragraph(data["next_meeting"])
        yield Paragraph(data["footer"])

    def _outcomes(self, data: dict[str, Any]) -> Iterator[Any]:
        from odfdo import Header, Paragraph

        if data["decisions"]:
            yield Header(2, "Décisions")
            for number, text in data["decisions"]:
                yield Paragraph(f"{number} – {text}")
        if data["actions"]:
            yield Header(2, "Actions")
            yield self.rows([("N°", "Quoi", "Qui", "Pour quand"), *data["actions"]])

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
