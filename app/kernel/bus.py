"""How features talk upwards: facts that are announced, questions that are asked.

Both are typed and synchronous, in the same transaction; who answers is said once, in wiring.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Generic, TypeVar

FactT = TypeVar("FactT")
AskedT = TypeVar("AskedT")
AnswerT = TypeVar("AnswerT")

_reactions: defaultdict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def react(fact: type[FactT], reaction: Callable[[FactT], None]) -> None:
    """Call `reaction` each time a fact of this type is announced. Declared once, in wiring."""
    if reaction not in _reactions[fact]:
        _reactions[fact].append(reaction)


def announce(fact: object) -> None:
    """Tell those who asked, in order of declaration; an error undoes the whole act."""
    for reaction in _reactions[type(fact)]:
        reaction(fact)


class Question(Generic[AskedT, AnswerT]):
    """Something a lower feature needs to know from a higher one, with an answer for want of it."""

    def __init__(self, default: AnswerT) -> None:
        self._default = default
        self._answer: Callable[[AskedT], AnswerT] | None = None

    def answered_by(self, answer: Callable[[AskedT], AnswerT]) -> None:
        self._answer = answer

    def __call__(self, asked: AskedT) -> AnswerT:
        return self._default if self._answer is None else self._answer(asked)
