"""Amounts as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.collecting.amounts import cents_in
from app.kernel.text import euros


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("18400000", 1_840_000_000),
        ("18 400 000", 1_840_000_000),
        ("18\u202f400\u202f000,00\u00a0€", 1_840_000_000),
        ("18,4 M€", 1_840_000_000),
        ("18.4M€", 1_840_000_000),
        ("1 million d’euros", 100_000_000),
        ("2,5 millions", 250_000_000),
        ("12 k€", 1_200_000),
        ("12,50 euros", 1250),
        ("0,01", 1),
        ("73,700000 M€", 7_370_000_000),
    ],
)
def test_what_people_type(typed: str, cents: int) -> None:
    assert cents_in(typed) == cents


@pytest.mark.parametrize(
    "typed", ["", "-1", "\u22121", "1,005", "0,000000001 M€", "1 livre", "1,2,3", "M€", "9" * 15]
)
def test_what_is_no_amount(typed: str) -> None:
    with pytest.raises(ValueError, match=r"[.]$"):
        cents_in(typed)


@given(st.integers(0, 10**14))
def test_what_we_write_is_read_back(cents: int) -> None:
    assert cents_in(euros(cents)) == cents
