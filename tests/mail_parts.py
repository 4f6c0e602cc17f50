"""What the two parts of a mail say, read as words and links, to be held one against the other.

Half of the people read one part, half the other: a line that only one of them has is told to half.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

# What the HTML part says of its own layout, and the text part has no use for.
OF_THE_LAYOUT = "Si le bouton ne répond pas, copiez cette adresse dans votre navigateur"
_LINK = re.compile(r"https?://[^\s<>\"]+")
_WORD = re.compile(r"[\w’'@.+-]*\w")
# Before the items of a list, which HTML numbers by itself.
_NUMBER = re.compile(r"^\s*\d+\.\s", re.MULTILINE)


def links_of_text(text: str) -> list[str]:
    """The addresses of the plain part, in order, each once."""
    return list(dict.fromkeys(one.rstrip(".,;:)»”") for one in _LINK.findall(text)))


def links_of_html(html: str) -> list[str]:
    """The addresses of the HTML part, in order, each once."""
    return list(dict.fromkeys(_read(html).links))


def differences(subject: str, text: str, html: str) -> Iterator[str]:
    """What one part says and the other does not, as sentences.

    Words count once, whatever their order: the parts are laid out differently. The subject and
    the big line of the HTML stand above both.
    """
    page = _read(html)
    above = _words(f"{subject} {page.heading}")
    plain, rich = _words(_NUMBER.sub("", text)), _words(page.body)
    if missing := plain - rich - above:
        yield f"only the text says {sorted(missing)}"
    if missing := rich - plain - above:
        yield f"only the HTML says {sorted(missing)}"
    plain_links, rich_links = set(links_of_text(text)), set(page.links)
    # An address that somebody typed is shown, and is no link.
    if missing := plain_links - rich_links - set(links_of_text(page.body)):
        yield f"only the text leads to {sorted(missing)}"
    if missing := rich_links - plain_links:
        yield f"only the HTML leads to {sorted(missing)}"


def _words(text: str) -> set[str]:
    bare = _LINK.sub(" ", text).replace("\xa0", " ").replace(OF_THE_LAYOUT, " ")
    return {word.strip(".-'’").casefold() for word in _WORD.findall(bare)}


class _Mail(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.pieces: list[str] = []
        self.titles: list[str] = []
        self.within: list[str] = []

    @property
    def body(self) -> str:
        return "".join(self.pieces).replace("\xa0", " ")

    @property
    def heading(self) -> str:
        return "".join(self.titles)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"style", "title", "h1"}:
            self.within.append(tag)
        if tag not in {"strong", "em", "a", "code", "span", "b", "i"}:
            self.pieces.append(" ")
        address = dict(attrs).get("href") if tag == "a" else None
        if address and address.startswith("http"):
            self.links.append(address)

    def handle_endtag(self, tag: str) -> None:
        if self.within and self.within[-1] == tag:
            self.within.pop()
        if tag not in {"strong", "em", "a", "code", "span", "b", "i"}:
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if self.within[-1:] == ["h1"]:
            self.titles.append(data)
        elif not self.within:
            self.pieces.append(data)


def _read(html: str) -> _Mail:
    mail = _Mail()
    mail.feed(html)
    mail.close()
    return mail
