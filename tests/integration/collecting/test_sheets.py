"""Figures come in from a spreadsheet: read, shown cell by cell, imported once, nothing lost."""

from __future__ import annotations

import io
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.enums import Role
from app.collecting.enums import LineState
from app.collecting.models import FigureSheet
from app.collecting.services import forget_figure_sheets, preview
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.reference.models import Department, Source
from app.strategy.enums import Origin
from app.strategy.models import Dispositif, Figure, FundingLine
from app.strategy.queries import figures, funding, history
from app.strategy.services.facts import save_funding_total
from app.strategy.wording import said
from tests import make
from tests.messy import as_csv, as_ods, as_xlsx
from tests.web import HouseClient

HEADER = ["Mesure", "Exercice", "Département", "Valeur", "Indicateur", "Source", "Arrêté au"]
IMPORT = "/gestion/chiffres/import"


@pytest.fixture
def one(app: Flask) -> Dispositif:
    with transaction():
        db.session.add(Department(code="09", name="Ariège"))
        db.session.add(Source(code="RAPPORT", label="Rapport fictif de l’année"))
    return make.dispositif(name="Écoute à l’école (fictif)", acronym="ÉÀÉ")


@pytest.fixture
def team(client: HouseClient) -> HouseClient:
    client.sign_in(make.account(Role.STAFF))
    return client


def read(client: HouseClient, rows: list[list[Any]], **form: Any) -> str:
    data = {"sheet": (io.BytesIO(as_csv(rows)), "c.csv"), **form}
    answer = client.post(IMPORT, data=data)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


def lines(address: str) -> list[Any]:
    db.session.expire_all()
    return preview(db.session.get_one(FigureSheet, int(address.rsplit("/", 1)[1])))


def seen(client: HouseClient, address: str) -> str:
    page = client.get(address).get_data(as_text=True)
    return page.split('name="seen" value="')[1].split('"')[0]


def run(client: HouseClient, address: str) -> None:
    form = {"seen": seen(client, address)}
    assert client.post(f"{address}/importer", data=form).status_code == 303


@pytest.mark.parametrize(
    ("make_file", "name"),
    [(as_csv, "c.csv"), (as_xlsx, "c.xlsx"), (as_ods, "c.ods")],
    ids=["csv", "xlsx", "ods"],
)
def test_a_sheet_as_people_write_them(
    team: HouseClient, one: Dispositif, make_file: Any, name: str
) -> None:
    rows = [
        ["Chiffres (fictifs)"],
        HEADER,
        [
            "ecoute a l'ecole (FICTIF)",
            "2025",
            "",
            "plus de 6 000",
            "jeunes",
            "rapport",
            "31/12/2025",
        ],
        ["éàé", "2025", "9", "41", "jeunes", "Rapport fictif de l'année", date(2025, 12, 31)],
        ["éàé", "2025", "Ariège (09)", "12", "ateliers", "RAPPORT", ""],
        ["éàé", "2025", "", "", "familles", "", ""],
    ]
    data = {"sheet": (io.BytesIO(make_file(rows)), name)}
    address = team.post(IMPORT, data=data).headers["Location"]
    page = unescape(team.get(address).get_data(as_text=True))
    assert "Rien n’est encore importé" in page
    assert "Importer 3\u00a0chiffres" in page
    assert "1\u00a0ligne sans nombre" in page
    assert not figures()
    run(team, address)
    found = {(f.unit, f.department_code): f for f in figures(year=2025)}
    assert set(found) == {("jeunes", None), ("jeunes", "09"), ("ateliers", "09")}
    first = found["jeunes", None]
    assert (first.value, first.qualifier, first.source_codes) == (6000, "plus de", ["RAPPORT"])
    assert (first.stated_on, first.origin) == (date(2025, 12, 31), Origin.SHEET)
    assert found["jeunes", "09"].stated_on == date(2025, 12, 31)
    # Done twice it is done once.
    assert team.forge(f"{address}/importer", data={"seen": ""}).status_code == 303
    assert len(figures()) == 3
    assert "Ajoutés\u00a0: 3" in unescape(team.get(address).get_data(as_text=True))


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (["Inconnu", "2025", "", "1", "x", "RAPPORT"], "dispositif", "n’est pas un dispositif"),
        (["", "2025", "", "1", "x", "RAPPORT"], "dispositif", "Nommez le dispositif"),
        (["ÉÀÉ", "hier", "", "1", "x", "RAPPORT"], "year", "n’est pas une année"),
        (["ÉÀÉ", "", "", "1", "x", "RAPPORT"], "year", "Indiquez l’année."),
        (["ÉÀÉ", "2025", "75", "1", "x", "RAPPORT"], "place", "ni un département d’Occitanie"),
        (["ÉÀÉ", "2025", "", "-3", "x", "RAPPORT"], "value", "négatif"),
        (["ÉÀÉ", "2025", "", "1,5", "x", "RAPPORT"], "value", "nombre entier"),
        (["ÉÀÉ", "2025", "", "9" * 20, "x", "RAPPORT"], "value", "trop grand"),
        (["ÉÀÉ", "2025", "", "beaucoup", "x", "RAPPORT"], "value", "nombre entier"),
        (["ÉÀÉ", "2025", "", "1", "", "RAPPORT"], "unit", "Dites ce que ce nombre compte."),
        (["ÉÀÉ", "2025", "", "1", "x", ""], "source", "Dites d’où vient ce chiffre."),
        (["ÉÀÉ", "2025", "", "1", "x", "On m’a dit"], "source", "n’est pas une source décrite"),
        (["ÉÀÉ", "2025", "", "1", "x", "RAPPORT", "31/02/2025"], "stated_on", "n’est pas une date"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell(
    team: HouseClient, one: Dispositif, row: list[str], column: str, said: str
) -> None:
    address = read(team, [HEADER, row, ["ÉÀÉ", "2025", "", "5", "bons", "RAPPORT"]])
    wrong, good = lines(address)
    assert (wrong.state, good.state) == (LineState.WRONG, LineState.NEW)
    assert said in wrong.cells.errors[column]
    page = unescape(team.get(address).get_data(as_text=True))
    assert said.replace(" :", "\u00a0:") in page
    run(team, address)
    (stated,) = figures()
    assert stated.unit == "bons"
    # Nothing is lost: the row as it came, with the reason.
    rest = team.post(f"{address}/reste.csv")
    text = rest.get_data().decode("utf-8-sig")
    assert said in text
    assert row[3] in text
    assert "bons" not in text


def test_a_figure_that_stood_is_superseded_and_says_so_before(
    team: HouseClient, one: Dispositif
) -> None:
    row = ["ÉÀÉ", "2025", "", "41", "jeunes", "RAPPORT"]
    run(team, read(team, [HEADER, row]))
    same, other = read(team, [HEADER, row]), read(team, [HEADER, [*row[:3], "43", *row[4:]]])
    assert [line.state for line in lines(same)] == [LineState.SAME]
    page = unescape(team.get(other).get_data(as_text=True))
    assert "En vigueur\u00a0: 41\u00a0jeunes" in page
    run(team, other)
    (stands,) = figures()
    assert stands.value == 43
    assert [said(version.statement) for version in history(stands)] == [
        "43\u00a0jeunes",
        "41\u00a0jeunes",
    ]


def test_nothing_is_imported_over_what_changed_since_it_was_read(
    team: HouseClient, one: Dispositif
) -> None:
    row = ["ÉÀÉ", "2025", "", "41", "jeunes", "RAPPORT"]
    mine, theirs = read(team, [HEADER, row]), read(team, [HEADER, [*row[:3], "40", *row[4:]]])
    before = seen(team, mine)
    run(team, theirs)
    late = team.forge(f"{mine}/importer", data={"seen": before})
    assert late.status_code == 409
    assert "relisez" in late.get_data(as_text=True)
    assert [figure.value for figure in figures()] == [40]
    run(team, mine)
    assert [figure.value for figure in figures()] == [41]


def test_two_rows_of_one_figure_and_rows_that_rely_on_the_form(
    team: HouseClient, one: Dispositif
) -> None:
    rows = [
        ["Dispositif", "Nombre", "Unité"],
        ["ÉÀÉ", "3", "jeunes"],
        ["ÉÀÉ", "4", "Jeunes"],
        ["", "", ""],
    ]
    address = read(team, rows, year="2024", source="RAPPORT")
    first, double = lines(address)
    assert (first.state, double.state) == (LineState.NEW, LineState.DOUBLE)
    assert double.note == "Le même chiffre qu’à la ligne 2."
    run(team, address)
    (stated,) = figures(year=2024)
    assert (stated.value, stated.source_codes) == (3, ["RAPPORT"])


def test_columns_are_chosen_by_hand(team: HouseClient, one: Dispositif) -> None:
    address = read(team, [["A", "B", "C"], ["ÉÀÉ", "3", "jeunes"]], year="2024", source="RAPPORT")
    (line,) = lines(address)
    assert line.state is LineState.EMPTY
    chosen = {"dispositif": "0", "value": "1", "unit": "2"}
    assert team.post(address, data=chosen).status_code == 303
    (line,) = lines(address)
    assert line.state is LineState.NEW
    assert team.forge(address, data={"value": "99"}).status_code == 422


def test_an_axis_and_a_framework_have_figures_too(team: HouseClient, one: Dispositif) -> None:
    code = one.slug.replace("dispositif-", "C")
    rows = [
        ["Cadre", "Axe", "Dispositif", "Année", "Nombre", "Unité"],
        [code, "Axe 1", "", "2025", "7", "projets"],
        [code, "", "", "2025", "9", "projets"],
        [code, "8", "", "2025", "9", "projets"],
        [code, "2", one.name, "2025", "9", "projets"],
        ["AUTRE", "", "", "2025", "9", "projets"],
    ]
    address = read(team, rows, source="RAPPORT")
    assert [line.state for line in lines(address)] == [LineState.NEW] * 2 + [LineState.WRONG] * 3
    run(team, address)
    assert sorted((f.axis_id is None, f.value) for f in figures()) == [(False, 7), (True, 9)]
    slug = code.replace("C", "cadre-")
    assert "<strong>9</strong> projets, 2025" in team.get(f"/strategie/{slug}").get_data(
        as_text=True
    )
    axis = team.get(f"/strategie/{slug}/axes/1").get_data(as_text=True)
    assert "<strong>7</strong> projets, 2025" in axis


def test_figures_of_a_department_are_on_the_page_of_the_axis(
    team: HouseClient, one: Dispositif
) -> None:
    run(team, read(team, [HEADER, ["ÉÀÉ", "2025", "9", "41", "jeunes", "RAPPORT"]]))
    slug = one.slug.replace("dispositif-", "cadre-")
    page = unescape(team.get(f"/strategie/{slug}/axes/1").get_data(as_text=True))
    assert "1\u00a0chiffre par territoire" in page
    assert "jeunes, 2025, Ariège (09)" in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Choisissez un fichier"),
        (b"Dispositif;Nombre", "aucune ligne sous ses titres"),
        (b"%PDF-1.7", "n’est pas un tableau"),
        (b"PK\x03\x04abc", "est abîmé"),
    ],
)
def test_a_file_that_is_no_sheet(team: HouseClient, content: bytes, said: str) -> None:
    form = {"sheet": (io.BytesIO(content), "c.csv" if content else ""), "year": "2024"}
    answer = team.post(IMPORT, data=form)
    assert answer.status_code == 422
    assert said in unescape(answer.get_data(as_text=True))
    assert 'value="2024"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("extension", ["csv", "xlsx", "ods"])
def test_what_is_exported_comes_back_without_a_change(site: HouseClient, extension: str) -> None:
    site.sign_in(make.account(Role.STAFF))
    sheet = site.get(f"/gestion/chiffres/tableau.{extension}?annee=2023").get_data()
    data = {"sheet": (io.BytesIO(sheet), f"c.{extension}")}
    address = site.post(IMPORT, data=data).headers["Location"]
    states = [line.state for line in lines(address)]
    stated = db.session.scalar(select(func.count()).select_from(Figure))
    amounts = db.session.scalar(select(func.count()).select_from(FundingLine))
    assert (stated, amounts) == (5, 6)
    assert states.count(LineState.SAME) == 5 + 6
    dispositifs = db.session.scalar(select(func.count()).select_from(Dispositif)) or 0
    assert states.count(LineState.EMPTY) == dispositifs - 5
    assert len(states) == dispositifs + 6


def test_a_sheet_left_for_later_is_found_again(team: HouseClient, one: Dispositif) -> None:
    good = ["ÉÀÉ", "2025", "", "41", "jeunes", "RAPPORT"]
    address = read(team, [HEADER, good, [*good[:3], "douze", *good[4:]]])
    page = unescape(team.get("/gestion/chiffres").get_data(as_text=True))
    assert f'href="{address}"' in page
    assert "À vérifier" in page
    run(team, address)
    page = unescape(team.get("/gestion/chiffres").get_data(as_text=True))
    assert "Importé en partie" in page
    assert "1\u00a0ligne à corriger" in page


def test_the_rows_of_a_sheet_go_a_week_later(team: HouseClient, one: Dispositif) -> None:
    address = read(team, [HEADER, ["ÉÀÉ", "2025", "", "41", "jeunes", "RAPPORT"]])
    with clock.at(clock.now() + timedelta(days=8)), transaction():
        assert forget_figure_sheets() == 1
    assert team.get(address).status_code == 404


FUNDED = ["Année", "Libellé", "Montant (€)", "Source", "Département", "Nombre"]


def test_lines_of_funding_come_in_too_and_are_summed_before(
    team: HouseClient, one: Dispositif
) -> None:
    with transaction():
        save_funding_total(
            SYSTEM, None, year=2025, total_cents=2_000_000_000, source_codes=["RAPPORT"]
        )
    rows = [
        FUNDED,
        ["2025", "Hébergement (fictif)", "18,4 M€", "RAPPORT"],
        ["2025", "Aide alimentaire (fictive)", "1 250 000,50", "RAPPORT"],
        ["2025", "Aide alimentaire (FICTIVE)", "2", "RAPPORT"],
    ]
    address = read(team, rows)
    assert [line.state for line in lines(address)] == [
        *(LineState.NEW, LineState.NEW, LineState.DOUBLE)
    ]
    page = unescape(team.get(address).get_data(as_text=True)).replace("\u202f", " ")
    assert "Avec ces lignes, 19 650 000,50\u00a0€ sont détaillés pour 2025" in page
    assert "sur 20 000 000\u00a0€ annoncés" in page
    run(team, address)
    known = funding(2025)
    assert known is not None
    assert [(line.label, line.amount_cents, line.rank) for line in known.lines] == [
        ("Hébergement (fictif)", 1_840_000_000, 1),
        ("Aide alimentaire (fictive)", 125_000_050, 2),
    ]
    assert known.lines[0].origin is Origin.SHEET

    more = [FUNDED, ["2025", "hébergement (fictif)", "19500000", "RAPPORT"]]
    second = read(team, more)
    page = unescape(team.get(second).get_data(as_text=True)).replace("\u202f", " ")
    assert "c’est plus que les 20 000 000\u00a0€ annoncés" in page
    assert "En vigueur\u00a0: 18,4\u00a0M€" in page
    run(team, second)
    known = funding(2025)
    assert known is not None
    assert known.remainder == 2_000_000_000 - 1_950_000_000 - 125_000_050
    # What is written out is read back as it stands.
    file = team.get("/gestion/chiffres/tableau.ods?annee=2025").get_data()
    again = team.post(IMPORT, data={"sheet": (io.BytesIO(file), "c.ods")})
    states = [line.state for line in lines(again.headers["Location"])]
    assert states == [LineState.EMPTY, LineState.SAME, LineState.SAME]


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (["2025", "Lits", "-3", "RAPPORT"], "amount", "ne peut pas être négatif"),
        (["2025", "Lits", "beaucoup", "RAPPORT"], "amount", "écrivez un montant en euros"),
        (["2025", "Lits", "1,234", "RAPPORT"], "amount", "au centime"),
        (["2025", "Lits", "9" * 16, "RAPPORT"], "amount", "trop grand"),
        (["2025", "", "3", "RAPPORT"], "unit", "Dites ce que ce montant finance."),
        (["2025", "Lits", "3", "RAPPORT", "9"], "place", "pour toute la région"),
        (["2025", "Lits", "3", ""], "source", "Dites d’où vient ce chiffre."),
        (["2025", "Lits", "3", "RAPPORT", "", "4"], "amount", "faites-en deux lignes"),
    ],
)
def test_a_wrong_amount_is_said_at_its_cell(
    team: HouseClient, one: Dispositif, row: list[str], column: str, said: str
) -> None:
    address = read(team, [FUNDED, row])
    (line,) = lines(address)
    assert line.state is LineState.WRONG
    assert said in line.cells.errors[column]
    assert said in unescape(team.get(address).get_data(as_text=True)).replace("\u00a0", " ")
    run_nothing = team.forge(f"{address}/importer", data={"seen": ""})
    assert run_nothing.status_code == 409
    assert db.session.scalar(select(func.count()).select_from(FundingLine)) == 0
