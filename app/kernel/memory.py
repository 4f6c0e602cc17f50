"""Answers remembered with everything they were made of, so that none is ever given stale.

While an answer is made, whatever it is made of is noted: each table that a statement reads
(`statements`), how long the clock says the same (`clock.lasting`), and each question whose answer
moves too often for marks (`LiveQuestion`: seats left). It is given again only while the marks of
these tables stand, the clock agrees, and every live question, asked anew, is answered alike.

Nobody has to say what a page depends on, so nobody can forget to. A table that no topic watches
makes an answer that is not kept: slower, never wrong.
"""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final, Generic, TypeVar

from app.kernel import clock, revision, statements
from app.kernel.bus import AnswerT, AskedT, Question
from app.kernel.clock import Lasting

ValueT = TypeVar("ValueT")

# About what an entry weighs beside its bytes.
_OVERHEAD: Final = 2000


@dataclass
class Made:
    """What one answer is made of."""

    lasting: Lasting
    tables: set[str] = field(default_factory=set)
    live: list[tuple[Callable[[Any], Any], Any, Any]] = field(default_factory=list)


_made: ContextVar[Made | None] = ContextVar("made", default=None)


def live(ask: Callable[[AskedT], AnswerT]) -> Callable[[AskedT], AnswerT]:
    """A reading done again before anything made with it is given again.

    What it reads may stand in tables that nobody watches. Answers are compared with `==`.
    """

    @functools.wraps(ask)
    def asking(asked: AskedT) -> AnswerT:
        made = _made.get()
        if made is None:
            return ask(asked)
        # Another live reading inside is part of this one: asked again once, not twice.
        token = _made.set(None)
        try:
            with statements.noting(None), clock.unnoted():
                answer = ask(asked)
        finally:
            _made.reset(token)
        made.live.append((ask, asked, answer))
        return answer

    return asking


class LiveQuestion(Question[AskedT, AnswerT]):
    """The same for a question that a higher feature answers."""

    def __call__(self, asked: AskedT) -> AnswerT:
        return live(super().__call__)(asked)


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
class _Kept(Generic[ValueT]):
    value: ValueT
    weight: int
    marks: Mapping[str, str]
    made: Made

    def stands(self, marks: Mapping[str, str]) -> bool:
        # From the cheapest to the dearest.
        return (
            self.made.lasting.holds(clock.now())
            and all(marks.get(topic, "") == mark for topic, mark in self.marks.items())
            and all(ask(asked) == answer for ask, asked, answer in self.made.live)
        )


class Memory(Generic[ValueT]):
    """Answers, forgetting those asked for longest ago beyond a weight in octets."""

    def __init__(self, octets: int) -> None:
        self._octets = octets
        self._weight = 0
        self._kept: OrderedDict[Hashable, _Kept[ValueT]] = OrderedDict()
        self._lock = Lock()

    def recall(self, key: Hashable, marks: Mapping[str, str]) -> ValueT | None:
        """The answer of `key` if nothing it is made of has changed, given the marks as they are."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                return None
            self._kept.move_to_end(key)
        # Outside the lock: it asks the database.
        return kept.value if kept.stands(marks) else None

    def keep(
        self, key: Hashable, value: ValueT, made: Made, marks: Mapping[str, str], *, weight: int
    ) -> bool:
        """Keep an answer of so many octets, made since `marks` were read; whether it can be."""
        covering = revision.covering(made.tables, marks)
        if covering is None:
            return False
        with self._lock:
            self._drop(key)
            self._kept[key] = _Kept(value, weight + _OVERHEAD, covering, made)
            self._weight += weight + _OVERHEAD
            while self._weight > self._octets:
                self._drop(next(iter(self._kept)))
        return True

    def _drop(self, key: Hashable) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._weight -= kept.weight

    def clear(self) -> None:
        """Forget everything, for benches and tests."""
        with self._lock:
            self._kept.clear()
            self._weight = 0
