"""Answers remembered with everything they were made of, so that none is ever given stale.

While an answer is made, whatever it is made of is noted: each table that a statement reads
(`statements`), how long the clock says the same (`clock.lasting`), and each question whose answer
moves too often for marks (`LiveQuestion`: seats left). It is given again only while the marks of
these tables stand, the clock agrees, and every live question, asked anew, is answered alike.

Nobody has to say what a page depends on, so nobody can forget to. A table that no topic watches
makes an answer that is not kept: slower, never wrong.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from app.kernel import clock, revision, statements
from app.kernel.bus import AnswerT, AskedT, Question
from app.kernel.clock import Lasting

# About what an entry weighs beside its bytes.
_OVERHEAD: Final = 2000


@dataclass
class Made:
    """What one answer is made of."""

    lasting: Lasting
    tables: set[str] = field(default_factory=set)
    live: list[tuple[Question[Any, Any], Any, Any]] = field(default_factory=list)


_made: ContextVar[Made | None] = ContextVar("made", default=None)


class LiveQuestion(Question[AskedT, AnswerT]):
    """A question asked again before anything made with its answer is given again.

    What it asks about may stand in tables that nobody watches. Answers are compared with `==`.
    """

    def __call__(self, asked: AskedT) -> AnswerT:
        made = _made.get()
        if made is None:
            return super().__call__(asked)
        with statements.noting(None), clock.unnoted():
            answer = super().__call__(asked)
        made.live.append((self, asked, answer))
        return answer


@contextmanager
def noting() -> Iterator[Made]:
    """Note what is asked meanwhile."""
    with clock.lasting() as lasting:
        made = Made(lasting)
        token = _made.set(made)
        try:
            with statements.noting(made.tables):
                yield made
        finally:
            _made.reset(token)


@dataclass(frozen=True)
class _Kept:
    body: bytes
    marks: Mapping[str, str]
    made: Made

    def stands(self, marks: Mapping[str, str]) -> bool:
        # From the cheapest to the dearest.
        return (
            self.made.lasting.holds(clock.now())
            and all(marks.get(topic, "") == mark for topic, mark in self.marks.items())
            and all(question(asked) == answer for question, asked, answer in self.made.live)
        )


class Memory:
    """Answers as bytes, forgetting those asked for longest ago beyond a weight."""

    def __init__(self, octets: int) -> None:
        self._octets = octets
        self._weight = 0
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = Lock()

    def recall(self, key: Hashable, marks: Mapping[str, str]) -> bytes | None:
        """The answer of `key` if nothing it is made of has changed, given the marks as they are."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            self._kept.move_to_end(key)
        # Outside the lock: it asks the database.
        return kept.body if kept.stands(marks) else None

    def keep(self, key: Hashable, body: bytes, made: Made, marks: Mapping[str, str]) -> bool:
        """Keep an answer made since `marks` were read; whether it can be."""
        covering = revision.covering(made.tables, marks)
        if covering is None:
            return False
        with self._lock:
            self._drop(key)
            self._kept[key] = _Kept(body, covering, made)
            self._weight += _weight(body)
            while self._weight > self._octets:
                self._drop(next(iter(self._kept)))
        return True

    def _drop(self, key: Hashable) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._weight -= _weight(kept.body)

    def clear(self) -> None:
        """Forget everything, for benches and tests."""
        with self._lock:
            self._kept.clear()
            self._weight = 0


def _weight(body: bytes) -> int:
    return len(body) + _OVERHEAD
