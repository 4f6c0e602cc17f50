"""Decisions and actions out of any list or table: nothing of the words is dropped."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.minutes.importing import ACTIONS, DECISIONS, Piece, pieces
from app.minutes.lines import day_of
from app.wordprocessing.reading import read_here

FILES = Path(__file__).parents[1] / "documents/texts"


def piece(name: str, place: str) -> Piece:
    read = read_here((FILES / name).read_bytes())
    sections = [{"title": one.title, "markdown": one.markdown} for one in read.sections]
    (found,) = [one for one in pieces(sections, []) if one.place == place]
    return found


def said(name: str) -> list[tuple[str, str | None, date | None]]:
    return [(one.what, one.owner, one.due_on) for one in piece(name, ACTIONS).actions]


def parsed(markdown: str, title: str = "Actions") -> Piece:
    return pieces([{"title": title, "markdown": markdown}], [])[0]


def test_titles_of_any_words_and_every_column() -> None:
    assert said("actions-table-autres-titres.docx") == [
        ("Relancer la CAF (Commentaire : avant le conseil)", "Mme Durand", date(2027, 1, 15)),
        (
            "Écrire au préfet (Commentaire : avec la DDETS) (échéance : fin mars)",
            "M. Petit",
            None,
        ),
    ]


def test_a_table_without_titles_keeps_its_first_row() -> None:
    assert said("actions-table-sans-entete.docx") == [
        ("Relancer la CAF – Mme Durand", None, date(2027, 1, 15)),
        ("Écrire au préfet – M. Petit", None, date(2027, 1, 20)),
    ]
    assert piece("decisions-table-sans-entete.docx", DECISIONS).decisions == (
        "Adopter le budget",
        "Reporter le calendrier",
    )


def test_headings_among_decisions_stay_with_them() -> None:
    assert piece("decisions-sous-titres.docx", DECISIONS).decisions == (
        "Logement : Ouvrir dix places.",
        "Emploi : Saisir la DDETS.",
    )


def test_days_as_people_write_them() -> None:
    assert [one[2] for one in said("actions-date-vendredi.docx")] == [
        date(2027, 1, 15),
        date(2027, 1, 15),
    ]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("vendredi 15 janvier 2027", date(2027, 1, 15)),
        ("Ven. 15 janv. 2027", date(2027, 1, 15)),
        ("avant le 1er mars 2027", date(2027, 3, 1)),
        ("au plus tard le lundi 2 août 2027", date(2027, 8, 2)),
        ("15/01/27", date(2027, 1, 15)),
        ("15.01.2027", date(2027, 1, 15)),
        ("2027-01-15", date(2027, 1, 15)),
        ("janvier 2027", date(2027, 1, 31)),
        ("fin février 2028", date(2028, 2, 29)),
        ("31/02/2027", None),
        ("jui 2027", None),
        ("bientôt", None),
        ("", None),
    ],
)
def test_dates(words: str, day: date | None) -> None:
    assert day_of(words) == day


@pytest.mark.parametrize("words", ["Néant", "Aucune décision n’a été prise.", "RAS", "Sans objet"])
def test_nothing_decided_is_no_decision(words: str) -> None:
    assert parsed(words, "Décisions").place != DECISIONS
    assert parsed(words, "Décisions").text == words


def test_a_month_alone_keeps_its_words() -> None:
    found = parsed("| Action | Pour quand |\n|---|---|\n| Écrire | janvier 2027 |").actions
    assert [(one.what, one.due_on) for one in found] == [
        ("Écrire (échéance : janvier 2027)", date(2027, 1, 31))
    ]


def test_what_announces_a_list_and_quotations_are_kept() -> None:
    found = parsed("Le groupe décide :\n\n- a\n- b\n\n> c", "Décisions").decisions
    assert found == ("Le groupe décide : a", "Le groupe décide : b", "Le groupe décide : c")
    assert parsed("## Seul", "Décisions").decisions == ("Seul",)
