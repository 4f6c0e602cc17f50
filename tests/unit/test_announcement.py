"""What the first start prints: a live link on a screen, never where it would be kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import Settings
from app.server.main import _announcement
from app.server.prepare import Prepared

LINK = "http://127.0.0.1:8000/connexion/secret-secret"


@pytest.mark.parametrize(("journal", "shown"), [(None, True), ("8:12345", False)])
def test_a_live_link_is_not_written_in_the_journal_of_the_machine(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    journal: str | None,
    shown: bool,
) -> None:
    if journal is None:
        monkeypatch.delenv("JOURNAL_STREAM", raising=False)
    else:
        monkeypatch.setenv("JOURNAL_STREAM", journal)
    settings = Settings(
        database_url="sqlite://", instance_path=tmp_path, secret_key="x" * 40, base_url="http://a"
    )
    _announcement(settings, Prepared(LINK, "admin@example.org"))()
    said = capsys.readouterr().out
    assert (LINK in said) is shown
    assert ("sign-in-link admin@example.org" in said) is not shown
