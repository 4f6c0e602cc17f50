"""What every HTML page must be, whoever asked for it: `faults(html)` lists what is not.

`HouseClient` runs these rules on every page any test fetches, so that a page cannot be tested for
anything without being tested for this.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from tests.parsing import parsed

SERVICE = " – Synergies"
ERROR_TITLE = "Erreur : "
# Controls that say their name by themselves or are not shown.
SELF_NAMED = frozenset({"hidden", "submit", "button", "reset", "image"})
# What templates leave in a page when a value is missing or a tag is not closed.
LEFTOVERS = re.compile(r"\bNone\b|\bUndefined\b|\{\{|\}\}|\{%|%\}|<app\.|object at 0x")
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "popovertarget", "list")
FETCHED = {"script": "src", "link": "href", "img": "src", "source": "src", "iframe": "src"}


@lru_cache(maxsize=64)
def faults(html: str, status: int = 200) -> tuple[str, ...]:
    """Everything wrong with a page, as sentences; empty when it is right."""
    root, complaints = parsed(html)
    # Comments have a function for a tag, whatever the types say.
    elements = [e for e in root.iter() if type(e.tag) is str]
    found = list(complaints)
    found += _skeleton(html, elements, status)
    found += _identifiers(elements)
    found += _controls(root, elements)
    found += _nothing_inline(elements)
    found += _texts(elements)
    return tuple(found)


def _skeleton(html: str, elements: list[Element], status: int) -> Iterator[str]:
    if not html.lstrip().lower().startswith("<!doctype html>"):
        yield "no doctype"
    if next((e.get("lang") for e in elements if e.tag == "html"), None) != "fr":
        yield "lang is not fr"
    counts = Counter(e.tag for e in elements)
    for tag in ("h1", "main", "title"):
        if counts[tag] != 1:
            yield f"{counts[tag]} <{tag}>"
    for element in elements:
        if element.tag in {"h1", "h2", "h3", "title", "a", "button", "label", "legend", "th"}:
            label = element.get("aria-label") or element.get("aria-labelledby")
            images = any(child.get("alt") for child in element.iter("img"))
            empty_corner = element.tag == "th" and element.get("scope") is None
            if not (label or images or empty_corner or text_of(element)):
                yield f"<{element.tag}> without a name: {element.attrib}"
    title = next((text_of(e) for e in elements if e.tag == "title"), "")
    if not title.endswith(SERVICE) or len(title) < len(SERVICE) + 3:
        yield f"title says too little: {title!r}"
    if status == 422 and not title.replace("\u00a0", " ").startswith(ERROR_TITLE):
        yield f"the title of a refused form does not begin with « Erreur » : {title!r}"


def _identifiers(elements: list[Element]) -> Iterator[str]:
    ids = Counter(e.get("id") for e in elements if e.get("id") is not None)
    for identifier, times in ids.items():
        if times > 1 or not identifier or " " in identifier:
            yield f"id {identifier!r} stands {times} times"
    for element in elements:
        for name in REFERENCES:
            for target in (element.get(name) or "").split():
                if target not in ids:
                    yield f"{name} of <{element.tag}> names {target!r}, which is not there"
        href = element.get("href", "") if element.tag == "a" else ""
        if href.startswith("#") and href != "#" and href[1:] not in ids:
            yield f"the link to {href} leads nowhere"


def _controls(root: Element, elements: list[Element]) -> Iterator[str]:
    ids = {e.get("id"): e for e in elements if e.get("id")}
    labelled = {e.get("for") for e in elements if e.tag == "label"}
    wrapped = {id(child) for label in root.iter("label") for child in label.iter()}
    for element in elements:
        if element.tag == "label" and element.get("for") is not None:
            target = ids.get(element.get("for"))
            if target is None or target.tag not in {"input", "select", "textarea", "output"}:
                yield f"label for {element.get('for')!r} is bound to no control"
        if element.tag not in {"input", "select", "textarea"}:
            continue
        if element.tag == "input" and element.get("type", "text") in SELF_NAMED:
            continue
        named = element.get("aria-label") or element.get("aria-labelledby")
        if not named and element.get("id") not in labelled and id(element) not in wrapped:
            yield f"control {element.get('name')!r} has no label"
    yield from _images(elements)


def _images(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag == "img" and element.get("alt") is None:
            yield f"image {element.get('src')} has no alt"
        if element.tag.endswith("svg") and not (
            element.get("aria-hidden") == "true" or element.get("role") == "img"
        ):
            yield "an svg is neither hidden from readers nor an image with a name"


def _nothing_inline(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag == "style" or "style" in element.attrib:
            yield f"inline style on <{element.tag}>"
        if element.tag == "script" and not element.get("src"):
            yield "inline script"
        for name, value in element.attrib.items():
            if name.startswith("on"):
                yield f"event handler {name} on <{element.tag}>"
            if value.strip().lower().startswith("javascript:"):
                yield f"javascript: address on <{element.tag}>"
        fetched = FETCHED.get(element.tag)
        address = element.get(fetched, "") if fetched else ""
        canonical = element.tag == "link" and element.get("rel") in {"canonical", "alternate"}
        if urlsplit(address).netloc and not canonical:
            yield f"<{element.tag}> fetches {address} from elsewhere"


def _texts(elements: list[Element]) -> Iterator[str]:
    for element in elements:
        if element.tag in {"script", "style", "textarea", "pre", "code"}:
            continue
        for piece in (element.text, *(child.tail for child in element), *element.attrib.values()):
            left = LEFTOVERS.search(piece or "")
            if left:
                yield f"leftover {left[0]!r} in {' '.join((piece or '').split())[:80]!r}"


def text_of(element: Element) -> str:
    """The text of an element and what it holds, spaces made single."""
    return " ".join("".join(element.itertext()).split())
