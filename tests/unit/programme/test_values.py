"""Values of the file are typed, or refused at their own line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.programme import document, values
from app.programme.document import Item
from app.programme.rows import RowRefused


def entry(text: str) -> Item:
    return document.read(text)


@pytest.mark.parametrize(
    ("written", "cents"),
    [("18.4", 1_840_000_000), ("14.0", 1_400_000_000), ("75", 7_500_000_000), ("0.00000001", 1)],
)
def test_millions_become_cents_exactly(written: str, cents: int) -> None:
    assert values.cents(entry(f"meur: {written}"), "meur") == cents


@pytest.mark.parametrize("written", ["0.000000001", "-1", "'18,4'", "true", "1.0e+7"])
def test_other_amounts_are_refused(written: str) -> None:
    with pytest.raises(RowRefused) as refusal:
        values.cents(entry(f"nom: x\nmeur: {written}"), "meur")
    assert refusal.value.line == 2


def test_text_is_trimmed_and_empty_text_is_nothing() -> None:
    assert values.text(entry("nom: '  a   b '"), "nom") == "a b"
    assert values.text(entry("nom: ''"), "nom") is None
    assert values.text(entry("autre: 1"), "nom") is None


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (lambda e: values.required(e, "x"), "y: 1"),
        (lambda e: values.text(e, "x"), "x: [1]"),
        (lambda e: values.text(e, "x"), f"x: {'a' * 2001}"),
        (lambda e: values.integer(e, "x", 1, 12), "x: 13"),
        (lambda e: values.integer(e, "x", 1, 12), "x: true"),
        (lambda e: values.year(e, "x"), "x: 23"),
        (lambda e: values.texts(e, "x"), "x: [1]"),
        (lambda e: values.items(e, "x"), "x: [1]"),
        (lambda e: values.day(e, "x"), "x: '2023-02-30'"),
        (lambda e: values.address(e, "x"), "x: 'javascript:alert(1)'"),
    ],
)
def test_refusals(read: Callable[[Item], Any], text: str) -> None:
    with pytest.raises(RowRefused):
        read(entry(text))


def test_a_day_may_be_quoted_or_not() -> None:
    assert values.day(entry("x: 2019-12-13"), "x") == date(2019, 12, 13)
    assert values.day(entry("x: '2019-12-13'"), "x") == date(2019, 12, 13)
