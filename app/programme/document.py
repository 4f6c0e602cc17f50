"""A YAML file as plain values that remember their line: a refusal can point at its place."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import yaml


class Unreadable(Exception):
    """The file as a whole cannot be read; the message is one French sentence."""


class Item(dict[str, Any]):
    """A mapping of the file: `line` is where it begins, `lines` where each of its keys stands.

    Keys are marked as they are read, so that what nobody reads can be named at the end.
    """

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}
        self.read: set[str] = set()

    def take(self, key: str) -> Any:
        """The value of a key, None when it is absent; the key counts as read."""
        self.read.add(key)
        return self.get(key)

    def unread(self) -> Iterator[tuple[str, int]]:
        """The keys that nobody took, with their lines."""
        for key in self:
            if key not in self.read:
                yield key, self.lines[key]


class _Loader(yaml.SafeLoader):
    """Plain YAML, with lines kept, decimal numbers exact and doubled keys refused."""

    # Anchors let a short file expand without end; no programme needs them.
    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]  # PyYAML has no types
            raise yaml.MarkedYAMLError(problem="renvoi (*)", problem_mark=event.start_mark)
        return super().compose_node(parent, index)


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Item:
    item = Item(node.start_mark.line + 1)
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        if key in item:
            raise yaml.MarkedYAMLError(
                problem=f"« {key} » est écrit deux fois", problem_mark=key_node.start_mark
            )
        item[key] = loader.construct_object(value_node, deep=True)
        item.lines[key] = key_node.start_mark.line + 1
    return item


def _decimal(_loader: _Loader, node: yaml.ScalarNode) -> Any:
    # Amounts become cents: a binary float would round them.
    try:
        return Decimal(node.value.replace("_", ""))
    except ArithmeticError:
        return node.value


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)


def read(text: str) -> Item:
    """The whole document. Raises `Unreadable` with the line where the text stops making sense."""
    try:
        # _Loader is a SafeLoader: it builds plain values only.
        document = yaml.load(text, Loader=_Loader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Unreadable(
            f"Ligne {line} : le fichier n’est pas du YAML lisible ({error.problem})."
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Unreadable("Le fichier n’est pas du YAML lisible.") from error
    if not isinstance(document, Item):
        raise Unreadable("Ligne 1 : on attend des rubriques (« sources: », « cadres: »…).")
    return document
