"""The same minutes as an OpenDocument text, with real headings, lists and tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.paper.odt import Writer, document_of


def odt(data: dict[str, Any]) -> bytes:
    """`data` is what `papers.data_of_paper` says."""
    return document_of(data["title"], data["service"], _MinutesWriter().whole(data))


class _MinutesWriter(Writer):
    """The parts of minutes, in their order."""

    def whole(self, data: dict[str, Any]) -> Iterator[Any]:
        from odfdo import Header

        if data["overline"]:
            yield self.words(data["overline"])
        yield Header(1, data["title"])
        for name, value in data["facts"]:
            yield self.words(f"{name}\u00a0: {value}")
        if data["summary"]:
            yield Header(2, "L’essentiel, facile à lire")
            yield from self.blocks(data["summary"])
        for title, lines in data["people"]:
            yield Header(2, title)
            yield self.points(lines)
        yield from self._outcomes(data)
        for title, nodes in data["items"]:
            yield Header(2, title)
            yield from self.blocks(nodes)
        if data["next_meeting"]:
            yield Header(2, "Prochaine réunion")
            yield self.words(data["next_meeting"])
        yield self.words(data["footer"])

    def _outcomes(self, data: dict[str, Any]) -> Iterator[Any]:
        from odfdo import Header

        if data["decisions"]:
            yield Header(2, "Décisions")
            for number, text in data["decisions"]:
                yield self.words(f"{number} – {text}")
        if data["actions"]:
            yield Header(2, "Actions")
            yield self.rows([("N°", "Quoi", "Qui", "Pour quand"), *data["actions"]])
