"""Templates are typed with ordinary spaces and read with French ones."""

from __future__ import annotations

import pytest
from jinja2 import Environment

from app.web.typography import FrenchSpaces, spaced

N, W = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("<p>Oui !</p>", f"<p>Oui{N}!</p>"),
        ("<p>{{ x }} : oui</p>", f"<p>1{W}: oui</p>"),
        ("<p>Lieu : {{ x }}</p>", f"<p>Lieu{W}: 1</p>"),
        ("<p>« {{ x }} »</p>", f"<p>«{N}1{N}»</p>"),
        ("<dt>Date :</dt>", f"<dt>Date{W}:</dt>"),
        (
            '<a href="/a?b={{ x }} ;" title="Oui ?">Oui ?</a>',
            f'<a href="/a?b=1 ;" title="Oui{N}?">Oui{N}?</a>',
        ),
        ("<code>a ; b</code> ; c", f"<code>a ; b</code>{N}; c"),
        ("<pre>{{ x }} : a\n</pre>", "<pre>1 : a\n</pre>"),
        ('{{ "Oui !" }}', f"Oui{N}!"),
        ("{# Non ! #}a < b ; c", f"a < b{N}; c"),
        ("http://x.example.org/?a=b;c", "http://x.example.org/?a=b;c"),
    ],
)
def test_spaces(typed: str, read: str) -> None:
    environment = Environment(extensions=[FrenchSpaces], autoescape=True)
    assert environment.from_string(typed).render(x=1) == read


def test_twice_changes_nothing() -> None:
    once = spaced("« Oui ! » : non ?")
    assert spaced(once) == once
