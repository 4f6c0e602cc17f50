"""Markdown typed by people, as safe HTML whose headings fit under the page's."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from app.kernel.text import typographic

# The page owns h1; a section heading of the page owns h2.
FIRST_HEADING = 3
LONGEST_KEPT = 40_000
_TAGS = {
    "p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(
    ["table", "strikethrough"]
)


def _set_headings(tokens: list[Token]) -> None:
    """Shift headings under the page's own, without a gap: whoever typed `##` meant the top."""
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    used = sorted({token.tag for token in headings})
    level = FIRST_HEADING - 1
    for token in headings:
        if token.type == "heading_open":
            level = min(FIRST_HEADING + used.index(token.tag), level + 1, 6)
        token.tag = f"h{level}"


def markdown(source: str | None) -> Markup:
    """Render CommonMark with tables. Raw HTML shows as text, `javascript:` loses its link."""
    if not source:
        return Markup("")
    # Sixty pages of minutes are rendered anew: kept, they would weigh more than the whole service.
    return _kept(source) if len(source) <= LONGEST_KEPT else _rendered(source)


def _dress(tokens: list[Token]) -> None:
    """French typography for the words; code and addresses stay as typed."""
    for token in tokens:
        for child in token.children or ():
            if child.type == "text":
                child.content = typographic(child.content)


def _rendered(source: str) -> Markup:
    tokens = _parser.parse(source)
    _set_headings(tokens)
    _dress(tokens)
    html = _parser.renderer.render(tokens, _parser.options, {})
    safe = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
    )
    return Markup(safe)  # noqa: S704  # nh3 has just cleaned it


_kept = lru_cache(maxsize=128)(_rendered)
