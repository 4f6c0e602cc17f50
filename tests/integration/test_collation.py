"""Names sort and are found alike on both engines, whatever their accents."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import String, bindparam, cast, column, literal, null, select
from sqlalchemy import text as sql

from app.kernel.collation import LIGATURES, RANGES, has_words, sort_key, sort_text
from app.kernel.db import db
from app.kernel.text import fold

IN_ORDER = (
    "Accès aux droits",
    "à domicile",
    "Éclairer",
    "école",
    "École de la rue",
    "ECOLE et famille",
    "Énergie",
    "Énergies",
    "Logement",
    "L’Ariège",
    "œuvres",
    "Ǎlba",
    "Vie rurale",
    "Zut",
)


def key_in_database(text: str) -> str | None:
    return db.session.scalar(select(sort_key(cast(literal(text), String))))


def test_names_sort_as_one_looks_them_up(app: Flask) -> None:
    expected = sorted(IN_ORDER, key=fold)
    assert expected.index("École de la rue") < expected.index("Vie rurale")
    mixed = [*IN_ORDER[1::2], *IN_ORDER[::2]]
    rows = " UNION ALL ".join(f"SELECT :n{number} AS name" for number in range(len(mixed)))
    names = (
        sql(rows)
        .bindparams(*(bindparam(f"n{i}", one, type_=String) for i, one in enumerate(mixed)))
        .columns(column("name", String))
        .subquery()
    )
    found = db.session.scalars(select(names.c.name).order_by(sort_key(names.c.name))).all()
    assert found == expected


def test_every_sign_has_one_key_whichever_the_engine(app: Flask) -> None:
    signs = [chr(code) for first, last in RANGES for code in range(first, last + 1)]
    text = "".join(signs)
    assert key_in_database(text) == sort_text(text)
    for sign in (*LIGATURES, *"éÉçÇñÑžŽȘ’ "):
        assert sort_text(sign) == fold(sign), sign


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30))
def test_any_text_has_one_key_whichever_the_engine(app: Flask, text: str) -> None:
    assert key_in_database(text) == sort_text(text)


def test_nothing_stays_nothing(app: Flask) -> None:
    assert db.session.scalar(select(sort_key(cast(null(), String)))) is None
    assert sort_text(None) is None


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("ECOLE", True),
        ("école", True),
        ("oeuvre", True),
        ("%", False),
        ("_", False),
        ("ruelle", False),
    ],
)
def test_words_are_found_whatever_their_accents(app: Flask, words: str, there: bool) -> None:
    name = cast(literal("L’École des Œuvres"), String)
    assert bool(db.session.scalar(select(has_words(name, words)))) is there
