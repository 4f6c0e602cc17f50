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

from app.kernel.text import INVISIBLE, typographic

Node = dict[str, Any]
_parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 100}).enable(
    ["table", "strikethrough"]
)
_ADDRESS = re.compile(r"(https?|mailto|tel):", re.IGNORECASE)
_WRAPS = {"strong_open": "strong", "em_open": "em", "s_open": "del"}
# Marks within marks, lists within quotations: as deep as anybody reads, and no deeper than a paper
# can be laid out. What is deeper keeps its words.
DEEPEST = 6
LONGEST_ADDRESS = 2_000


def tree(source: str | None, *, first_level: int = 3) -> list[Node]:
    """The blocks of `source`. Headings begin at `first_level`, without a gap, as on the page."""
    tokens = _parser.parse(source or "")
    tokens = _without_empty_headings(tokens)
    _set_levels(tokens, first_level)
    for token in tokens:
        if token.type == "inline":
            # Here and not by the tree below, which goes one call deeper for each mark.
            token.meta["inlines"] = _inline_nodes(token.children or ())
            token.children = []
    return [block for node in SyntaxTreeNode(tokens).children for block in _block(node, 0)]


def _without_empty_headings(tokens: Sequence[Token]) -> list[Token]:
    """A heading without a word is nothing to read, and PDF/UA refuses it."""
    found: list[Token] = []
    for token in tokens:
        found.append(token)
        if token.type == "heading_close" and not plain(
            _inline_nodes(found[-2].children or ())
        ).strip(INVISIBLE):
            del found[-3:]
    return found


def _set_levels(tokens: Sequence[Token], first: int) -> None:
    used = sorted({token.tag for token in tokens if token.type == "heading_open"})
    level = first - 1
    for token in tokens:
        if token.type == "heading_open":
            level = min(first + used.index(token.tag), level + 1, 6)
            token.meta["level"] = level


def _block(node: SyntaxTreeNode, depth: int) -> Iterator[Node]:
    kind = node.type
    if depth >= DEEPEST and kind in {"bullet_list", "ordered_list", "list_item", "blockquote"}:
        for child in node.children:
            yield from _block(child, depth)
        return
    if kind == "heading":
        opening = node.nester_tokens.opening if node.nester_tokens else None
        level = opening.meta["level"] if opening is not None else 3
        yield {"t": "h", "level": level, "c": _inlines(node)}
    elif kind == "paragraph":
        yield {"t": "p", "c": _inlines(node)}
    elif kind in {"bullet_list", "ordered_list"}:
        start = int(node.attrs.get("start", 1)) if kind == "ordered_list" else 1
        items = [
            [b for child in item.children for b in _block(child, depth + 1)]
            for item in node.children
        ]
        yield {"t": "ol" if kind == "ordered_list" else "ul", "start": start, "items": items}
    elif kind == "blockquote":
        yield {"t": "quote", "c": [b for child in node.children for b in _block(child, depth + 1)]}
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
    return list(inline.meta["inlines"]) if inline else []


def _inline_nodes(tokens: Sequence[Token]) -> list[Node]:
    """Flat tokens as nodes; what stands deeper than `DEEPEST` keeps its words, not its marks."""
    levels: list[list[Node]] = [[]]
    opened: list[Token] = []
    for token in tokens:
        if token.nesting > 0:
            opened.append(token)
            if len(opened) <= DEEPEST:
                levels.append([])
        elif token.nesting < 0:
            opening = opened.pop()
            if len(opened) < DEEPEST:
                content = levels.pop()
                levels[-1] += _wrapped(opening, content)
        else:
            levels[-1] += _leaf(token)
    return levels[0]


def _wrapped(opening: Token, content: list[Node]) -> list[Node]:
    if not content:
        return []
    if opening.type in _WRAPS:
        return [{"t": _WRAPS[opening.type], "c": content}]
    href = str(opening.attrs.get("href", ""))
    if len(href) <= LONGEST_ADDRESS and _ADDRESS.match(href) and plain(content).strip(INVISIBLE):
        return [{"t": "link", "href": href, "c": content}]
    return content


def _leaf(token: Token) -> list[Node]:
    if token.type == "code_inline":
        return [{"t": "code", "s": token.content}]
    if token.type == "hardbreak":
        return [{"t": "br"}]
    if token.type == "softbreak":
        return [{"t": "text", "s": " "}]
    if token.type == "image":
        return [{"t": "text", "s": f"[image : {token.content}]"}]
    return [{"t": "text", "s": typographic(token.content)}] if token.content else []


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
