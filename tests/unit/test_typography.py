"""The typography check sees each slip, and leaves right text and what is typed as it is alone."""

from __future__ import annotations

import pytest

from tests.typography import slips

RIGHT = (
    "<p>L’accueil\u00a0: «\u00a0ouvert\u00a0»\u202f! À 9\u00a0h\u202f? Oui… "
    "https://x.example.org/?a=b a@example.org</p><code>l'x ; &quot;y&quot; : z</code>"
    "<p>suite\n   de la ligne</p>"
)


def test_right_text_passes() -> None:
    assert slips(RIGHT) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "l'accueil",
        'dit "oui"',
        "Oui !",
        "Oui!",
        "Pourquoi ?",
        "Un ; deux",
        "Lieu : Toulouse",
        "Lieu: Toulouse",
        "« ouvert\u00a0»",
        "«\u00a0ouvert »",
        "Attendez...",
    ],
)
def test_each_slip_is_told(wrong: str) -> None:
    assert slips(f"<p>{wrong}</p>")
    spoken = wrong.replace('"', "&quot;").replace("'", "&#39;")
    assert slips(f'<p><img alt="{spoken}"></p>')
