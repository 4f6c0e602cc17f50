"""The lists that partners send, by the form: what is read, what is said of what is not."""

from __future__ import annotations

import io
import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app.accounts.enums import Role
from app.events.models import Event
from app.kernel.db import db, transaction
from app.questions.enums import QuestionKind
from app.questions.models import EventQuestion, FormOptions, GivenAnswer
from app.registrations.models import Registration
from tests import make
from tests.registering import register
from tests.web import HouseClient

FILES = Path(__file__).parents[2] / "documents/sheets"


@pytest.fixture
def team(client: HouseClient) -> HouseClient:
    client.sign_in(make.account(Role.STAFF))
    return client


def preview(team: HouseClient, content: bytes, name: str, **more: str) -> str:
    path = f"/gestion/evenements/{make.event(on_site=9).slug}/inscriptions/import"
    assert 'name="page"' in team.get(path).text
    data = {"sheet": (io.BytesIO(content), name), "attendance_mode": "on_site", **more}
    answer = team.post(path, data=data)
    if answer.status_code != 303:
        return _words(answer.text)
    return _words(team.get(answer.location).text)


def _words(page: str) -> str:
    text = unescape(re.sub(r"<[^>]+>", " ", page))
    return re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("\u00a0", " "))


def test_addresses_are_read_whatever_their_title(team: HouseClient) -> None:
    content = (FILES / "adresse-de-messagerie.csv").read_bytes()
    page = preview(team, content, "liste.csv")
    assert "anne.roux@example.org" in page
    assert "Sans adresse" not in page
    page = preview(team, content.replace(b"Adresse de messagerie", b"Contact"), "liste.csv")
    assert "La colonne « Contact » contient des adresses : elle est lue comme telle." in page
    assert "Sans adresse" not in page


def test_a_column_of_addresses_that_is_not_read_is_said(team: HouseClient) -> None:
    event = make.event(on_site=9)
    path = f"/gestion/evenements/{event.slug}/inscriptions/import"
    content = (FILES / "adresse-de-messagerie.csv").read_bytes()
    data = {"sheet": (io.BytesIO(content), "liste.csv"), "attendance_mode": "on_site"}
    shown = team.post(path, data=data).location
    team.get(shown)
    team.post(shown, data={"first_name": "0", "last_name": "1", "email": ""})
    page = _words(team.get(shown).text)
    assert (
        "Aucune adresse n’est lue, mais la colonne « Adresse de messagerie » en contient." in page
    )


def test_the_sheet_is_named_and_another_can_be_chosen(team: HouseClient) -> None:
    content = (FILES / "import-deux-feuilles.xlsx").read_bytes()
    page = preview(team, content, "liste.xlsx")
    assert "La feuille « Matin » est lue ; « Après-midi » n’est pas lue." in page
    assert "p01.f@example.org" in page
    page = preview(team, content, "liste.xlsx", page="Après-midi")
    assert "p11.f@example.org" in page
    assert "p01.f@example.org" not in page
    page = preview(team, content, "liste.xlsx", page="Soir")
    assert "n’a pas de feuille « Soir » : ses feuilles sont « Matin » et « Après-midi »." in page


def test_nobody_is_lost_without_titles(team: HouseClient) -> None:
    event = make.event(on_site=9)
    path = f"/gestion/evenements/{event.slug}/inscriptions/import"
    content = (FILES / "import-sans-titres.csv").read_bytes()
    data = {"sheet": (io.BytesIO(content), "liste.csv"), "attendance_mode": "on_site"}
    shown = team.post(path, data=data).location
    assert "Aucune ligne ne porte de titres" in _words(team.get(shown).text)
    team.post(shown, data={"first_name": "0", "last_name": "1", "email": "2"})
    assert "Inscrire 2 personnes" in _words(team.get(shown).text)


def test_merged_and_hidden_rows(team: HouseClient) -> None:
    page = preview(team, (FILES / "import-fusionnees.xlsx").read_bytes(), "liste.xlsx")
    assert page.count("CCAS de Fictiville") == 3
    assert "La ligne masquée 7 n’est pas lue." in page
    # The total at its foot is nobody.
    assert "« 5 » n’est pas un nom." in page
    assert "Inscrire 3 personnes" in page


CHOICES = ["A", "B", "C; D", "E et F"]
KINDS = (
    (QuestionKind.NUMBER, "Combien ?", ["1234567.5"]),
    (QuestionKind.DATE, "Quel jour ?", ["2026-12-01"]),
    (QuestionKind.SEVERAL, "Quels repas ?", ["A", "C; D", "E et F"]),
    (QuestionKind.TEXT, "Téléphone ?", ["+33 6 12 34 56 78"]),
    (QuestionKind.TEXT, "Une formule ?", ["=1+1"]),
)


def _asking(event: Event) -> dict[str, int]:
    """The questions of an event by their label."""
    with transaction():
        asked = [
            EventQuestion(
                event_id=event.id,
                kind=kind,
                label=label,
                choices=CHOICES if kind is QuestionKind.SEVERAL else [],
                purpose="Préparer",
                erase_on=date(2099, 1, 1),
            )
            for kind, label, _ in KINDS
        ]
        db.session.add_all([FormOptions(event_id=event.id), *asked])
    return {question.label: question.id for question in asked}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_list_of_ours_comes_back_as_it_went(team: HouseClient, kind: str) -> None:
    event, other = make.event(on_site=9), make.event(on_site=9)
    asked, there = _asking(event), _asking(other)
    person = register(event, "a@example.org", first_name="-", last_name="=Exemple")
    number = person.registration.id
    with transaction():
        for _, label, values in KINDS:
            db.session.add(
                GivenAnswer(registration_id=number, question_id=asked[label], values=values)
            )
    wanted = {"format": kind, "purpose": "Essai", "answers": [str(one) for one in asked.values()]}
    file = team.post(f"/gestion/evenements/{event.slug}/inscriptions/fichier", data=wanted)
    assert file.status_code == 200
    if kind != "csv":
        page = CalamineWorkbook.from_filelike(io.BytesIO(file.data)).get_sheet_by_index(0)
        row = page.to_python()[1]
        assert 1234567.5 in row
        assert date(2026, 12, 1) in row
        assert "A\nC; D\nE et F" in row
    path = f"/gestion/evenements/{other.slug}/inscriptions/import"
    data = {"sheet": (io.BytesIO(file.data), f"liste.{kind}"), "attendance_mode": "on_site"}
    shown = team.post(path, data=data).location
    assert "Inscrire 1 personne" in _words(team.get(shown).text)
    team.post(f"{shown}/inscrire")
    again = db.session.scalars(select(Registration).where(Registration.event_id == other.id)).one()
    assert (again.first_name, again.last_name) == ("-", "=Exemple")
    given = db.session.scalars(select(GivenAnswer).where(GivenAnswer.registration_id == again.id))
    assert {one.question_id: one.values for one in given} == {
        there[label]: values for _, label, values in KINDS
    }
