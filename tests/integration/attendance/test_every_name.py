"""The papers of an event come out of its pages whatever the people on them are called."""

from __future__ import annotations

import random
import unicodedata

import pytest
from flask import Flask

from app.accounts.enums import Role
from tests import make
from tests.web import HouseClient

NAMES = [
    "Zoé 😀", "小明", "ⵜⵉⴼ", "ߒߞߏ", "தமிழ்", "\uf0b7", "\u200b", "W" * 100,
    "\U0010ffff", "e" + "\u0301" * 60,
    "𓀀", "\u202e", "<b>", "#image", "$x$", "*a* _b_", "@ref", "\\", "=", "//", "’", "العربية",
]  # fmt: skip


def odd_names(seed: int, count: int) -> list[str]:
    """Names out of every block of Unicode."""
    chance = random.Random(seed)  # noqa: S311  # repeatable, no secret
    found: list[str] = []
    while len(found) < count:
        block = chance.randrange(0, 0x320) * 256
        name = "".join(chr(block + chance.randrange(256)) for _ in range(chance.randrange(1, 12)))
        if not any(unicodedata.category(sign) in {"Cs", "Cc"} for sign in name):
            found.append(name)
    return found


@pytest.mark.budget(10)
@pytest.mark.parametrize("seed", [1])
def test_sheets_and_badges_come_out_whatever_people_are_called(
    app: Flask, client: HouseClient, seed: int
) -> None:
    event = make.event(slug="journee")
    for name in (*NAMES, *odd_names(seed, 60)):
        make.registration(event, first_name=name, last_name=name, organisation=name)
    client.sign_in(make.account(Role.STAFF))
    base = f"/gestion/evenements/{event.slug}"
    day = client.get(f"{base}/jour")
    for paper, data in {"emargement": {"blank": "2"}, "badges": {}}.items():
        answer = client.post(f"{base}/{paper}.pdf", data, page=day)
        assert answer.status_code == 200, paper
        assert answer.data.startswith(b"%PDF"), paper
        assert b"pdfuaid" in answer.data
