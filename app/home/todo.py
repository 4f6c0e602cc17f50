"""« À faire » : what waits for the person who looks, told by each feature, plugged in by wiring."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Protocol

from app.kernel.access import Actor


class ToDo(Protocol):
    """One thing that waits: words that begin with a verb or a count, and where it is done."""

    @property
    def text(self) -> str: ...
    @property
    def endpoint(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Any]: ...
    @property
    def due_on(self) -> date | None: ...


Provider = Callable[[Actor], Iterable[ToDo]]

_providers: list[Provider] = []


def show_to_do(*providers: Provider) -> None:
    """Ask these features what waits for somebody, in this order. Declared once, in wiring."""
    _providers[:] = providers


def waiting_for(actor: Actor) -> list[ToDo]:
    """Everything that waits for this person: what can be done at once, then what has a date."""
    if not actor.is_signed_in:
        return []
    found = [todo for provider in _providers for todo in provider(actor)]
    return sorted(found, key=lambda todo: todo.due_on or date.min)
