"""Markdown typed by people as a tree of plain values: for paper (typst) and for ODT.

Each node has its kind in "t". Blocks: "h" (level, c), "p" (c), "ul" and "ol" (items: blocks each,
start), "quote" (c: blocks), "pre" (text), "table" (head: cells, rows: cells each), "hr". Inlines:
"text" and "code" (s), "strong", "em", "del" (c), "link" (href, c), "br".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from app.kernel.text import typographic

Node = dict[str, Any]
_parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_ADDRESS = re.compile(r"(https?|mailto|tel):", re.IGNORECASE)
_WRAPS = {"strong": "strong", "em": "em", "s": "del"}


def tree(source: str | None, *, first_level: int = 3) -> list[Node]:
    """The blocks of `source`. Headings begin at `first_level`, without a gap, as on the page."""
    tokens = _parser.parse(source or "")
    _set_levels(tokens, first_level)
    return [block for node in SyntaxTreeNode(tokens).children for block in _block(node)]


def _set_levels(tokens: Sequence[Token], first: int) -> None:
    used = sorted({token.tag for token in tokens if token.type == "heading_open"})
    level = first - 1
    for token in tokens:
        if token.type == "heading_open":
            level = min(first + used.index(token.tag), level + 1, 6)
            token.meta["level"] = level


def _block(node: SyntaxTreeNode) -> Iterator[Node]:
    kind = node.type
    if kind == "heading":
        opening = node.nester_tokens.opening if node.nester_tokens else None
        level = opening.meta["level"] if opening is not None else 3
        yield {"t": "h", "level": level, "c": _inlines(node)}
    elif kind == "paragraph":
        yield {"t": "p", "c": _inlines(node)}
    elif kind in {"bullet_list", "ordered_list"}:
        start = int(node.attrs.get("start", 1)) if kind == "ordered_list" else 1
        items = [[b for child in item.children for b in _block(child)] for item in node.children]
        yield {"t": "ol" if kind == "ordered_list" else "ul", "start": start, "items": items}
    elif kind == "blockquote":
        yield {"t": "quote", "c": [b for child in node.children for b in _block(child)]}
    elif kind in {"fence", "code_block"}:
        yield {"t": "pre", "text": node.content.rstrip("\n")}
    elif kind == "table":
        lines = [row for part in node.children for row in part.children]
        rows = [[_inlines(cell) for cell in row.children] for row in lines]
        yield {"t": "table", "head": rows[0], "rows": rows[1:]}
    elif kind == "hr":
        yield {"t": "hr"}


def _inlines(node: SyntaxTreeNode) -> list[Node]:
    inline = next((child for child in node.children if child.type == "inline"), None)
    return [one for child in inline.children for one in _inline(child)] if inline else []


def _inline(node: SyntaxTreeNode) -> Iterator[Node]:
    kind = node.type
    if kind in _WRAPS:
        yield {"t": _WRAPS[kind], "c": [one for child in node.children for one in _inline(child)]}
    elif kind == "link":
        content = [one for child in node.children for one in _inline(child)]
        href = str(node.attrs.get("href", ""))
        if content and _ADDRESS.match(href):
            yield {"t": "link", "href": href, "c": content}
        else:
            yield from content
    elif kind == "code_inline":
        yield {"t": "code", "s": node.content}
    elif kind == "hardbreak":
        yield {"t": "br"}
    elif kind == "softbreak":
        yield {"t": "text", "s": " "}
    elif kind == "image":
        yield {"t": "text", "s": f"[image : {node.content}]"}
    elif node.content:
        yield {"t": "text", "s": typographic(node.content)}


def plain(nodes: Sequence[Node]) -> str:
    """The words alone; a link keeps its address after them."""
    parts: list[str] = []
    for one in nodes:
        if one["t"] in {"text", "code"}:
            parts.append(one["s"])
        elif one["t"] == "br":
            parts.append("\n")
        else:
            inner = plain(one["c"])
            href = one.get("href", "")
            parts.append(f"{inner} ({href})" if href and href != inner else inner)
    return "".join(parts)
