"""Reading typed values out of an entry, or saying in French what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.programme.document import Item
from app.programme.rows import RowRefused

CENTS_PER_MILLION = 100_000_000
_MAX_TEXT = 2000
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def refuse(item: Item, key: str, message: str) -> RowRefused:
    """The refusal of an entry, placed at the key in cause."""
    return RowRefused(item.lines.get(key, item.line), message)


def required(item: Item, key: str) -> str:
    value = text(item, key)
    if value is None:
        raise refuse(item, key, f"« {key} » manque.")
    return value


def text(item: Item, key: str) -> str | None:
    """One line of text, trimmed; None when absent or empty. Numbers are taken as written."""
    value = item.take(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise refuse(item, key, f"« {key} » doit être un texte.")
    written = " ".join(str(value).split())
    if len(written) > _MAX_TEXT:
        raise refuse(item, key, f"« {key} » est trop long ({len(written)} signes).")
    return written or None


def integer(item: Item, key: str, low: int, high: int) -> int | None:
    value = item.take(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise refuse(item, key, f"« {key} » doit être un nombre entier, de {low} à {high}.")
    return value


def required_integer(item: Item, key: str, low: int, high: int) -> int:
    value = integer(item, key, low, high)
    if value is None:
        raise refuse(item, key, f"« {key} » manque.")
    return value


def flag(item: Item, key: str) -> bool:
    """True or false; false when absent."""
    value = item.take(key)
    if value is not None and not isinstance(value, bool):
        raise refuse(item, key, f"« {key} » doit être « true » ou « false ».")
    return bool(value)


def year(item: Item, key: str) -> int | None:
    return integer(item, key, 1990, 2100)


def euro_cents(item: Item, key: str) -> int | None:
    """An amount in euros, exactly, in cents; None when absent."""
    value = item.take(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 <= value < 10**12:
        raise refuse(item, key, f"« {key} » doit être un montant en euros.")
    amount = Decimal(value) * 100
    if amount != amount.to_integral_value():
        raise refuse(item, key, f"« {key} » est plus fin que le centime.")
    return int(amount)


def cents(item: Item, key: str) -> int:
    """An amount in millions of euros, exactly, in cents."""
    value = item.take(key)
    if value is None:
        raise refuse(item, key, f"« {key} » manque.")
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 <= value < 10**6:
        raise refuse(item, key, f"« {key} » doit être un montant en millions d’euros.")
    amount = Decimal(value) * CENTS_PER_MILLION
    if amount != amount.to_integral_value():
        raise refuse(item, key, f"« {key} » est plus fin que le centime.")
    return int(amount)


def texts(item: Item, key: str) -> list[str]:
    """A list of texts; a single text stands for a list of one."""
    value = item.take(key)
    if value is None:
        return []
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) and one.strip() for one in values):
        raise refuse(item, key, f"« {key} » doit être un texte ou une liste de textes.")
    return [one.strip() for one in values]


def items(item: Item, key: str) -> list[Item]:
    """A list of entries; empty when absent."""
    value = item.take(key)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, Item) for one in value):
        raise refuse(item, key, f"« {key} » doit être une liste d’entrées.")
    return list(value)


def day(item: Item, key: str) -> date | None:
    """A whole day, written AAAA-MM-JJ."""
    value = item.take(key)
    return value if value is None or type(value) is date else day_of(item, key, value)


def day_of(item: Item, key: str, written: Any) -> date:
    try:
        return date.fromisoformat(written)
    except (TypeError, ValueError):
        raise refuse(item, key, f"« {key} » doit être une date AAAA-MM-JJ.") from None


def known(item: Item, key: str, values: list[str], among: Mapping[str, Any], what: str) -> None:
    """Refuse a code that names nothing."""
    for value in values:
        if value not in among:
            raise refuse(item, key, f"{what} « {value} » n’est pas dans le fichier.")


def address(item: Item, key: str) -> str | None:
    value = text(item, key)
    if value is not None and not _ADDRESS.fullmatch(value):
        raise refuse(item, key, f"« {key} » doit être une adresse http ou https.")
    return value
