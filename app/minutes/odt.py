"""The same minutes as an OpenDocument text, with real headings, lists and tables."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from app.paper.markdown import Node


def odt(data: dict[str, Any]) -> bytes:
    """`data` is what `papers.data_of_paper` says."""
    # Imported here: reading its templates takes a while, and few processes need them.
    from odfdo import Document, Element, Header, List, ListItem, Paragraph, Row, Table

    document = Document("text")
    body = document.body
    body.clear()
    document.meta.title = data["title"]
    document.meta.creator = data["service"]
    document.set_language("fr-FR")

    def paragraph(nodes: Sequence[Node]) -> Element:
        made = Paragraph()
        made.append_plain_text(_plain(nodes))
        return made

    def add(nodes: Sequence[Node], place: Element) -> None:
        for one in nodes:
            if one["t"] == "h":
                place.append(Header(one["level"], _plain(one["c"])))
            elif one["t"] == "p":
                place.append(paragraph(one["c"]))
            elif one["t"] in {"ul", "ol"}:
                made = List()
                for item in one["items"]:
                    entry = ListItem()
                    add(item, entry)
                    made.append(entry)
                place.append(made)
            elif one["t"] == "quote":
                add(one["c"], place)
            elif one["t"] == "pre":
                place.append(Paragraph(one["text"]))
            elif one["t"] == "table":
                rows = [[_plain(cell) for cell in row] for row in (one["head"], *one["rows"])]
                place.append(table(rows))

    count = 0

    def table(rows: Sequence[Sequence[str]]) -> Table:
        nonlocal count
        count += 1
        made = Table(f"Tableau{count}")
        for row in rows:
            line = Row()
            line.set_values(list(row))
            made.append(line)
        return made

    if data["overline"]:
        body.append(Paragraph(data["overline"]))
    body.append(Header(1, data["title"]))
    for name, value in data["facts"]:
        body.append(Paragraph(f"{name}\u00a0: {value}"))
    if data["summary"]:
        body.append(Header(2, "L’essentiel, facile à lire"))
        add(data["summary"], body)
    for title, lines in data["people"]:
        body.append(Header(2, title))
        body.append(List(list(lines)))
    if data["decisions"]:
        body.append(Header(2, "Décisions"))
        for number, text in data["decisions"]:
            body.append(Paragraph(f"{number} – {text}"))
    if data["actions"]:
        body.append(Header(2, "Actions"))
        body.append(table([("N°", "Quoi", "Qui", "Pour quand"), *data["actions"]]))
    for title, nodes in data["items"]:
        body.append(Header(2, title))
        add(nodes, body)
    body.append(Paragraph(data["footer"]))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _plain(nodes: Sequence[Node]) -> str:
    """The words alone; a link keeps its address after them."""
    parts: list[str] = []
    for one in nodes:
        if one["t"] in {"text", "code"}:
            parts.append(one["s"])
        elif one["t"] == "br":
            parts.append("\n")
        else:
            inner = _plain(one["c"])
            href = one.get("href", "")
            parts.append(f"{inner} ({href})" if href and href != inner else inner)
    return "".join(parts)
