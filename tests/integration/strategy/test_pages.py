"""The pages of the strategy say what sources say, with their sources."""

from __future__ import annotations

from sqlalchemy import select

from app.events.models import event_axis
from app.groups.models import group_axis
from app.kernel.db import db, transaction
from app.strategy.models import Axis, Dispositif, Figure, Framework
from tests import make
from tests.counting import counted_queries
from tests.web import HouseClient

NNBSP = "\u202f"


def page(site: HouseClient, address: str) -> str:
    response = site.get(address)
    assert response.status_code == 200, address
    return response.get_data(as_text=True).replace("\u00a0", " ").replace("&nbsp;", " ")


def axis_id(code: str, number: int) -> int:
    found = select(Axis.id).join(Axis.framework).where(Framework.code == code)
    return db.session.scalars(found.where(Axis.number == number)).one()


def test_funding_shows_its_remainder_and_never_scales(site: HouseClient) -> None:
    shown = page(site, "/strategie")
    assert "75 M€ annoncés, dont 73,7 M€ détaillés" in shown
    assert "Non détaillé par la source" in shown
    assert "1,3 M€" in shown
    assert "%" not in shown.split("<table", 1)[1].split("</table", 1)[0]


def test_axes_belong_to_their_framework(site: HouseClient) -> None:
    assert "Axe 6 :" in page(site, "/strategie/snplp").replace("Axe 6<", "Axe 6 :<")
    assert site.get("/strategie/pacte/axes/4").status_code == 200
    assert site.get("/strategie/pacte/axes/5").status_code == 404
    assert site.get("/strategie/inconnu").status_code == 404


def test_a_figure_keeps_its_qualifier_page_and_source(site: HouseClient) -> None:
    shown = page(site, "/strategie/snplp/axes/2")
    assert f"<strong>Plus de 6{NNBSP}000</strong> jeunes accompagnés" in shown
    assert "Page 25 du bilan" in shown
    assert "#source-1" in shown
    assert "Communiqué de presse du préfet de la région Occitanie, 24 mai 2024" in shown


def test_what_is_not_known_is_said(site: HouseClient) -> None:
    assert "Page du bilan à préciser" in page(site, "/strategie/snplp/axes/6")
    assert "Dispositifs à préciser" in page(site, "/strategie/pacte/axes/1")
    assert "depuis le 1er janvier 2023" in page(site, "/strategie/snplp/axes/5")


def test_an_axis_shows_what_is_linked_to_it(site: HouseClient) -> None:
    group, event = make.group(name="Groupe lié"), make.event(title="Journée liée")
    hidden = make.event(title="Brouillon lié", status="draft")
    linked = axis_id("SNPLP", 1)
    with transaction():
        db.session.execute(group_axis.insert().values(group_id=group.id, axis_id=linked))
        for one in (event, hidden):
            db.session.execute(event_axis.insert().values(event_id=one.id, axis_id=linked))
    shown = page(site, "/strategie/snplp/axes/1")
    assert "Groupe lié" in shown
    assert "Journée liée" in shown
    assert "Brouillon lié" not in shown
    assert "Aucune proposition publique" in shown


def test_pages_ask_as_many_questions_for_3_rows_as_for_30(site: HouseClient) -> None:
    linked = axis_id("PACTE", 1)

    def fill(count: int, start: int) -> None:
        with transaction():
            for number in range(start, start + count):
                one = Dispositif(axis_id=linked, slug=f"d-{number}", name=f"Dispositif {number}")
                db.session.add(one)
                db.session.flush()
                db.session.add(
                    Figure(
                        dispositif_id=one.id,
                        year=2024,
                        value=number,
                        unit="personnes",
                        source_codes=["SEED"],
                    )
                )

    def counts() -> list[int]:
        found = []
        for address in ("/strategie", "/strategie/pacte", "/strategie/pacte/axes/1", "/bilan/2024"):
            with counted_queries() as sent:
                page(site, address)
            found.append(len(sent))
        return found

    fill(3, 0)
    few = counts()
    fill(27, 3)
    assert counts() == few
    # The bilan counts all that happened in its year.
    *others, bilan = few
    assert max(others) <= 25
    assert bilan <= 43


def test_a_service_without_programme_says_so(client: HouseClient) -> None:
    assert "Aucun cadre pour l’instant" in page(client, "/strategie")
    assert "Aucun bilan pour l’instant" in page(client, "/bilan")
    assert "L’annuaire est vide" in page(client, "/partenaires")
