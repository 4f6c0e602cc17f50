"""Blocks as the Markdown that this house reads (`app.paper.markdown`, the filter of pages)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from app.wordprocessing.blocks import Block, Heading, ListItem, Paragraph, Run, Runs, Table

_ALWAYS = re.compile(r"[\\`*]")
# An underscore inside a word is only itself.
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_LINK = re.compile(r"\](?=[(\[:])")
_AUTOLINK = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_STRIKE = re.compile(r"~(?=~)|(?<=~)~")
_LINE = re.compile(r"^([#>+=-])")
# Signs at the end of a heading would close it.
_CLOSING = re.compile(r"(#+)$")
_BACKSLASHED = r"\\\1"
_NUMBER = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)")
_EDGES = re.compile(r"^(\s*)(.*?)(\s*)$", re.DOTALL)
_SAFE_ADDRESS = re.compile(r"(https?://|mailto:|tel:)[^\s<>()\\]+", re.IGNORECASE)


def markdown_of(blocks: Sequence[Block], *, top: int = 1) -> str:
    """The whole; a heading of level `top` gets one sign."""
    pieces: list[str] = []
    lists = _Lists()
    before: Block | None = None
    for block in blocks:
        if isinstance(block, ListItem):
            text = lists.item(block)
            tight = isinstance(before, ListItem) and not block.goes_on and bool(text)
        else:
            lists.leave()
            text, tight = _block(block, top), False
        if text:
            pieces.append(("\n" if tight else "\n\n") if pieces else "")
            pieces.append(text)
            before = block
    return "".join(pieces)


def _block(block: Heading | Paragraph | Table, top: int) -> str:
    if isinstance(block, Heading):
        level = min(6, max(1, block.level - top + 1))
        text = inline(
            [run._replace(bold=False, text=run.text.replace("\n", " ")) for run in block.runs]
        )
        return f"{'#' * level} {_CLOSING.sub(_BACKSLASHED, text)}" if text else ""
    if isinstance(block, Paragraph):
        return _lines(inline(block.runs))
    return _table(block)


class _Lists:
    """Numbers and indents of items, one after the other."""

    def __init__(self) -> None:
        self.open: list[tuple[str, bool, int]] = []
        self.numbers: dict[tuple[str, int], int] = {}

    def leave(self) -> None:
        self.open = []

    def item(self, item: ListItem) -> str:
        text = _lines(inline(item.runs))
        if item.goes_on and self.open:
            indent = " " * sum(width for _, _, width in self.open)
            return indent + text.replace("\n", "\n" + indent) if text else ""
        level = min(item.level, len(self.open))
        for key, number in list(self.numbers):
            if key == item.key and number > level:
                del self.numbers[key, number]
        del self.open[level:]
        counted = self.numbers.get((item.key, level), 0) + 1
        number = self.numbers[item.key, level] = counted if item.number is None else item.number
        marker = f"{number}. " if item.ordered else "- "
        indent = " " * sum(width for _, _, width in self.open)
        self.open.append((item.key, item.ordered, len(marker)))
        inside = "\n" + indent + " " * len(marker)
        return indent + marker + text.replace("\n", inside)


def _table(table: Table) -> str:
    rows = [
        [
            inline(
                [
                    run._replace(text=run.text.replace("\n", " "), bold=run.bold and n > 0)
                    for run in cell
                ]
            ).replace("|", "\\|")
            for cell in row
        ]
        for n, row in enumerate(table.rows)
    ]
    width = max((len(row) for row in rows), default=0)
    if not width or not any(cell for row in rows for cell in row):
        return ""
    lines = [[*row, *[""] * (width - len(row))] for row in rows]
    lines.insert(1, ["---"] * width)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def inline(runs: Runs) -> str:
    """One paragraph's words, dressed; nothing at its edges."""
    whole = _trimmed(_merged(runs))
    parts: list[str] = []
    for href, group in groupby(whole, key=lambda run: run.href):
        said = list(group)
        safe = _SAFE_ADDRESS.fullmatch(href)
        text = _dressed(said)
        parts.append(f"[{text}]({href})" if safe and text.strip() else text)
    return "".join(parts)


def _merged(runs: Runs) -> list[Run]:
    """Neighbours dressed alike as one, spaces outside of what is bold or italic."""
    loose: list[Run] = []
    for run in runs:
        head, middle, tail = _EDGES.match(run.text).groups()  # type: ignore[union-attr]  # matches all
        loose += [
            Run(head, href=run.href),
            run._replace(text=middle),
            Run(tail, href=run.href),
        ]
    # The dress of each, with its pieces: a text of a hundred thousand runs is joined once.
    found: list[tuple[Run, list[str]]] = []
    for run in loose:
        if not run.text:
            continue
        if found and found[-1][0][1:] == run[1:]:
            found[-1][1].append(run.text)
        elif (
            len(found) > 1
            and all(piece.isspace() for piece in found[-1][1])
            and found[-2][0][1:] == run[1:]
            and found[-1][0].href == run.href
        ):
            # "**two** **words**" was one emphasis that a space had cut.
            _, spaces = found.pop()
            found[-1][1].extend((*spaces, run.text))
        else:
            found.append((run, [run.text]))
    return [run._replace(text="".join(pieces)) for run, pieces in found]


def _trimmed(runs: list[Run]) -> list[Run]:
    while runs and not runs[0].text.strip():
        runs = runs[1:]
    while runs and not runs[-1].text.strip():
        runs = runs[:-1]
    if runs:
        runs = [runs[0]._replace(text=runs[0].text.lstrip()), *runs[1:]]
        runs = [*runs[:-1], runs[-1]._replace(text=runs[-1].text.rstrip())]
    return runs


def _dressed(runs: Sequence[Run]) -> str:
    parts: list[str] = []
    for place, run in enumerate(runs):
        sign = "*" * ((2 if run.bold else 0) + (1 if run.italic else 0))
        sign = f"~~{sign}" if run.struck else sign
        if not sign:
            parts.append(_escaped(run.text))
            continue
        before = runs[place - 1].text[-1] if place else " "
        after = runs[place + 1].text[0] if place + 1 < len(runs) else " "
        head, middle, tail = _bare(run.text, before, after)
        if not middle:
            parts.append(_escaped(run.text))
        elif place and parts[-1].endswith(("*", "~")) and not head:
            # Two emphases in a row would read as one: a comment of no width cuts them elsewhere.
            parts.append(_escaped(run.text))
        else:
            parts.append(f"{_escaped(head)}{sign}{_escaped(middle)}{sign[::-1]}{_escaped(tail)}")
    return "".join(parts)


def _bare(text: str, before: str, after: str) -> tuple[str, str, str]:
    """Signs that would keep an emphasis from opening or closing, put outside of it."""
    head = tail = ""
    if before.isalnum():
        while text and not text[0].isalnum():
            head, text = head + text[0], text[1:]
    if after.isalnum():
        while text and not text[-1].isalnum():
            tail, text = text[-1] + tail, text[:-1]
    return head, text, tail


def _escaped(text: str) -> str:
    text = _ALWAYS.sub(r"\\\g<0>", text)
    text = _UNDERSCORE.sub(r"\\_", text)
    text = _LINK.sub(r"\\]", text)
    text = _AUTOLINK.sub(r"\\<", text)
    text = _STRIKE.sub(r"\\~", text)
    return _ENTITY.sub(r"\\&", text)


def _lines(text: str) -> str:
    """Line breaks kept; no line is taken for a heading, an item, a quotation or code."""
    lines = [
        _NUMBER.sub(r"\1\\\2", _LINE.sub(_BACKSLASHED, line.strip())) for line in text.split("\n")
    ]
    return "\\\n".join(line for line in lines if line)
