"""State machines as tables: pure data that views, services, tests and diagrams all read."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from app.kernel.errors import Conflict, NotYet

StateT = TypeVar("StateT", bound=StrEnum)
ActionT = TypeVar("ActionT", bound=StrEnum)


class LifeCycle(Generic[StateT, ActionT]):
    """`{(state, action): next state}` with the questions one asks of it."""

    def __init__(self, moves: Mapping[tuple[StateT, ActionT], StateT]) -> None:
        self.moves = dict(moves)

    def next(self, state: StateT, action: ActionT) -> StateT:
        """The state that `action` leads to.

        Raises `Conflict` when the table has no such move, `NotYet` when a later state has one.
        """
        if (state, action) not in self.moves:
            raise self.refusal(state, action)
        return self.moves[(state, action)]

    def refusal(self, state: StateT, action: ActionT) -> Conflict:
        """Why an action has no move from this state: it comes later, or not any more."""
        if any(self.allows(later, action) for later in self.reachable(state)):
            return NotYet("Cette étape n’est pas encore possible : une autre vient avant elle.")
        return Conflict("Cette étape n’est plus possible : la situation a changé.")

    def reachable(self, state: StateT) -> set[StateT]:
        """Every state that some actions lead to from this one."""
        found: set[StateT] = set()
        ahead = [state]
        while ahead:
            origin = ahead.pop()
            following = {end for (start, _), end in self.moves.items() if start == origin}
            ahead += following - found
            found |= following
        return found

    def allows(self, state: StateT, action: ActionT) -> bool:
        return (state, action) in self.moves

    def actions(self, state: StateT) -> list[ActionT]:
        return [action for origin, action in self.moves if origin == state]
