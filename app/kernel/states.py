"""State machines as tables: pure data that views, services, tests and diagrams all read."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from app.kernel.errors import Conflict

StateT = TypeVar("StateT", bound=StrEnum)
ActionT = TypeVar("ActionT", bound=StrEnum)


class LifeCycle(Generic[StateT, ActionT]):
    """`{(state, action): next state}` with the questions one asks of it."""

    def __init__(self, moves: Mapping[tuple[StateT, ActionT], StateT]) -> None:
        self.moves = dict(moves)

    def next(self, state: StateT, action: ActionT) -> StateT:
        """The state that `action` leads to; raises `Conflict` when the table has no such move."""
        try:
            return self.moves[(state, action)]
        except KeyError:
            raise Conflict("Cette étape n’est plus possible : la situation a changé.") from None

    def allows(self, state: StateT, action: ActionT) -> bool:
        return (state, action) in self.moves

    def actions(self, state: StateT) -> list[ActionT]:
        return [action for origin, action in self.moves if origin == state]
