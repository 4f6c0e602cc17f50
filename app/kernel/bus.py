"""Typed, synchronous reactions: how a lower feature tells those above, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

FactT = TypeVar("FactT")

_reactions: defaultdict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def react(fact: type[FactT], reaction: Callable[[FactT], None]) -> None:
    """Call `reaction` each time a fact of this type is announced. Declared once, in wiring."""
    if reaction not in _reactions[fact]:
        _reactions[fact].append(reaction)


def announce(fact: object) -> None:
    """Tell those who asked, in order of declaration; an error undoes the whole act."""
    for reaction in _reactions[type(fact)]:
        reaction(fact)
