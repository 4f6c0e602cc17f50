"""HTML read by two parsers: quickly for its tree, and exactly where its nesting is new.

`lxml` reads a page in a twentieth of the time of `html5lib`, and tells less: an end tag too many,
not what stands where HTML forbids it. So `html5lib`, which knows every rule, reads each page that
has an element where no page before had one (in this process); the crawl (`tests/whole_app`) has it
read every page.
"""

from __future__ import annotations

from functools import lru_cache
from xml.etree.ElementTree import Element

import html5lib
from lxml import etree

# Paths of elements, from the root, that the exact parser has found right.
_right: set[str] = set()


@lru_cache(maxsize=8)
def parsed(html: str) -> tuple[Element, tuple[str, ...]]:
    """The tree of a page, not to be changed, and what a parser complained of."""
    parser = etree.HTMLParser(encoding="utf-8")
    root: Element = etree.fromstring(html.encode(), parser)
    complaints = tuple(
        f"invalid HTML at line {entry.line}: {entry.message.strip()}" for entry in parser.error_log
    )
    new = set(_paths(root)) - _right
    if new and not complaints:
        complaints = exact_complaints(html)
        if not complaints:
            _right.update(new)
    return root, complaints


def exact_complaints(html: str) -> tuple[str, ...]:
    """What the parser that knows every rule complains of."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(html)
    return tuple(
        f"invalid HTML at line {position[0]}: {code} {detail or ''}"
        for position, code, detail in parser.errors
    )


def _paths(root: Element) -> list[str]:
    """Where each element stands, with the names of its attributes."""
    found = []
    waiting = [(root, "")]
    while waiting:
        element, above = waiting.pop()
        path = f"{above}/{element.tag}"
        found.append(" ".join([path, *element.keys()]) if element.attrib else path)
        # Comments have a function for a tag, whatever the types say.
        waiting += [(child, path) for child in element if type(child.tag) is str]
    return found
