"""File names: short, plain, nothing hidden in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.names import LONGEST, clean_filename, extension_of


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("compte rendu.pdf", "compte rendu.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\Réunion du 3.odt", "Réunion du 3.odt"),
        ("re\u0301union.pdf", "réunion.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("  .cache.pdf", "cache.pdf"),
        (".pdf", "pdf"),
        ("", "document"),
        ("...", "document"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("question ?.pdf", "question _.pdf"),
    ],
)
def test_cleaned(typed: str, kept: str) -> None:
    assert clean_filename(typed) == kept


def test_long_names_keep_their_extension() -> None:
    name = clean_filename("é" * 500 + ".docx")
    assert len(name) == LONGEST
    assert extension_of(name) == ".docx"


@given(st.text(max_size=300))
def test_always_a_usable_name(typed: str) -> None:
    name = clean_filename(typed)
    assert 0 < len(name) <= LONGEST
    assert not set(name) & set('/\\\0\r\n"<>')
    assert not name.startswith(".")
    assert clean_filename(name) == name
