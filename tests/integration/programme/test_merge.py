"""What the team completed is never undone; what the file changes elsewhere is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select

from app.events.models import Event
from app.groups.models import WorkingGroup
from app.kernel.base import Base
from app.kernel.db import db, transaction
from app.organisations.models import Organisation
from app.programme.report import Outcome
from app.strategy.models import FundingLine
from tests import make
from tests.integration.programme.conftest import Import

SMALL = """
sources:
  S: "un communiqué"
cadres:
  - {code: C, nom: Cadre, source: S}
axes:
  - {cadre: C, numero: 1, libelle: Axe un, source: S}
organisations:
  - {nom: Association fictive, note: première note, source: S}
groupes:
  - {nom: Alimentation, objet: premier objet, source: S}
evenements:
  - {type: conference_regionale, titre: Conférence, annee: 2023, ville: Toulouse, source: S}
"""


def one(model: type[Any]) -> Any:
    return db.session.scalars(select(model).execution_options(populate_existing=True)).one()


def change(row: Base, **values: Any) -> None:
    with transaction():
        held = db.session.get(type(row), row.id)  # type: ignore[attr-defined]  # all have ids here
        for name, value in values.items():
            setattr(held, name, value)


def test_a_change_of_the_file_reaches_what_nobody_touched(import_text: Import) -> None:
    import_text(SMALL)
    report = import_text(SMALL.replace("premier objet", "second objet"))
    assert report.total(Outcome.CHANGED) == 1
    assert one(WorkingGroup).purpose == "second objet"
    again = import_text(SMALL.replace("premier objet", "troisième objet"))
    assert again.total(Outcome.CHANGED) == 1


def test_an_edit_of_the_team_survives_and_is_told(import_text: Import) -> None:
    import_text(SMALL)
    change(one(WorkingGroup), purpose="ce que le groupe dit de lui")
    report = import_text(SMALL.replace("premier objet", "second objet"))
    assert one(WorkingGroup).purpose == "ce que le groupe dit de lui"
    assert report.total(Outcome.CHANGED) == 0
    assert [kept.name for kept in report.kept] == ["purpose"]
    assert "Gardées telles que l’équipe les a complétées" in "\n".join(report.lines())


def test_what_the_team_emptied_stays_empty(import_text: Import) -> None:
    import_text(SMALL)
    change(one(Organisation), note=None)
    import_text(SMALL)
    assert one(Organisation).note is None


def test_what_the_team_filled_in_is_kept_while_other_fields_follow(import_text: Import) -> None:
    import_text(SMALL)
    change(one(Organisation), website="https://association.example.org")
    import_text(SMALL.replace("première note", "seconde note"))
    found = one(Organisation)
    assert found.website == "https://association.example.org"
    assert found.note == "seconde note"


def test_a_renamed_group_is_still_the_same_one(import_text: Import) -> None:
    import_text(SMALL)
    change(one(WorkingGroup), name="Alimentation et précarité")
    import_text(SMALL)
    assert one(WorkingGroup).name == "Alimentation et précarité"


def test_what_the_team_took_away_does_not_come_back(import_text: Import) -> None:
    import_text(SMALL)
    with transaction():
        db.session.execute(delete(Organisation))
    report = import_text(SMALL)
    assert db.session.scalars(select(Organisation)).all() == []
    assert [kept.name for kept in report.kept] == ["retirée"]


def test_a_row_that_the_team_made_first_is_completed_not_doubled(import_text: Import) -> None:
    made = make.group(name="Alimentation", slug="alimentation", purpose=None)
    report = import_text(SMALL)
    found = one(WorkingGroup)
    assert found.id == made.id
    assert found.purpose == "premier objet"
    assert report.counts["groupes"][Outcome.CHANGED] == 1


def test_a_month_found_later_completes_the_same_event(import_text: Import) -> None:
    import_text(SMALL)
    import_text(SMALL.replace("annee: 2023", "annee: 2023, mois: 5"))
    event = one(Event)
    assert (event.partial_year, event.partial_month) == (2023, 5)
    assert event.version == 2
    assert event.sequence == 1


def test_the_date_that_the_team_set_wins_over_the_file(import_text: Import) -> None:
    import_text(SMALL)
    starts, ends = make.at("2023-05-11T07:00"), make.at("2023-05-11T15:00")
    change(one(Event), starts_at=starts, ends_at=ends, partial_year=None, sorts_on=starts.date())
    report = import_text(SMALL.replace("annee: 2023", "annee: 2023, mois: 5"))
    event = one(Event)
    assert event.starts_at == starts
    assert event.partial_month is None
    assert [kept.name for kept in report.kept] == ["date"]


def test_lines_that_left_the_file_stay_and_are_counted(import_text: Import) -> None:
    import_text(SMALL)
    report = import_text("\n".join(SMALL.split("\n")[:-3]))
    assert report.absent == 1
    assert one(Event).title == "Conférence"
    assert one(WorkingGroup).name == "Alimentation"


def test_order_of_lines_is_followed(import_text: Import) -> None:
    text = """
sources: {S: un communiqué}
financements_2024:
  total_meur: 3
  source: S
  lignes:
    - {libelle: A, meur: 1, source: S}
    - {libelle: B, meur: 1.5, source: S}
"""
    import_text(text)
    lines = db.session.scalars(select(FundingLine).order_by(FundingLine.rank)).all()
    assert [(line.label, line.amount_cents) for line in lines] == [
        ("A", 100_000_000),
        ("B", 150_000_000),
    ]
