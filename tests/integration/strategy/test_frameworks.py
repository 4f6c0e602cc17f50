"""The team writes frameworks on the site; they leave and come back as files."""

from __future__ import annotations

import io
from html import unescape
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from app.accounts.enums import Role
from app.audit.models import AuditEntry
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.programme.models import ProgrammeImport
from app.programme.services import import_content
from app.sheets import Sheet, SheetFormat, reading
from app.strategy.exporting import COLUMNS
from app.strategy.models import Axis, AxisCorrespondence, Dispositif, Framework
from app.strategy.queries import corresponding_ids
from app.strategy.services import version_of
from tests import make
from tests.web import HouseClient

IMPORT = "/gestion/strategie/import"
NEW = {
    "code": "ESSAI",
    "name": "Cadre d’essai (fictif)",
    "starts_year": "2028",
    "ends_year": "2031",
    "measures": "",
    "note": "",
    "sources": ["SEED"],
}


@pytest.fixture
def team(site: HouseClient) -> HouseClient:
    site.sign_in(make.account(Role.STAFF))
    return site


def framework(code: str) -> Framework:
    found = select(Framework).where(Framework.code == code)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def axis(code: str, number: int) -> Axis:
    found = select(Axis).join(Axis.framework).where(Framework.code == code, Axis.number == number)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())))


def send(client: HouseClient, content: bytes, name: str, **form: Any) -> str:
    """Read a file and return the page that says what it would do."""
    data = {"file": (io.BytesIO(content), name), **form}
    answer = client.post(IMPORT, data=data)
    assert answer.status_code == 200, unescape(answer.get_data(as_text=True))
    return answer.get_data(as_text=True)


def confirm(client: HouseClient, page: str, **form: Any) -> None:
    hidden = {
        name: unescape(page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0])
        for name in ("content", "filename")
    }
    assert client.post(IMPORT, data=hidden | form).status_code == 303


def test_a_framework_its_axes_and_what_corresponds(team: HouseClient) -> None:
    assert team.post("/gestion/strategie/cadres/nouveau", data=NEW).status_code == 303
    made = framework("ESSAI")
    assert (made.slug, made.starts_year, made.source_codes) == ("essai", 2028, ["SEED"])
    twin = axis("SNPLP", 1)
    form = {
        "number": "1",
        "label": "Premier axe (fictif)",
        "pilot": "",
        "pilot_note": "",
        "objectives": "Un premier objectif\n\n Un second ",
        "correspondences": [str(twin.id)],
        "sources": ["SEED"],
    }
    address = f"/gestion/strategie/cadres/{made.id}/axes/nouveau"
    assert team.post(address, data=form).status_code == 303
    first = axis("ESSAI", 1)
    assert first.objectives == ["Un premier objectif", "Un second"]
    assert corresponding_ids(twin.id) == {first.id}
    again = team.post(address, data=form)
    assert again.status_code == 422
    assert "déjà un axe de ce numéro" in again.get_data(as_text=True)
    page = unescape(team.get("/strategie/snplp/axes/1").get_data(as_text=True))
    assert "Premier axe (fictif)" in page
    shown = unescape(team.get("/strategie/essai/axes/1").get_data(as_text=True))
    assert "Un second" in shown
    change = {**form, "correspondences": [], "label": "Autre intitulé (fictif)"}
    del change["number"]
    edit = f"/gestion/strategie/axes/{first.id}/modifier"
    assert team.post(edit, data=change).status_code == 303
    assert corresponding_ids(twin.id) == set()
    assert acts()[:2] == ["strategy:edit_correspondences", "strategy:edit_axis"]
    history = team.get(f"/gestion/strategie/cadres/{made.id}/historique")
    assert "Correspondances entre cadres" in history.get_data(as_text=True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "PACTE"}, "désigne déjà un cadre"),
        ({"code": "petit nom"}, "De 2 à 20 capitales"),
        ({"ends_year": "2027"}, "La fin est avant le début."),
        ({"starts_year": "1234"}, "Indiquez une année"),
        ({"name": ""}, "Indiquez le nom."),
        ({"sources": []}, "Dites d’où vient ce fait."),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    team: HouseClient, change: dict[str, Any], said: str
) -> None:
    answer = team.post("/gestion/strategie/cadres/nouveau", data=NEW | change)
    assert answer.status_code == 422
    text = unescape(answer.get_data(as_text=True))
    assert said in text
    assert "fictif" in text or "name" in change


def test_two_people_on_one_axis(team: HouseClient) -> None:
    one = axis("SNPLP", 2)
    form = {"label": "À ma façon", "version": version_of(one), "sources": ["SEED"]}
    edit = f"/gestion/strategie/axes/{one.id}/modifier"
    assert team.post(edit, data=form | {"label": "Autrement (fictif)"}).status_code == 303
    late = team.forge(edit, data=form)
    assert late.status_code == 409
    text = late.get_data(as_text=True)
    assert "Autrement (fictif)" in text
    assert "À ma façon" in text


@pytest.mark.parametrize("code", ["SNPLP", "PACTE", "CLS"])
def test_what_is_exported_comes_back_without_a_change(team: HouseClient, code: str) -> None:
    with transaction():
        pair = sorted((axis("SNPLP", 3).id, axis("PACTE", 3).id))
        db.session.add(AxisCorrespondence(axis_id=pair[0], other_id=pair[1]))
    slug = code.lower()
    text = team.get(f"/strategie/{slug}/cadre.yaml").get_data()
    told = yaml.safe_load(text)
    assert told["cadres"][0]["code"] == code
    if code == "PACTE":
        assert told["correspondances"] == [{"axe": "PACTE/3", "avec": "SNPLP/3"}]
    page = unescape(send(team, text, "cadre.yaml"))
    assert "Ce fichier ne change rien" in page
    assert "Ce que Synergies ne sait pas lire" not in page
    ods = team.get(f"/strategie/{slug}/cadre.ods").get_data()
    page = unescape(send(team, ods, "cadre.ods"))
    assert "Ce fichier ne change rien" in page


def test_a_file_is_shown_then_imported(team: HouseClient) -> None:
    text = team.get("/strategie/pacte/cadre.yaml").get_data(as_text=True)
    told = yaml.safe_load(text)
    told["axes"][0]["objectifs"] = ["Un objectif (fictif)"]
    told["correspondances"] = [{"axe": "PACTE/1", "avec": "SNPLP/1"}]
    told["dispositifs"] = [
        {
            "cadre": "PACTE",
            "axe": 2,
            "nom": "Dispositif venu d’un fichier (fictif)",
            "source": "SEED",
        }
    ]
    content = yaml.safe_dump(told, allow_unicode=True).encode()
    page = send(team, content, "pacte.yaml")
    assert "Rien n’est encore importé" in page
    assert "Un objectif (fictif)" in page
    assert axis("PACTE", 1).objectives == []
    confirm(team, page)
    assert axis("PACTE", 1).objectives == ["Un objectif (fictif)"]
    assert corresponding_ids(axis("PACTE", 1).id) == {axis("SNPLP", 1).id}
    names = set(db.session.scalars(select(Dispositif.name)))
    assert "Dispositif venu d’un fichier (fictif)" in names
    run = db.session.scalars(select(ProgrammeImport).order_by(ProgrammeImport.id.desc())).first()
    assert run is not None
    assert run.filename == "pacte.yaml"
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert entry.actor_id is not None


def test_the_team_stands_unless_the_file_is_told_to_win(team: HouseClient) -> None:
    one = axis("PACTE", 1)
    form = {"label": "Intitulé de l’équipe (fictif)", "sources": ["SEED"]}
    edit = f"/gestion/strategie/axes/{one.id}/modifier"
    assert team.post(edit, data=form).status_code == 303
    text = team.get("/strategie/pacte/cadre.yaml").get_data(as_text=True)
    content = text.replace("Intitulé de l’équipe (fictif)", "Intitulé du fichier (fictif)").encode()
    kept = send(team, content, "p.yaml")
    assert "Ce que l’équipe a saisi et qui reste" in unescape(kept)
    won = send(team, content, "p.yaml", overwrite="y")
    assert "Intitulé du fichier (fictif)" in won
    confirm(team, won, overwrite="y")
    assert axis("PACTE", 1).label == "Intitulé du fichier (fictif)"


def test_a_sheet_changes_only_what_it_has_a_column_for(team: HouseClient) -> None:
    before = framework("SNPLP")
    note = before.note
    rows = [
        ("SNPLP", 6, "Logement d'abord", "Un toit d’abord (fictif)"),
        ("SNPLP", 6, "Dispositif du tableau (fictif)", None),
        ("SNPLP", 99, "Nulle part (fictif)", None),
    ]
    sheet = Sheet("S", ("Cadre", "Axe", "Dispositif", "Description"), rows)
    page = send(team, sheet.written_as(SheetFormat.XLSX), "s.xlsx")
    assert "SNPLP/99" in unescape(page)
    confirm(team, page)
    found = {one.name: one for one in db.session.scalars(select(Dispositif))}
    assert found["Logement d'abord"].description == "Un toit d’abord (fictif)"
    assert found["Logement d'abord"].source_codes == ["SEED"]
    assert "Dispositif du tableau (fictif)" in found
    assert "Nulle part (fictif)" not in found
    assert framework("SNPLP").note == note


def test_a_sheet_brings_a_whole_new_framework(team: HouseClient) -> None:
    row = ("NEUF", "Cadre neuf (fictif)", 1, "Axe neuf", None, "Un | Deux", "Mesure (fictive)")
    years = (2026, 2025, 2027)
    rest = ("MF", "En bref", 3, *years, "Pilote", None, None, "9, 66", "SEED")
    content = Sheet("N", COLUMNS, [(*row, *rest)]).written_as(SheetFormat.ODS)
    confirm(team, send(team, content, "n.ods"))
    assert axis("NEUF", 1).objectives == ["Un", "Deux"]
    assert axis("NEUF", 1).source_codes == ["SEED"]
    assert framework("NEUF").name == "Cadre neuf (fictif)"
    ods = team.get("/strategie/neuf/cadre.ods").get_data()
    cells = reading.read(ods)[1].cells
    assert list(cells[10:13]) == ["2026", "2025", "2027"]
    assert cells[16] == "09, 66"


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "", "Choisissez un fichier"),
        (b"a: [", "c.yaml", "pas du YAML lisible"),
        (b"juste du texte", "c.yaml", "on attend des rubriques"),
        (b"A;B\n1;2\n", "c.csv", "avec les colonnes"),
        (b"PK\x03\x04", "c.ods", "est abîmé"),
        (b"x" * 300_001, "c.yaml", "trop lourd"),
        (b"\xff\xfe\x00", "c.yaml", "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read(
    team: HouseClient, content: bytes, name: str, said: str
) -> None:
    answer = team.post(IMPORT, data={"file": (io.BytesIO(content), name)})
    assert answer.status_code == 422
    assert said in unescape(answer.get_data(as_text=True))


def test_what_the_page_brings_back_is_read_again(team: HouseClient) -> None:
    answer = team.forge(IMPORT, data={"content": "%%%", "filename": "c.yaml"})
    assert answer.status_code == 422


def test_a_file_may_cite_sources_that_are_known_already(site: HouseClient) -> None:
    text = "cadres:\n  - {code: ZZ, nom: Zed (fictif), source: SEED}\n"
    with transaction():
        report = import_content(text.encode(), "z.yaml", SYSTEM)
    assert report.refusals == []
    assert framework("ZZ").source_codes == ["SEED"]
