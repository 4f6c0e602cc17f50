"""What an event of somebody else says in words: its description without tags, and its links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final

from icalendar import Event

from app.ical.text import clean, clean_line

_TAGS: Final = re.compile(
    r"</?(a|b|br|p|ul|ol|li|div|span|i|u|em|strong|html|body|h[1-6]|table|td|tr)\b[^<>]*>",
    re.IGNORECASE,
)
_BLOCKS: Final = frozenset(
    ["p", "div", "br", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6"]
)
_WEB: Final = re.compile(r"https?://\S+", re.IGNORECASE)
# Property → what its link is.
_LINKS: Final = {
    "URL": "Adresse",
    "CONFERENCE": "Visioconférence",
    "X-GOOGLE-CONFERENCE": "Visioconférence",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL": "Visioconférence",
    "ATTACH": "Pièce jointe",
}
MOST_LINKS: Final = 20


def described(event: Event) -> tuple[str, list[str]]:
    """The description as plain lines, the links that it does not hold after it; and what was left
    aside, as ends of a French sentence on the event.
    """
    text = _plain(str(event.get("DESCRIPTION", ""))) or _plain(str(event.get("X-ALT-DESC", "")))
    notes: list[str] = []
    lines: list[str] = []
    for label, value in _links(event):
        if not _WEB.fullmatch(value):
            notes.append(f"{label.lower()} non reprise")
        elif value not in text and f"{label} : {value}" not in lines:
            lines.append(f"{label} : {value}")
    if len(lines) > MOST_LINKS:
        notes.append(f"seuls {MOST_LINKS} de ses liens sont repris")
    return "\n\n".join(filter(None, (text, "\n".join(lines[:MOST_LINKS])))), notes


def _links(event: Event) -> Iterator[tuple[str, str]]:
    for name, label in _LINKS.items():
        found: Any = event.get(name)
        for one in found if isinstance(found, list) else [found]:
            if one is not None:
                yield label, clean_line(str(one))


def _plain(text: str) -> str:
    if not _TAGS.search(text):
        return clean(text)
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return clean("".join(reader.parts))


class _Reader(HTMLParser):
    """Hears HTML as lines of text; a link keeps its address."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.address = ""
        self.mute = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"style", "script", "head"}:
            self.mute += 1
        elif tag == "li":
            self.parts.append("\n– ")
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "a":
            self.address = dict(attrs).get("href") or ""
            self.begins = len(self.parts)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"style", "script", "head"}:
            self.mute = max(0, self.mute - 1)
        elif tag in _BLOCKS - {"br"}:
            self.parts.append("\n")
        elif tag == "a" and self.address:
            said = "".join(self.parts[self.begins :])
            if _WEB.fullmatch(self.address) and self.address not in said:
                self.parts.append(f" ({self.address})")
            self.address = ""

    def handle_data(self, data: str) -> None:
        if not self.mute:
            self.parts.append(data)
