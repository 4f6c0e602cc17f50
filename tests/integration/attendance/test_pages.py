"""The day's pages: for the team, and at the desk without a script."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.accounts.enums import Role
from app.attendance.models import HalfDay, Presence
from app.attendance.passes import token_of
from app.attendance.queries import slots_of
from app.attendance.tickets import PREFIX, ticket_of
from app.events.enums import EventMode, PoolKind
from app.events.models import Event
from app.kernel.db import db, transaction
from tests import attending, make
from tests.attending import AFTERNOON, AT_TEN, DAY, MORNING, text
from tests.form_rules import offered
from tests.registering import register
from tests.web import HouseClient


@pytest.fixture(autouse=True)
def ten_o_clock() -> Iterator[None]:
    with time_machine.travel(AT_TEN, tick=False):
        yield


def test_the_team_prepares_the_day(client: HouseClient) -> None:
    event = attending.event()
    person = make.registration(event, organisation="Structure fictive")
    attending.arrives(event, person.id)
    client.sign_in(make.account(Role.STAFF))
    page = text(client.get(f"/gestion/evenements/{event.slug}/jour"))
    assert "1 personne attendue" in page
    assert "Organisation absente du répertoire" in page


def test_sheets_and_badges_are_accessible_and_quick_for_three_hundred(client: HouseClient) -> None:
    event = attending.event()
    names = ["Zoé", "Gaël", "Marie-Françoise-Éléonore-de-la-Très-Longue-Ville", ""]
    for number in range(300):
        make.registration(
            event,
            first_name=names[number % 4],
            last_name=f"O’Ñíl-Łukasiewicz {number}",
            organisation="Centre fictif " * 9 if number % 3 else None,
            email=None,
        )
    client.sign_in(make.account(Role.STAFF))
    page = client.get(f"/gestion/evenements/{event.slug}/jour")
    for name, data in (
        ("emargement", {"blank": "12", "slot": "event"}),
        ("badges", {"sheet": "64x38"}),
    ):
        # The processor's time: other runs of a shared machine are none of ours.
        began = time.process_time()
        made = client.post(f"/gestion/evenements/{event.slug}/{name}.pdf", data, page=page)
        assert time.process_time() - began < 2
        assert made.status_code == 200
        assert made.data.startswith(b"%PDF-")
        assert b"pdfuaid" in made.data


def test_wrong_numbers_are_refused_beside_their_field(client: HouseClient) -> None:
    event = attending.event()
    client.sign_in(make.account(Role.STAFF))
    base = f"/gestion/evenements/{event.slug}"
    day = client.get(f"{base}/jour")
    refused = client.post(f"{base}/emargement.pdf", data={"blank": "1000"}, page=day)
    assert refused.status_code == 422
    assert "Un nombre de 0 à 60" in text(refused)
    assert client.forge(f"{base}/badges.pdf", data={"sheet": "rien"}).status_code == 422
    assert client.post(f"{base}/accueil", data={"label": ""}, page=day).status_code == 422
    door = {"label": "Zoé", "email": "rien@example.org"}
    unknown = client.post(f"{base}/accueil", data=door)
    assert "Aucun compte n’a cette adresse" in text(unknown)
    concerned = {"persons_concerned": "-2"}
    count = client.post(f"{base}/personnes-concernees", data=concerned, page=day)
    assert count.status_code == 422
    assert client.forge(f"{base}/absences").status_code == 409


def test_an_event_without_a_date_says_what_is_missing(client: HouseClient) -> None:
    event = make.event()
    with transaction():
        row = db.session.get_one(Event, event.id)
        row.starts_at = row.ends_at = None
    client.sign_in(make.account(Role.STAFF))
    base = f"/gestion/evenements/{event.slug}"
    assert "date exacte" in text(client.get(f"{base}/jour"))
    assert client.forge(f"{base}/emargement.pdf", data={"blank": "1"}).status_code == 409
    assert client.forge(f"{base}/accueil", data={"label": "Zoé"}).status_code == 422
    assert client.get(f"{base}/presences").status_code == 200
    assert client.get(f"{base}/horaires").status_code == 200


def test_the_paper_sheet_is_typed_in(client: HouseClient) -> None:
    event = attending.event()
    here, left = make.registration(event), make.registration(event)
    attending.arrives(event, left.id)
    client.sign_in(make.account(Role.STAFF))
    address = f"/gestion/evenements/{event.slug}/presences?quand={MORNING}"
    assert client.get(address).status_code == 200
    assert client.post(address, data={"here": [str(here.id)]}).status_code == 303
    assert db.session.scalars(select(Presence.registration_id)).all() == [here.id]
    assert client.forge(address, data={"here": ["999999"]}).status_code == 422


def test_the_team_sets_the_real_hours(client: HouseClient) -> None:
    event = attending.event()
    client.sign_in(make.account(Role.STAFF))
    address = f"/gestion/evenements/{event.slug}/horaires"
    good = {
        MORNING: "09:30",
        f"{MORNING}-fin": "12:15",
        AFTERNOON: "14:00",
        f"{AFTERNOON}-fin": "16:30",
    }
    wrong = client.post(address, data={**good, MORNING: "12:30"})
    assert wrong.status_code == 422
    assert "La fin vient avant le début" in text(wrong)
    assert client.post(address, data=good).status_code == 303
    assert db.session.scalar(select(func.count(HalfDay.id))) == 2
    assert "de 9 h 30 à 12 h 15" in text(client.get(f"/gestion/evenements/{event.slug}/jour"))


@pytest.mark.parametrize(
    ("starts", "ends"),
    [("2026-05-14T14:00", "2026-05-15T12:00"), ("2026-05-14T18:00", "2026-05-15T00:30")],
)
def test_the_hours_of_an_event_over_midnight_are_taken_as_they_are_shown(
    client: HouseClient, starts: str, ends: str
) -> None:
    event = make.event(
        slug="nuit", starts_at=make.at(f"{starts}+02:00"), ends_at=make.at(f"{ends}+02:00")
    )
    client.sign_in(make.account(Role.STAFF))
    address = "/gestion/evenements/nuit/horaires"
    page = client.get(address).text
    before = slots_of(event)
    assert ("supposés" in page) == (len(before) > 1)
    assert client.post(address, data=offered(page)).status_code == 303
    after = slots_of(event)
    assert [(s.key, s.starts_at, s.ends_at) for s in after] == [
        (s.key, s.starts_at, s.ends_at) for s in before
    ]
    assert "supposés" not in client.get(address).text


def test_persons_concerned_are_a_number_that_can_be_forgotten(client: HouseClient) -> None:
    event = attending.event()
    client.sign_in(make.account(Role.STAFF))
    address = f"/gestion/evenements/{event.slug}/personnes-concernees"
    day = f"/gestion/evenements/{event.slug}/jour"
    assert client.post(address, data={"persons_concerned": "12"}, page=day).status_code == 303
    assert 'value="12"' in text(client.get(day))
    assert client.post(address, data={"persons_concerned": ""}).status_code == 303


def test_the_door_expects_those_who_come_to_it(client: HouseClient) -> None:
    event = attending.event(mode=EventMode.HYBRID)
    with time_machine.travel(DAY - timedelta(days=3), tick=False):
        register(event, "salle@example.org")
        register(event, "loin@example.org", PoolKind.REMOTE)
    door = attending.door(event)
    assert "Arrivées : 0 sur 1" in re.sub("<[^>]+>", "", text(client.get(door)))
    assert client.get(f"{door}/liste").get_json()["expected"] == 1


def test_the_desk_opens_on_its_day_alone(client: HouseClient) -> None:
    event = attending.event()
    door = attending.door(event)
    with time_machine.travel(DAY - timedelta(days=1), tick=False):
        assert "s’ouvre le jeudi 14 mai" in text(client.get(door))
        assert client.get(f"{door}/liste").status_code == 404
    assert client.get(f"{door}/liste").status_code == 200
    assert "camera=(self)" in client.get(door).headers["Permissions-Policy"]
    with time_machine.travel(DAY + timedelta(days=1), tick=False):
        assert client.get(door).status_code == 404
        assert client.get(f"{door}/liste").status_code == 404


def test_a_pass_that_is_shut_or_of_another_account_is_no_page(client: HouseClient) -> None:
    event, holder = attending.event(), make.account()
    own = attending.desk(event, account=holder)
    door = f"/accueil/{token_of(own)}"
    assert client.get(door).status_code == 404
    client.sign_in(holder)
    assert client.get(door).status_code == 200
    assert "Tenir l’accueil" in text(client.get("/"))
    client.sign_in(make.account(Role.STAFF))
    close, day = f"/gestion/accueil/{own.id}/fermer", f"/gestion/evenements/{event.slug}/jour"
    assert client.post(close, page=day).status_code == 303
    client.sign_in(holder)
    assert client.get(door).status_code == 404


def test_one_is_found_by_name_noted_and_taken_back_without_a_script(client: HouseClient) -> None:
    event = attending.event()
    person = make.registration(event, first_name="Éléonore", last_name="Lefèvre")
    make.registration(event, last_name="Autre")
    door = attending.door(event)
    assert "Éléonore" not in text(client.get(door))
    found = client.get(f"{door}?q=eleonore")
    assert "Éléonore Lefèvre" in text(found)
    assert "Autre" not in text(found)
    data: dict[str, Any] = {"person": person.id, "quand": MORNING, "q": "eleonore"}

    def press(page: TestResponse) -> TestResponse:
        made = client.post(f"{door}/arrivee", data=data, page=page)
        return client.get(made.headers["Location"])

    noted = press(found)
    assert "Là depuis 10 h" in text(noted)
    assert "Déjà là : arrivée notée à 10 h" in text(press(found)), "from a page left open"
    assert "L’arrivée est annulée" in text(press(noted))


def test_the_code_of_a_ticket_is_looked_up_too(client: HouseClient) -> None:
    event = attending.event()
    person = make.registration(event, last_name="Au-billet")
    code = PREFIX + ticket_of(person.public_id)
    assert "Au-billet" in text(client.get(attending.door(event), query_string={"q": code}))


def test_somebody_unannounced_is_registered_without_a_script(client: HouseClient) -> None:
    event = attending.event(on_site=1)
    make.registration(event)
    door = attending.door(event)
    data = {"last_name": "Exemple", "first_name": "Camille", "quand": MORNING}
    assert client.post(f"{door}/sans-inscription", blank=True).status_code == 422
    full = client.post(f"{door}/sans-inscription", data=data)
    assert full.status_code == 422
    assert "Faire entrer quand même" in text(full)
    made = client.post(f"{door}/sans-inscription", data={**data, "anyway": "1"})
    assert made.status_code == 303
