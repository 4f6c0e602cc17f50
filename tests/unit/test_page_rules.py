"""The rules of pages see what they are meant to see: each fault, put in a right page, is told."""

from __future__ import annotations

import pytest

from tests.page_rules import faults

RIGHT = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Agenda – Synergies</title>
<link rel="stylesheet" href="/static/a.css"><script src="/static/a.js"></script></head>
<body><main id="contenu"><h1>Agenda</h1>
<form method="post"><label for="nom">Nom</label>
<input id="nom" name="nom" aria-describedby="nom-aide">
<span id="nom-aide">Votre nom de famille</span>
<label>Ville <input name="ville"></label><input type="hidden" name="jeton" value="x">
<button type="submit">Enregistrer</button></form>
<p><img src="/static/a.png" alt="">Nous sommes là.</p><a href="#contenu">Haut</a></main>
</body></html>
"""

FAULTS = {
    "doctype": ("<!doctype html>", ""),
    "language": ('lang="fr"', 'lang="en"'),
    "no h1": ("<h1>Agenda</h1>", ""),
    "two h1": ("<h1>Agenda</h1>", "<h1>Agenda</h1><h1>Agenda</h1>"),
    "empty title": ("Agenda – Synergies", " – Synergies"),
    "title without the service": ("Agenda – Synergies", "Agenda"),
    "id twice": ("<span", '<span id="nom"></span><span'),
    "label of nothing": ('for="nom"', 'for="prenom"'),
    "unlabelled control": ('<label for="nom">Nom</label>', ""),
    "description that is not there": ('id="nom-aide"', 'id="aide"'),
    "fragment that is not there": ('href="#contenu"', 'href="#pied"'),
    "image without alt": (' alt=""', ""),
    "inline style": ("<p>", '<p style="color: red">'),
    "style sheet in the page": ("</head>", "<style>p { color: red }</style></head>"),
    "script in the page": ("</head>", "<script>alert(1)</script></head>"),
    "event handler": ("<button", '<button onclick="go()"'),
    "javascript address": ('href="#contenu"', 'href="javascript:go()"'),
    "another host": ("/static/a.css", "https://elsewhere.example.org/a.css"),
    "None in the text": ("Nous sommes là", "None"),
    "None in an attribute": ('name="ville"', 'name="ville" value="None"'),
    "template left over": ("Nous sommes là", "{{ nom }}"),
    "object left over": ("Nous sommes là", "&lt;app.events.models.Event object at 0x7f&gt;"),
    "button without a name": ("Enregistrer", ""),
    "two main": ("</main>", "</main><main></main>"),
    "unclosed element": ("</form>", ""),
}


def test_a_right_page_has_no_fault() -> None:
    assert faults(RIGHT) == ()


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_told(name: str) -> None:
    right, wrong = FAULTS[name]
    assert right in RIGHT
    assert faults(RIGHT.replace(right, wrong, 1))


def test_a_refused_form_says_so_in_its_title() -> None:
    assert faults(RIGHT, status=422)
    assert not faults(RIGHT.replace("<title>", "<title>Erreur : "), status=422)
