"""Columns and rows of the spreadsheets that people send."""

from __future__ import annotations

import pytest

from app.enrolment.matching import TITLES, match_columns, mode_of, read_row, split_name
from app.events.enums import PoolKind
from app.sheets.reading import Row
from app.sheets.titles import find_header


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (
            ["NOM", "Prénom", "E-mail", "Structure", "Présence"],
            {
                "last_name": 0,
                "first_name": 1,
                "email": 2,
                "organisation": 3,
                "attendance_mode": 4,
            },
        ),
        (["Nom et prénom", "Adresse mail"], {"full_name": 0, "email": 1}),
        (["Nom", "Courriel"], {"full_name": 0, "email": 1}),
        (["Prenom", "Nom", "Nom"], {"first_name": 0, "last_name": 1}),
        (["a", "b"], {}),
    ],
)
def test_titles_are_recognised(header: list[str], found: dict[str, int]) -> None:
    assert match_columns(header) == found


def test_the_header_may_stand_under_a_title() -> None:
    rows = [Row(1, ["Liste de la journée"]), Row(3, ["Nom", "Prénom"]), Row(4, ["A", "B"])]
    assert find_header(rows, TITLES) == 1


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("DUPONT Marie", ("Marie", "DUPONT")),
        ("Marie-Anne DE LA TOUR", ("Marie-Anne", "DE LA TOUR")),
        ("Dupont, Marie", ("Marie", "Dupont")),
        ("Marie Dupont", ("Marie", "Dupont")),
        ("Marie", ("Marie", "")),
        ("", ("", "")),
    ],
)
def test_whole_names_are_split(whole: str, parts: tuple[str, str]) -> None:
    assert split_name(whole) == parts


@pytest.mark.parametrize(
    ("typed", "mode"),
    [
        ("", PoolKind.ON_SITE),
        ("Présentiel", PoolKind.ON_SITE),
        ("sur place", PoolKind.ON_SITE),
        ("A DISTANCE", PoolKind.REMOTE),
        ("visio (Zoom)", PoolKind.REMOTE),
        ("sur place ou à distance", None),
        ("peut-être", None),
    ],
)
def test_ways_to_attend(typed: str, mode: PoolKind | None) -> None:
    assert mode_of(typed, PoolKind.ON_SITE) == mode


@pytest.mark.parametrize(
    "typed", ["a@example.org", "Ada <a@example.org>", "mailto:a@example.org", "a@example.org;"]
)
def test_addresses_are_taken_out_of_what_surrounds_them(typed: str) -> None:
    assert read_row(Row(1, [typed]), {"email": 0}).email == "a@example.org"
