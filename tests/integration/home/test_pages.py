"""The home page, the dashboard and the pages a public site owes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.accounts.enums import Role
from app.documents import storage
from app.kernel import clock
from app.kernel.availability import DatabaseState
from app.kernel.db import db, transaction
from app.outbox import health
from app.outbox.enums import MessageStatus
from app.outbox.health import Obstacle
from app.outbox.models import OutboxMessage
from tests import make
from tests.counting import counted_queries
from tests.web import HouseClient


def test_home_says_what_is_known_and_what_is_not(site: HouseClient) -> None:
    page = site.get("/").get_data(as_text=True).replace("\u00a0", " ")
    assert "Aucun rendez-vous annoncé pour le moment" in page
    assert "Aucune réponse publiée pour le moment" in page
    assert "12 groupes annoncés pour 2023, 10 groupes renseignés ici" in page.replace("&nbsp;", " ")
    assert "À faire" not in page


def test_home_shows_the_next_events_and_not_drafts(site: HouseClient) -> None:
    for number in range(6):
        make.event(title=f"Journée à venir {number}")
    make.event(title="Journée secrète", status="draft")
    page = site.get("/").get_data(as_text=True)
    assert page.count("Journée à venir") == 4
    assert "Journée secrète" not in page


def test_home_asks_the_same_questions_whatever_there_is(site: HouseClient) -> None:
    make.event()
    site.get("/")
    with counted_queries() as few:
        site.get("/")
    for _ in range(10):
        make.event()
        make.group()
    with counted_queries() as many:
        site.get("/")
    assert len(many) == len(few) <= 12


@pytest.mark.parametrize(
    "address", ["/plan-du-site", "/accessibilite", "/mentions-legales", "/donnees-personnelles"]
)
def test_the_pages_a_public_site_owes(site: HouseClient, address: str) -> None:
    assert site.get(address).status_code == 200


def test_the_map_of_the_site_leads_everywhere(site: HouseClient) -> None:
    page = site.get("/plan-du-site").get_data(as_text=True)
    for address in ("/groupes/alimentation", "/strategie/pacte", "/bilan/2023"):
        assert f'href="{address}"' in page


def test_the_dashboard_is_the_teams(site: HouseClient) -> None:
    assert site.get("/gestion").status_code == 302
    site.sign_in(make.account(Role.PARTNER))
    assert site.get("/gestion").status_code == 403
    site.sign_in(make.account(Role.STAFF))
    page = site.get("/gestion").get_data(as_text=True).replace("\u00a0", " ")
    assert "13 organisations" in page
    assert "16 dispositifs renseignés" in page


def test_health_tells_of_the_storage(client: HouseClient, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = client.get("/sante")
    assert answer.json == {"status": "ok", "database": "ok", "storage": "ok", "mail": "files"}
    monkeypatch.setattr(storage.current(), "ok", lambda: False)
    answer = client.get("/sante")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["status"] == "unavailable"


def test_health_tells_of_mails_that_wait_and_of_a_database_that_takes_nothing(
    client: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "obstacle", lambda: Obstacle("Aucun courriel ne part."))
    answer = client.get("/sante")
    assert (answer.status_code, answer.json["status"]) == (200, "degraded")  # type: ignore[index]
    monkeypatch.setattr("app.home.views.database_state", lambda: DatabaseState.READ_ONLY)
    answer = client.get("/sante")
    assert (answer.status_code, answer.json["database"]) == (503, "read-only")  # type: ignore[index]


def test_a_mail_in_error_waits_for_the_team_alone(site: HouseClient) -> None:
    with transaction():
        db.session.add(
            OutboxMessage(
                key="essai",
                kind="essai",
                recipient="personne@example.org",
                subject="Essai",
                payload={},
                status=MessageStatus.FAILED,
            )
        )
    site.sign_in(make.account(Role.PARTNER))
    assert "en erreur" not in site.get("/").get_data(as_text=True)
    site.sign_in(make.account(Role.STAFF))
    for address in ("/", "/gestion"):
        page = site.get(address).get_data(as_text=True).replace("\u00a0", " ")
        assert "1 courriel en erreur" in page


def test_a_long_list_of_things_to_do_is_folded(site: HouseClient) -> None:
    before = clock.now() - timedelta(days=40)
    for _ in range(7):
        make.event(starts_at=before, ends_at=before + timedelta(hours=2))
    site.sign_in(make.account(Role.STAFF))
    page = site.get("/").get_data(as_text=True).replace("\u00a0", " ")
    assert page.count("Écrire le compte rendu") == 7
    # Seven of them, and that no mail leaves.
    assert "Voir 3 autres tâches" in page
