"""The partner directory: what sources name, completed by the team."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.enums import Role
from app.audit.models import AuditEntry
from app.kernel.db import db, transaction
from app.organisations.models import Organisation, PartnerKind
from app.programme.services import default_file, import_file
from tests import make
from tests.counting import counted_queries
from tests.web import HouseClient

# What a browser sends of drop-down lists that nobody touched.
UNKNOWN = {"kind_id": "", "department_code": ""}


@pytest.fixture
def team(site: HouseClient) -> HouseClient:
    site.sign_in(make.account(Role.STAFF))
    return site


def by_name(name: str) -> Organisation:
    found = select(Organisation).where(Organisation.name == name)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def test_the_directory_shows_kinds_and_what_is_not_known(team: HouseClient) -> None:
    shown = team.get("/partenaires").get_data(as_text=True)
    assert "Secours populaire" in shown
    assert "Famille à préciser" in shown
    assert "Partenaires sociaux" in shown


def test_an_organisation_is_added_then_completed(team: HouseClient) -> None:
    kind = db.session.scalars(select(PartnerKind).where(PartnerKind.name == "Associations")).one()
    form = {"name": "Maison fictive", "kind_id": str(kind.id), "department_code": "31"}
    assert team.post("/gestion/partenaires/nouveau", data=form).status_code == 303
    made = by_name("Maison fictive")
    assert (made.slug, made.kind_id, made.department_code) == ("maison-fictive", kind.id, "31")
    form["website"] = "https://maison.example.org"
    assert team.post(f"/gestion/partenaires/{made.slug}", data=form).status_code == 303
    assert by_name("Maison fictive").website == "https://maison.example.org"
    acts = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert [act.action for act in acts] == ["organisation:edit", "organisation:create"]
    assert acts[0].after == {"website": "https://maison.example.org"}


def test_a_name_is_taken_once(team: HouseClient) -> None:
    answer = team.post("/gestion/partenaires/nouveau", data=UNKNOWN | {"name": "RhinOcc"})
    assert answer.status_code == 422
    assert "porte déjà ce nom" in answer.get_data(as_text=True)


@pytest.mark.parametrize("website", ["ftp://maison.example.org", "pas une adresse"])
def test_a_site_is_an_address(team: HouseClient, website: str) -> None:
    form = UNKNOWN | {"name": "Autre maison", "website": website}
    assert team.post("/gestion/partenaires/nouveau", data=form).status_code == 422


def test_an_edit_survives_the_next_import(team: HouseClient) -> None:
    kind = db.session.scalars(select(PartnerKind).order_by(PartnerKind.rank).limit(1)).one()
    form = UNKNOWN | {"name": "RhinOcc", "kind_id": str(kind.id), "note": "ce que l’équipe en dit"}
    assert team.post("/gestion/partenaires/rhinocc", data=form).status_code == 303
    with transaction():
        report = import_file(default_file())
    assert by_name("RhinOcc").note == "ce que l’équipe en dit"
    assert by_name("RhinOcc").kind_id == kind.id
    assert {kept.name for kept in report.kept} == {"note"}


def test_the_directory_asks_the_same_questions_whatever_its_length(team: HouseClient) -> None:
    with counted_queries() as few:
        team.get("/partenaires")
    with transaction():
        for number in range(30):
            db.session.add(Organisation(slug=f"o-{number}", name=f"Organisation {number}"))
    with counted_queries() as many:
        team.get("/partenaires")
    assert len(many) == len(few)
