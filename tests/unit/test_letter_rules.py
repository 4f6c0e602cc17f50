"""The rules of mails see what they are meant to see."""

from __future__ import annotations

from typing import Any

import pytest

from tests import letter_rules
from tests.letter_rules import letter_faults

TEXT = "Bonjour, votre place est confirmée pour la journée.\n"
HTML = (
    '<!doctype html><html lang="fr"><head><title>x</title></head>'
    "<body><p>Bonjour, votre place est confirmée pour la journée.</p>{}</body></html>"
)


def told(
    monkeypatch: pytest.MonkeyPatch, text: str, html: str | None, subject: str = "Bonjour"
) -> list[str]:
    def render(*_: Any) -> tuple[str, str | None]:
        return text, html

    monkeypatch.setattr(letter_rules, "render_bodies", render)
    return letter_faults("registrations/confirmed", subject, {})


def test_a_right_mail_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    link = '<a href="https://x.example.org/a">Voir</a>'
    both = f"{TEXT}Voir : https://x.example.org/a\n"
    assert told(monkeypatch, both, HTML.format(link)) == []
    assert told(monkeypatch, TEXT, None) == []


@pytest.mark.parametrize(
    ("text", "html", "subject"),
    [
        ("Bonjour", None, "Bonjour"),
        (TEXT + "None", None, "Bonjour"),
        (TEXT + "<b>gras</b>", None, "Bonjour"),
        (TEXT, None, ""),
        (TEXT, None, "deux\nlignes"),
        (TEXT, HTML.format("<p>Atelier « Accueillir »</p>"), "Bonjour"),
        (TEXT + "Atelier « Accueillir »\n", HTML.format(""), "Bonjour"),
        (TEXT, HTML.format('<a href="https://x.example.org/a">Journée</a>'), "Bonjour"),
        (TEXT, HTML.format('<a href="/a">Voir</a>'), "Bonjour"),
        (TEXT, HTML.format("<script>go()</script>"), "Bonjour"),
        (TEXT, HTML.format("<p>l'accueil</p>"), "Bonjour"),
        (TEXT, HTML.format("<p>None</p>"), "Bonjour"),
        (TEXT, HTML.format("").replace('lang="fr"', ""), "Bonjour"),
    ],
)
def test_each_fault_is_told(
    monkeypatch: pytest.MonkeyPatch, text: str, html: str | None, subject: str
) -> None:
    assert told(monkeypatch, text, html, subject)
