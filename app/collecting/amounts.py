"""Amounts as people type them in spreadsheets, kept exactly, in cents."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from app.kernel.text import fold

# What a unit after the number is worth, in euros.
UNITS: Final = {
    "": 1,
    "€": 1,
    "eur": 1,
    "euro": 1,
    "euros": 1,
    "k€": 1_000,
    "ke": 1_000,
    "m€": 1_000_000,
    "me": 1_000_000,
    "million": 1_000_000,
    "millions": 1_000_000,
    "million d'euros": 1_000_000,
    "millions d'euros": 1_000_000,
}
MOST_CENTS: Final = 10**14
_AMOUNT: Final = re.compile(r"(?P<whole>\d[\d\s]*)(?:[.,](?P<part>\d{1,12}))?\s*(?P<unit>\D*)")


def cents_in(typed: str) -> int:
    """`18,4 M€`, `18 400 000`, `1250.50 €` in cents. Raises `ValueError`, with what to write."""
    text = fold(typed).replace("’", "'").strip()
    if text.startswith(("-", "\u2212")):
        raise ValueError("Un montant ne peut pas être négatif.")
    match = _AMOUNT.fullmatch(text)
    unit = " ".join(match["unit"].split()) if match else ""
    if match is None or unit not in UNITS:
        raise ValueError(f"« {typed[:40]} » : écrivez un montant en euros, par exemple 18 400 000.")
    whole = "".join(match["whole"].split())
    cents = Decimal(f"{whole}.{match['part'] or 0}") * UNITS[unit] * 100
    if cents != int(cents):
        raise ValueError("Deux chiffres au plus après la virgule : on compte au centime.")
    if cents > MOST_CENTS:
        raise ValueError("Ce montant est trop grand.")
    return int(cents)
