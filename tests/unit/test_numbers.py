"""Numbers that came as text: one reading, and nothing that a column cannot hold."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.kernel.numbers import LARGEST, plain, whole, whole_or


@pytest.mark.parametrize(
    "text", ["²", "٣", "-1", "+1", "1.5", "1e3", "", " ", None, "9" * 30, "9" * 5000]
)
def test_what_is_no_number_is_refused(text: str | None) -> None:
    with pytest.raises(ValueError, match="whole"):
        whole(text)
    assert whole_or(text, -1) == -1


def test_zeros_before_and_spaces_around_change_nothing() -> None:
    assert [whole(text) for text in ("0", "000", "007", " 12 ", str(LARGEST))] == [
        0,
        0,
        7,
        12,
        LARGEST,
    ]
    assert whole_or("000001999999999", -1) == 1_999_999_999


@pytest.mark.parametrize("text", ["1e-999999", "1e999999", "1." + "1" * 25])
def test_a_number_is_never_written_without_end(text: str) -> None:
    with pytest.raises(ValueError, match="long"):
        plain(Decimal(text), 20)
    assert plain(Decimal("12.50"), 20) == "12.5"
    assert plain(Decimal("0e-9999"), 20) == "0"
