"""French typography of what people read: apostrophes, quotes, spaces before high signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.parsing import parsed

# What is quoted as typed: code, addresses, the content of fields, the changes of the journal.
AS_TYPED = frozenset({"script", "style", "textarea", "pre", "code", "kbd", "samp", "del", "ins"})
SPOKEN = ("aria-label", "title", "alt", "placeholder")
ADDRESSES = re.compile(r"\S+://\S+|\S+@\S+|www\.\S+|/\S+\?\S+")
SLIPS = {
    "straight apostrophe": re.compile(r"\w'\w"),
    "straight quotes": re.compile(r'"'),
    "three dots": re.compile(r"\.\.\."),
    "ordinary space before a high sign": re.compile(r" [;!?»]"),
    "no space before a high sign": re.compile(r"[\w)][;!?»](?=\s|$)"),
    "ordinary space before a colon": re.compile(r" :"),
    "no space before a colon": re.compile(r"[^\W\d]:(?=\s|$)"),
    "ordinary space after an opening quote": re.compile(r"«[^\u00a0\u202f]"),
}


def slips(html: str) -> list[str]:
    """Every slip in the visible text of a page, with its words."""
    root, _ = parsed(html)
    return [slip for text in _texts(root) for slip in text_slips(text)]


def text_slips(text: str) -> list[str]:
    """Every slip in a piece of text, with its words."""
    bare = ADDRESSES.sub("", text)
    return [f"{name}: {text.strip()[:90]!r}" for name, found in SLIPS.items() if found.search(bare)]


def _texts(element: Element) -> Iterator[str]:
    if element.tag in AS_TYPED:
        return
    for name in SPOKEN:
        if element.get(name):
            yield element.get(name, "")
    # A line break in the source is a space on the page, not a slip.
    if element.text:
        yield re.sub(r"\s*\n\s*", "\n", element.text)
    for child in element:
        yield from _texts(child)
        if child.tail:
            yield re.sub(r"\s*\n\s*", "\n", child.tail)
