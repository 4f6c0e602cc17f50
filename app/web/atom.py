"""Atom feeds (RFC 4287), written from plain entries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

MEDIA_TYPE: Final = "application/atom+xml; charset=utf-8"
_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot hold, not even escaped.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# The moment of a feed that has no entry: any fixed one will do.
_NEVER: Final = datetime(2023, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One entry. `url` is its page and its identity for ever; `changed_at` is aware."""

    url: str
    title: str
    summary: str
    published_at: datetime
    changed_at: datetime
    category: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed: `url` is its own address, `page` the page that shows the same."""

    url: str
    page: str
    title: str
    author: str
    rights: str
    entries: Sequence[Entry]


def atom_of(feed: Feed) -> bytes:
    """The bytes of the feed: equal entries, equal bytes."""
    root = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": "fr"})
    _texts(root, id=feed.url, title=feed.title)
    newest = max((one.changed_at for one in feed.entries), default=_NEVER)
    _texts(root, updated=_moment(newest), rights=feed.rights)
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.url})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page})
    _texts(SubElement(root, "author"), name=feed.author)
    for one in feed.entries:
        entry = SubElement(root, "entry")
        _texts(entry, id=one.url, title=one.title)
        _texts(entry, published=_moment(one.published_at), updated=_moment(one.changed_at))
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": one.url})
        if one.category:
            SubElement(entry, "category", {"term": _UNWRITABLE.sub("", one.category)})
        if one.summary:
            _texts(entry, summary=one.summary)
    octets: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return octets


def _texts(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, name).text = _UNWRITABLE.sub("", text)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
