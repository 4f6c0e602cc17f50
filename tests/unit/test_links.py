"""Tokens: derived, never stored, different for each purpose and subject."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.kernel import links


@pytest.fixture(autouse=True)
def _own_key() -> Iterator[None]:
    kept = links._secret_key, links._build
    links.configure("a" * 40, lambda endpoint, values: f"https://x.example.org/{endpoint}")
    yield
    links._secret_key, links._build = kept


def test_a_token_is_always_the_same() -> None:
    assert links.derive_token("seat", "1") == links.derive_token("seat", "1")


def test_a_token_tells_purpose_and_subject_apart() -> None:
    tokens = {
        links.derive_token("seat", "1"),
        links.derive_token("feed", "1"),
        links.derive_token("seat", "2"),
        links.derive_token("seat", "11"),
    }
    assert len(tokens) == 4


def test_a_token_holds_128_bits_and_fits_in_an_address() -> None:
    token = links.derive_token("seat", "1")
    assert len(token) * 6 >= 128
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


def test_another_key_gives_another_token() -> None:
    first = links.derive_token("seat", "1")
    links.configure("b" * 40, lambda endpoint, values: "")
    assert links.derive_token("seat", "1") != first


def test_only_a_hash_is_kept() -> None:
    token = links.derive_token("seat", "1")
    assert token not in links.token_hash(token)
    assert len(links.token_hash(token)) == 64


def test_without_a_key_nothing_is_derived() -> None:
    links._secret_key, links._build = "", None
    with pytest.raises(RuntimeError):
        links.derive_token("seat", "1")
    with pytest.raises(RuntimeError):
        links.url("home.index")
