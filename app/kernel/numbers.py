"""Whole numbers that came as text: from a form, an address, a file. One reading for all."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

# What an integer column holds, on both engines.
LARGEST: Final = 2**31 - 1


def whole(text: str | None) -> int:
    """A number from 0 to `LARGEST`, in ASCII digits; zeros before it and spaces count for nothing.

    Raises ValueError for all else: `isdigit` also takes « ² », and `int` numbers of any length.
    """
    typed = (text or "").strip()
    digits = typed.lstrip("0") or typed[-1:]
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 10 or int(digits) > LARGEST:
        raise ValueError("not a whole number")
    return int(digits)


def whole_or(text: str | None, default: int) -> int:
    """The same, or `default` where the text is none."""
    try:
        return whole(text)
    except ValueError:
        return default


def plain(value: Decimal, digits: int) -> str:
    """`value` without an exponent. Raises ValueError when that takes more than `digits` digits."""
    short = value.normalize()
    _, written, exponent = short.as_tuple()
    if not isinstance(exponent, int) or max(abs(exponent), len(written)) > digits:
        raise ValueError("too long a number")
    return f"{short:f}"
