"""Forms are filled in as people can: what the page offers is sent, the rest is refused."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from tests.filling import NotOnThePage, fill
from tests.rendered import Form, page_of

PAGE = """<!doctype html><title>T</title><main><h1>Écrire <em>ici</em></h1>
<p><a href="/agenda?page=2">La <b>suite</b></a></p>
<form method="post" action="/ecrire" id="f">
<input type="hidden" name="csrf_token" value="jeton"><input type="hidden" name="version" value="3">
<label for="title">Titre</label><input id="title" name="title" required>
<textarea name="body">
Un début
sur deux lignes</textarea>
<input type="radio" name="mode" value="room" checked><input type="radio" name="mode" value="away">
<input type="checkbox" name="day" value="1" checked><input type="checkbox" name="day" value="2">
<input type="checkbox" name="agreed" value="y">
<select name="place"><option value="">Aucun<option value="31" selected>Toulouse
<option value="34" disabled>Montpellier</select>
<input name="closed" value="x" disabled><fieldset disabled><input name="shut"></fieldset>
<input name="guests-0-name"><template id="r"><input name="steps-__n__-text"></template>
<button type="submit" name="act" value="save">Enregistrer</button>
<button type="submit" name="act" value="send">Envoyer</button>
<button type="button" name="act" value="none">Rien</button>
</form>
<input name="late" form="f" value="dehors">
<form method="post" action="/joindre" enctype="multipart/form-data"><input type="file" name="file">
<input name="people-0-name"><button name="more" value="yes">Ajouter</button><button>Joindre</button>
</form></main>"""


def form(place: int = 0) -> Form:
    return page_of(PAGE, "/").forms[place]


def sent(data: dict[str, Any], place: int = 0, **more: Any) -> list[tuple[str, Any]]:
    return fill(form(place), data, **more)


def test_what_is_not_typed_is_sent_as_the_page_has_it() -> None:
    assert sent({"title": "Bonjour"}) == [
        ("csrf_token", "jeton"),
        ("version", "3"),
        ("title", "Bonjour"),
        ("body", "Un début\r\nsur deux lignes"),
        ("mode", "room"),
        ("day", "1"),
        ("place", "31"),
        ("guests-0-name", ""),
        ("late", "dehors"),
        ("act", "save"),
    ]


def test_answers_replace_what_was_there() -> None:
    got = sent(
        {"title": "x", "day": [1, 2], "mode": "away", "place": "", "agreed": True, "act": "send"}
    )
    assert {("day", "1"), ("day", "2"), ("mode", "away"), ("place", ""), ("agreed", "y")} <= {*got}
    assert got[-1] == ("act", "send")
    assert ("day", "1") not in sent({"title": "x", "day": []})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"title": "x", "repeat": "once"}, "no field 'repeat'"),
        ({"title": "x", "mode": "none"}, "does not offer 'none'"),
        ({"title": "x", "place": "34"}, "does not offer '34'"),
        ({"title": "x", "place": "09"}, "does not offer '09'"),
        ({"title": "x", "mode": ["room", "away"]}, "takes one answer"),
        ({"title": "x", "version": "2"}, "holds"),
        ({"title": "x", "closed": "y"}, "disabled"),
        ({"title": "x", "shut": "y"}, "disabled"),
        ({"title": "x\ny"}, "one line"),
        ({"title": (BytesIO(b"x"), "x.txt")}, "takes no file"),
        ({"title": "x", "act": "none"}, "no button"),
        ({"title": "x", "guests-1-name": "y"}, "no field 'guests-1-name'"),
        ({}, "'title' is required"),
    ],
)
def test_what_nobody_could_send_is_refused(data: dict[str, Any], words: str) -> None:
    with pytest.raises(NotOnThePage, match=words):
        sent(data)


def test_a_required_answer_may_be_left_empty_on_purpose() -> None:
    assert ("title", "") in sent({"title": ""})
    assert ("title", "") in sent({}, blank=True)


def test_a_button_may_send_whatever_the_answers() -> None:
    page = PAGE.replace('value="send">', 'value="send" formnovalidate>')
    form = page_of(page, "/").forms[0]
    assert ("title", "") in fill(form, {"act": "send"})
    with pytest.raises(NotOnThePage):
        fill(form, {"act": "save"})


def test_rows_grow_where_the_page_can_add_some() -> None:
    assert ("steps-7-text", "Relire") in sent({"title": "x", "steps-7-text": "Relire"})
    grown = sent({"people-3-name": "Ada"}, 1, button="Joindre")
    assert ("people-3-name", "Ada") in grown
    assert ("more", "yes") not in grown
    assert ("more", "yes") in sent({"more": "yes"}, 1)


def test_a_file_goes_with_its_name_and_none_as_browsers_say_it() -> None:
    (empty,) = [value for name, value in sent({}, 1) if name == "file"]
    assert empty.filename == ""
    chosen = (BytesIO(b"x"), "x.txt")
    assert ("file", chosen) in sent({"file": chosen}, 1)


def test_a_page_says_its_links_and_its_headings() -> None:
    page = page_of(PAGE, "/")
    (link,) = page.links
    assert (link.address, link.text, link.in_main) == ("/agenda?page=2", "La suite", True)
    assert (page.heading, page.labels["title"]) == ("Écrire ici", "Titre")
