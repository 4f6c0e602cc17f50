"""A YAML file keeps its lines, its decimals, and refuses what would be read two ways."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.programme import document
from app.programme.document import Item, Unreadable


def test_each_key_knows_its_line() -> None:
    read = document.read("meta:\n  a: 1\nlist:\n  - {x: 1, y: 2}\n  -\n    x: 3\n")
    assert read.lines == {"meta": 1, "list": 3}
    assert read["meta"].lines == {"a": 2}
    assert [entry.line for entry in read["list"]] == [4, 6]


def test_decimals_are_exact() -> None:
    assert document.read("x: 18.4")["x"] == Decimal("18.4")


def test_keys_that_nobody_took_are_named() -> None:
    read = document.read("a: 1\nb: 2\n")
    read.take("a")
    assert list(read.unread()) == [("b", 2)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\na: 2\n", "Ligne 2 : le fichier n’est pas du YAML lisible (« a » est écrit deux"),
        ("a: [1\nb: 2", "Ligne 2"),
        ("a: &x 1\nb: *x\n", "Ligne 2"),
        ("a: !!python/object/apply:os.getcwd []", "Ligne 1"),
        ("- 1\n- 2\n", "on attend des rubriques"),
        ("", "on attend des rubriques"),
        ("a: \x01", "YAML lisible"),
        ("x: 2023-13-45", "YAML lisible"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(text: str, expected: str) -> None:
    with pytest.raises(Unreadable, match=r"YAML|rubriques") as refusal:
        document.read(text)
    assert expected in str(refusal.value)


def test_a_document_is_an_item() -> None:
    assert isinstance(document.read("a: {b: {c: 1}}")["a"]["b"], Item)
