"""A bad line is refused with its place, and does not stop the good ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel.db import db
from app.organisations.models import Organisation
from app.programme.report import Report
from app.reference.models import Department, Metropole
from app.strategy.models import Axis, Dispositif, Framework
from tests.integration.programme.conftest import Import

CONVENTION = "conventions:\n  - {intitule: C, genre: rsa, etat: signee"
HEAD = "sources: {S: un communiqué}\n"


def refused(report: Report) -> list[tuple[int, str]]:
    return [(refusal.line, refusal.message) for refusal in report.refusals]


def test_valid_lines_are_taken_around_a_bad_one(import_text: Import) -> None:
    report = import_text(
        HEAD
        + """departements:
  - {code: "09", nom: Ariège, source: S}
  - {code: 11, nom: Aude, source: S}
  - {code: "12", nom: Aveyron, source: S}
"""
    )
    assert [line for line, _ in refused(report)] == [4]
    assert "texte" in report.refusals[0].message
    assert db.session.scalars(select(Department.code).order_by(Department.code)).all() == [
        "09",
        "12",
    ]
    assert list(report.lines())[-1].endswith("1 refusée.")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("cadres:\n  - {code: C, source: S}\n", 3, "« nom » manque"),
        ("cadres:\n  - {code: C, nom: N, source: X}\n", 3, "La source « X »"),
        ("cadres:\n  - {code: C, nom: N, debut: 2027,\n     fin: 2024, source: S}\n", 4, "« fin »"),
        ("axes:\n  - {cadre: Z, numero: 1, libelle: L, source: S}\n", 3, "« Z » n’existe pas"),
        ("cadres:\n  - {code: C, nom: N}\n  - {code: C, nom: M}\n", 4, "déjà décrit à la ligne 3"),
        ("evenements:\n  - {type: gala, annee: 2023}\n", 3, "« type » vaut"),
        ("evenements:\n  - {type: autre, annee: 2023, mois: 14}\n", 3, "« mois »"),
        ("evenements:\n  - {type: autre, mois: 4}\n", 3, "Un jour demande son mois"),
        ("evenements:\n  - {type: autre, date: '2023-02-30'}\n", 3, "AAAA-MM-JJ"),
        ("groupes:\n  - {nom: G, rapprochement: peut-être}\n", 3, "« rapprochement » vaut"),
        ("financements_2023: 75\n", 2, "total_meur"),
        ("correspondances:\n  - {axe: A/1, avec: A/2}\n", 3, "deux cadres"),
        ("correspondances:\n  - {axe: A/1, avec: B/2}\n", 3, "n’existe pas"),
        ("contrats_locaux_des_solidarites: oui\n", 2, "axes_du_contrat"),
        ("contrats_locaux_des_solidarites:\n  periode: toujours\n", 3, "2024-2027"),
        ("cadres:\n  - {code: C, nom: N, contractuel: oui}\n", 3, "true"),
        (CONVENTION + "}\n", 3, "quel département"),
        (CONVENTION + ", departement: '99'}\n", 3, "« 99 » n’existe pas"),
        (CONVENTION.replace("rsa", "pic") + "}\n", 3, "Le genre « pic »"),
        (CONVENTION + ", departement: '09', montant_eur: -1}\n", 3, "montant en euros"),
        (CONVENTION + ", departement: '09', montant_eur: 1.001}\n", 3, "plus fin que le centime"),
        (CONVENTION + ", departement: '09', part_etat_pct: 101}\n", 3, "de 0 à 100"),
        ("glossaire:\n  - {sigle: ABC}\n", 3, "« nom » manque"),
        ("cadres: rien\n", 2, "liste d’entrées"),
        ("metropoles:\n  - {nom: M, departement: '99'}\n", 3, "« 99 » n’existe pas"),
    ],
)
def test_each_refusal_says_where_and_why(
    import_text: Import, text: str, line: int, words: str
) -> None:
    report = import_text(HEAD + text)
    [(at, message)] = refused(report)
    assert at == line
    assert words in message


def test_what_hangs_on_a_refused_line_is_refused_too(import_text: Import) -> None:
    report = import_text(
        HEAD
        + """cadres:
  - {code: C, nom: N, source: S}
axes:
  - {cadre: C, numero: 0, libelle: L, source: S}
dispositifs:
  - {cadre: C, axe: 1, nom: D, source: S}
"""
    )
    assert [line for line, _ in refused(report)] == [5, 7]
    assert db.session.scalars(select(Framework.code)).all() == ["C"]
    assert db.session.scalars(select(Axis.id)).all() == []
    assert db.session.scalars(select(Dispositif.id)).all() == []


def test_a_budget_said_twice_must_agree(import_text: Import) -> None:
    report = import_text(
        "sources: {S: un communiqué}\n"
        "meta:\n  totaux_2023: {budget_meur: 74, source: S}\n"
        "financements_2023: {total_meur: 75, source: S}\n"
    )
    [(line, message)] = refused(report)
    assert line == 3
    assert "ligne 4" in message


def test_unknown_keys_are_named_not_dropped(import_text: Import) -> None:
    report = import_text(HEAD + "organisations:\n  - {nom: O, couleur: verte, source: S}\n")
    assert [(aside.line, aside.name) for aside in report.aside] == [
        (3, "organisations, « couleur »")
    ]
    assert db.session.scalars(select(Organisation.name)).all() == ["O"]


def test_the_command_says_it_in_french_and_fails(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "essai.yaml"
    file.write_text(HEAD + "metropoles:\n  - {nom: M}\n", encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["programme", "import", str(file)])
    assert result.exit_code == 1
    assert "ligne 3 : metropoles : « departement » manque." in result.output
    assert "1 ajoutée, 0 modifiée, 0 inchangée, 1 refusée." in result.output
    assert db.session.scalars(select(Metropole.id)).all() == []


def test_the_command_succeeds_twice(app: Flask) -> None:
    runner = app.test_cli_runner()
    file = str(Path(app.root_path) / "data" / "programme-2023.yaml")
    first = runner.invoke(args=["programme", "import", file])
    second = runner.invoke(args=["programme", "import", file])
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "Total : 0 ajoutée, 0 modifiée," in second.output


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b"- liste"])
def test_a_file_that_cannot_be_read_changes_nothing(
    app: Flask, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "essai.yaml"
    if content is not None:
        file.write_bytes(content)
    result = app.test_cli_runner().invoke(args=["programme", "import", str(file)])
    assert result.exit_code == 1
    assert result.output.startswith("Erreur : ")
    assert "Traceback" not in result.output
