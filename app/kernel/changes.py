"""What changed between two versions of a text, word by word. Pure; `web.changes` shows it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

# A word with the spaces after it, or one sign: spaces alone are never shown as a change of words.
_WORDS = re.compile(r"\w+[^\S\n]*|[^\w\s][^\S\n]*|\s+")
# Beyond this a block was rewritten: word by word it would be confetti, and slow.
MOST_WORDS = 3_000
# Steps that comparing one text may take, about; beyond, what is left is shown as rewritten.
MOST_STEPS = 40_000_000
# Under this share of common words, both sentences are shown whole, one after the other.
ALIKE = 0.35
# How much of an unchanged stretch is shown on each side of a change.
AROUND = 120


class Kind(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    # Unchanged text that is left out, so that changes of a long text are found at once.
    SKIPPED = "skipped"


class Change(NamedTuple):
    kind: Kind
    text: str


def word_changes(before: str, after: str) -> list[Change]:
    """`before` and `after` as one text, its pieces kept, removed or added, in reading order.

    Joining what is kept and removed gives `before`, kept and added gives `after`, to the letter.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    # What is the same at both ends costs nothing: most edits touch one passage.
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    old_end, new_end = len(old) - tail, len(new) - tail
    return _joined(
        chain(
            [Change(Kind.SAME, "".join(old[:head]))],
            _by_lines(old[head:old_end], new[head:new_end], _Effort()),
            [Change(Kind.SAME, "".join(old[old_end:]))],
        )
    )


def shortened(changes: Sequence[Change], around: int = AROUND) -> list[Change]:
    """The same with long unchanged stretches left out, but for the words beside a change."""
    found: list[Change] = []
    last = len(changes) - 1
    for place, change in enumerate(changes):
        head = 0 if place == 0 else around
        tail = 0 if place == last else around
        if change.kind is not Kind.SAME or len(change.text) <= head + tail + around:
            found.append(change)
            continue
        start = _break_after(change.text, head) if head else 0
        end = _break_before(change.text, len(change.text) - tail) if tail else len(change.text)
        pieces = (
            Change(Kind.SAME, change.text[:start]),
            Change(Kind.SKIPPED, change.text[start:end]),
            Change(Kind.SAME, change.text[end:]),
        )
        found += [piece for piece in pieces if piece.text]
    return found


class _Effort:
    """The steps left for one comparison of texts."""

    def __init__(self) -> None:
        self.left = MOST_STEPS

    def allows(self, old: Sequence[str], new: Sequence[str]) -> bool:
        """Whether these may be compared, and then takes their steps off.

        The matcher looks at each pair of equal pieces, at worst once for every match.
        """
        times = Counter(new)
        pairs = sum(times[piece] for piece in old)
        steps = pairs * min(len(old), len(new))
        if steps > self.left:
            return False
        self.left -= steps
        return True


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many pieces are the same from the beginning on."""
    return next(
        (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other),
        min(len(old), len(new)),
    )


def _by_lines(before: Sequence[str], after: Sequence[str], effort: _Effort) -> Iterator[Change]:
    if not effort.allows(before, after):
        yield Change(Kind.REMOVED, "".join(before))
        yield Change(Kind.ADDED, "".join(after))
        return
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change(Kind.SAME, "".join(before[a:b]))
        elif tag == "replace" and b - a == d - c:
            # As many lines as before: most often the same ones, reworded.
            for old, new in zip(before[a:b], after[c:d], strict=True):
                yield from _by_words(old, new, effort)
        else:
            yield from _by_words("".join(before[a:b]), "".join(after[c:d]), effort)


def _by_words(before: str, after: str, effort: _Effort) -> Iterator[Change]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    if not old or not new or len(left) + len(right) > MOST_WORDS or not effort.allows(left, right):
        yield from (Change(Kind.REMOVED, before), Change(Kind.ADDED, after))
        return
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    alike = head + tail + sum(match.size for match in matcher.get_matching_blocks())
    if 2 * alike < ALIKE * (len(old) + len(new)):
        yield from (Change(Kind.REMOVED, before), Change(Kind.ADDED, after))
        return
    yield Change(Kind.SAME, "".join(old[:head]))
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield Change(Kind.SAME, "".join(left[a:b]))
        else:
            yield Change(Kind.REMOVED, "".join(left[a:b]))
            yield Change(Kind.ADDED, "".join(right[c:d]))
    yield Change(Kind.SAME, "".join(old[len(old) - tail :]))


def _joined(changes: Iterator[Change]) -> list[Change]:
    found: list[Change] = []
    for change in changes:
        if not change.text:
            continue
        if found and found[-1].kind is change.kind:
            found[-1] = Change(change.kind, found[-1].text + change.text)
        else:
            found.append(change)
    return found


def _break_after(text: str, place: int) -> int:
    space = text.find(" ", place)
    return space if 0 <= space < place + AROUND else place


def _break_before(text: str, place: int) -> int:
    space = text.rfind(" ", 0, place)
    return space if space > place - AROUND else place
