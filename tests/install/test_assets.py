"""What `make setup` installs is served compressed, and nothing of the State's without its brand."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "app/static/vendor"
SHEET = "/static/vendor/dsfr/dsfr.css"


def test_the_assets_are_small() -> None:
    files = [path for path in VENDOR.rglob("*") if path.is_file()]
    assert files, "run `make setup` first"
    # No page asks for the fonts of papers: they weigh on the disk alone.
    fonts = [path for path in files if path.parent.name == "fonts"]
    assert sum(path.stat().st_size for path in files if path not in fonts) < 2_000_000
    assert sum(path.stat().st_size for path in fonts) < 15_000_000


def test_the_common_sheet_asks_nothing_of_another_machine_and_declares_no_typeface() -> None:
    text = (VENDOR / "dsfr/dsfr.css").read_text("utf-8")
    assert "@font-face" not in text
    assert "url(http" not in text
    assert "Marianne" not in text
    assert "Spectral" not in text


def test_a_sheet_is_compressed_where_the_browser_takes_it(app: Flask) -> None:
    client = app.test_client()
    plain = client.get(SHEET)
    small = client.get(SHEET, headers={"Accept-Encoding": "gzip, br"})
    assert plain.headers.get("Content-Encoding") is None
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) < len(plain.data) / 3
    assert small.mimetype == "text/css"
    assert "max-age=31536000" in small.headers["Cache-Control"]
    assert small.headers["X-Content-Type-Options"] == "nosniff"


def test_a_sheet_that_has_not_changed_is_not_sent_again(app: Flask) -> None:
    client = app.test_client()
    for encoding in ("gzip", "identity"):
        first = client.get(SHEET, headers={"Accept-Encoding": encoding})
        again = client.get(
            SHEET, headers={"Accept-Encoding": encoding, "If-None-Match": first.headers["ETag"]}
        )
        assert again.status_code == 304
        assert again.data == b""


@pytest.mark.parametrize(
    "path",
    ["/static/../config.py", "/static/%2e%2e/config.py", "/static/none.css", "/static/vendor"],
)
def test_nothing_else_is_served(app: Flask, path: str) -> None:
    assert app.test_client().get(path, headers={"Accept-Encoding": "gzip"}).status_code == 404


def test_typefaces_are_sent_as_they_are(app: Flask) -> None:
    (font,) = VENDOR.glob("public-sans/*.woff2")
    answer = app.test_client().get(
        f"/static/vendor/public-sans/{font.name}", headers={"Accept-Encoding": "gzip"}
    )
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
    answer.close()
