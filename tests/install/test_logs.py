"""Logs carry no secret link, no query and no address of a person."""

from __future__ import annotations

import logging

import pytest

from app.server.log import MaskingFormatter, masked_path, masked_text

TOKEN = "Zm9vYmFyLWJhei1xdXV4LXRoaXM"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/", "/"),
        ("/evenements/journee-sante-mentale-2023/inscription", None),
        ("/propositions/P-2026-014", None),
        (f"/inscriptions/{TOKEN}", "/inscriptions/…"),
        ("/inscriptions/short/annuler", "/inscriptions/…/annuler"),
        (f"/calendriers/{TOKEN}.ics", "/calendriers/…"),
        (f"/connexion/{TOKEN}", "/connexion/…"),
        (f"/somewhere/new/{TOKEN}/certificat", "/somewhere/new/…/certificat"),
        ("/d/0123456789abcdef0123456789abcdef", "/d/…"),
        ("/agenda?q=secret", "/agenda"),
        ("/a\nb", r"/a\nb"),
    ],
)
def test_a_path_is_shown_without_its_secrets(path: str, shown: str | None) -> None:
    assert masked_path(path) == (path if shown is None else shown)


def test_a_message_is_shown_without_people() -> None:
    text = f"no seat for ana@example.org on /inscriptions/{TOKEN}?from=mail"
    assert masked_text(text) == "no seat for … on /inscriptions/…"


@pytest.mark.parametrize("name", ["PendingRollbackError", "NoReferencedTableError", "ValueError"])
def test_the_name_of_an_exception_is_no_secret(name: str) -> None:
    assert masked_text(f"error 1a2b3c4d: {name} at app/x.py:711").count(name) == 1


def test_no_machine_is_named() -> None:
    assert masked_text("Invalid request from ip=203.0.113.7: no") == "Invalid request from ip=… no"


def test_a_traceback_is_masked_as_well() -> None:
    error = ValueError(f"ana@example.org {TOKEN}")
    record = logging.LogRecord(
        "app", logging.ERROR, __file__, 1, "failed", None, (ValueError, error, None)
    )
    shown = MaskingFormatter().format(record)
    assert "ValueError: … …" in shown
    assert TOKEN not in shown
