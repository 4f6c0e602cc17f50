"""A message in Markdown, filled for one person, as blocks for its HTML and as plain text.

The Markdown is read once, before anything of a person is in it: what people are called enters
as words, never as markup. The HTML is written by a template that escapes (`emails/blocks.html`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.kernel.text import dressed
from app.mailings.placeholders import LINK, Placeholder, pieces, with_links_apart
from app.paper.markdown import Node, tree

Values = Mapping[Placeholder, str]
FIRST_HEADING = 2


def parsed(body: str) -> list[Node]:
    """The blocks of a message, its placeholders still in it."""
    return tree(with_links_apart(body), first_level=FIRST_HEADING)


def filled(nodes: Sequence[Node], values: Values) -> list[Node]:
    """The same blocks for one person; placeholders that `values` lacks stay as typed."""
    return [one for node in nodes for one in _filled(node, values, linked=False)]


def line(text: str, values: Values) -> str:
    """One line, such as a subject, with its placeholders filled."""
    return "".join(_said(piece, values) for piece in pieces(text))


def _filled(node: Node, values: Values, *, linked: bool) -> Iterator[Node]:
    kind = node["t"]
    if kind == "text":
        yield from _words(node["s"], values, linked=linked)
    elif kind == "link":
        content = [one for c in node["c"] for one in _filled(c, values, linked=True)]
        yield {**node, "href": _address(node["href"], values), "c": content}
    else:
        yield {
            name: value if name == "t" else _within(value, values, linked=linked)
            for name, value in node.items()
        }


def _within(value: Any, values: Values, *, linked: bool) -> Any:
    """Whatever a node holds: words of code, nodes, rows of nodes."""
    if isinstance(value, str):
        return LINK.sub(lambda m: values.get(Placeholder(m[1]), m[0]), line(value, values))
    if not isinstance(value, list):
        return value
    found = []
    for one in value:
        if isinstance(one, dict):
            found += list(_filled(one, values, linked=linked))
        else:
            found.append(_within(one, values, linked=linked))
    return found


def _words(text: str, values: Values, *, linked: bool) -> Iterator[Node]:
    end = 0
    for match in LINK.finditer(text):
        if before := line(text[end : match.start()], values):
            yield {"t": "text", "s": dressed(before)}
        url = values.get(Placeholder(match[1]), "")
        words: Node = {"t": "text", "s": url}
        yield words if linked else {"t": "link", "href": url, "c": [words]}
        end = match.end()
    if rest := line(text[end:], values):
        yield {"t": "text", "s": dressed(rest)}


def _address(href: str, values: Values) -> str:
    match = LINK.fullmatch(href)
    return values.get(Placeholder(match[1]), "") if match else href


def _said(piece: str | Placeholder, values: Values) -> str:
    if isinstance(piece, Placeholder):
        return values.get(piece, piece.typed)
    return piece


def plain(nodes: Sequence[Node]) -> str:
    """The same as text: paragraphs apart, lists with their signs, links with their address."""
    return "\n\n".join(filter(None, (_block(node) for node in nodes)))


def _block(node: Node) -> str:
    kind = node["t"]
    if kind in {"h", "p"}:
        return _inline(node["c"])
    if kind in {"ul", "ol"}:
        first = node["start"]
        signs = [f"{first + n}. " if kind == "ol" else "– " for n in range(len(node["items"]))]
        return "\n".join(
            _hung(sign, plain(item)) for sign, item in zip(signs, node["items"], strict=True)
        )
    if kind == "quote":
        return "\n".join(f"> {one}" for one in plain(node["c"]).split("\n"))
    if kind == "table":
        rows = [node["head"], *node["rows"]]
        return "\n".join(" | ".join(_inline(cell) for cell in row) for row in rows)
    if kind == "pre":
        return str(node["text"])
    return "* * *" if kind == "hr" else ""


def _hung(sign: str, text: str) -> str:
    return sign + text.replace("\n", "\n" + " " * len(sign))


def _inline(nodes: Sequence[Node]) -> str:
    return "".join(_said_inline(node) for node in nodes)


def _said_inline(node: Node) -> str:
    kind = node["t"]
    if kind in {"text", "code"}:
        return str(node["s"])
    if kind == "br":
        return "\n"
    words = _inline(node["c"])
    if kind == "link":
        href = str(node["href"])
        shown = href.removeprefix("mailto:")
        return words if words in {href, shown} else f"{words} ({shown})"
    return words
