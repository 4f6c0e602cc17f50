"""A text written elsewhere (DOCX, ODT) as Markdown, with what could not be kept.

The reading runs in a process of its own, whose memory and time are bounded: a file made to hurt
ends there. Tracked changes are read as accepted; comments are left out; images too, where they
have no alternative text to stand for them; notes join the text. All of it is said in `warnings`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from app.kernel import sandbox
from app.wordprocessing.archive import (
    BUSY,
    DAMAGED,
    MOST_BYTES,
    TOO_TANGLED,
    Archive,
    Kind,
    Refusal,
    refuse_other_files,
)
from app.wordprocessing.blocks import Block, Heading, Paragraph, Seen, words
from app.wordprocessing.docx import DocxReader
from app.wordprocessing.markdown import markdown_of
from app.wordprocessing.odt import OdtReader
from app.wordprocessing.warnings import warnings_of

SECONDS: Final = 15
MOST_SIGNS: Final = 1_000_000
# The text stands in the answer twice, whole and by parts; a sign takes four octets at most.
LONGEST: Final = 10 * MOST_SIGNS
# Longer lines in bold are sentences.
LONGEST_GUESS: Final = 120

__all__ = ["MOST_BYTES", "Refusal", "Section", "WrittenText", "read"]


@dataclass(frozen=True)
class Section:
    """What stands under one of the main headings; without title: what comes before the first."""

    title: str
    markdown: str


@dataclass(frozen=True)
class WrittenText:
    """`title` is that of the whole, where there is one; `markdown` and `sections` go without it."""

    title: str
    markdown: str
    sections: tuple[Section, ...]
    # Whole French sentences.
    warnings: tuple[str, ...]


def read(content: bytes) -> WrittenText:
    """The text of a DOCX or ODT; the content decides what it is. Raises `Refusal`."""
    refuse_other_files(content)
    try:
        answer = sandbox.read(
            "app.wordprocessing.reading", content, seconds=SECONDS, longest=LONGEST
        )
    except sandbox.TooMuch as error:
        raise Refusal(TOO_TANGLED) from error
    except sandbox.Busy as error:
        raise Refusal(BUSY) from error
    except sandbox.Crashed as error:
        raise Refusal(DAMAGED) from error
    if "refusal" in answer:
        raise Refusal(answer["refusal"])
    sections = tuple(Section(**one) for one in answer["sections"])
    return WrittenText(answer["title"], answer["markdown"], sections, tuple(answer["warnings"]))


def read_here(content: bytes) -> WrittenText:
    """The same in this process, without its bounds."""
    archive = Archive(content)
    seen = Seen()
    reader = OdtReader(archive, seen) if archive.kind is Kind.ODT else DocxReader(archive, seen)
    blocks = _guessed(reader.blocks(), seen)
    title, blocks = _titled(blocks)
    levels = [block.level for block in blocks if isinstance(block, Heading)]
    top = min(levels, default=1)
    markdown = markdown_of(blocks, top=top)
    if not markdown.strip():
        raise Refusal("ne contient aucun texte")
    if len(markdown) > MOST_SIGNS:
        raise Refusal(TOO_TANGLED)
    return WrittenText(title, markdown, tuple(_sections(blocks, top)), tuple(warnings_of(seen)))


def _guessed(blocks: list[Block], seen: Seen) -> list[Block]:
    """Where no heading is marked as one, short lines all in bold are read as headings."""
    if any(isinstance(block, Heading) and block.level > 0 for block in blocks):
        return blocks
    return [
        Heading(1, block.runs)
        if isinstance(block, Paragraph) and _looks_like_one(block, seen)
        else block
        for block in blocks
    ]


def _looks_like_one(block: Paragraph, seen: Seen) -> bool:
    said = words(block.runs)
    found = (
        0 < len(said) <= LONGEST_GUESS
        and not said.endswith((".", ";", ","))
        and all(run.bold or not run.text.strip() for run in block.runs)
    )
    seen.guessed_headings += found
    return found


def _titled(blocks: list[Block]) -> tuple[str, list[Block]]:
    """The title of the whole: styled so, or the only main heading, before all others."""
    headings = [(n, block) for n, block in enumerate(blocks) if isinstance(block, Heading)]
    headings = [(n, block) for n, block in headings if words(block.runs)]
    if not headings:
        return "", blocks
    place, first = headings[0]
    alone = all(block.level > first.level for _, block in headings[1:])
    if first.level == 0 or (alone and len(headings) > 1):
        rest = [*blocks[:place], *blocks[place + 1 :]]
        # A second title is a heading like the others.
        return words(first.runs), [
            Heading(1, b.runs) if isinstance(b, Heading) and b.level == 0 else b for b in rest
        ]
    return "", blocks


def _sections(blocks: Sequence[Block], top: int) -> list[Section]:
    parts: list[tuple[str, list[Block]]] = [("", [])]
    for block in blocks:
        if isinstance(block, Heading) and block.level == top and words(block.runs):
            parts.append((words(block.runs), []))
        else:
            parts[-1][1].append(block)
    found = [Section(title, markdown_of(inside, top=top + 1)) for title, inside in parts]
    return [one for one in found if one.title or one.markdown]


def _answer(content: bytes) -> dict[str, Any]:
    """In the process of its own: a text, or a sentence of refusal."""
    try:
        return asdict(read_here(content))
    except Refusal as refusal:
        return {"refusal": str(refusal)}


if __name__ == "__main__":
    sandbox.answer(_answer, seconds=SECONDS, exhausted={"refusal": TOO_TANGLED})
