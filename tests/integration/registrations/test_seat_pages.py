"""The pages of seats: choosing sessions, answering requests, inviting, keeping seats aside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.enums import Role
from app.events.models import Event, Pool, Reserve
from app.kernel import clock
from app.kernel.db import db, transaction
from app.registrations.models import Invitation, Registration
from app.registrations.tokens import invitation_token, token_of
from tests import make
from tests.registering import choose, held, loaded, register
from tests.web import HouseClient

FORM = {
    "attendance_mode": "on_site",
    "first_name": "Camille",
    "last_name": "Exemple",
    "email": "camille@example.org",
    "consent": "y",
}


@pytest.fixture
def team(client: HouseClient) -> HouseClient:
    client.sign_in(make.account(Role.STAFF))
    return client


def only() -> Registration:
    db.session.expire_all()
    return db.session.scalars(select(Registration)).one()


def send(client: HouseClient, event: Event, **more: object) -> int:
    return client.post(f"/evenements/{event.slug}/inscription", data={**FORM, **more}).status_code


class TestSessions:
    def test_one_chooses_sessions_when_registering(self, client: HouseClient, app: Flask) -> None:
        event = make.event()
        a, b = make.session(event, "Accueillir", 1, (0, 1)), make.session(event, "Loger", 1, (1, 2))
        register(event, "avant@example.org", sessions=[b])
        page = client.get(f"/evenements/{event.slug}/inscription").text
        assert "Il ne reste qu’une place" in page
        assert "Complet, liste d’attente" in page
        answer = client.post(
            f"/evenements/{event.slug}/inscription", data={**FORM, "sessions": [a, b]}
        )
        assert answer.status_code == 303
        mine = db.session.scalars(select(Registration).order_by(Registration.id.desc())).first()
        assert mine is not None
        page = client.get(f"/inscriptions/{token_of(mine)}").text
        assert "Place confirmée" in page
        assert "Liste d’attente\u00a0: 1\u00a0place prise sur 1, rang 1" in page

    def test_two_at_one_time_are_refused_beside_the_field(self, client: HouseClient) -> None:
        event = make.event()
        a, b = make.session(event, "A", 1, (0, 2)), make.session(event, "B", 1, (1, 3))
        answer = client.post(
            f"/evenements/{event.slug}/inscription", data={**FORM, "sessions": [a, b]}
        )
        assert answer.status_code == 422
        assert "ont lieu en même temps" in answer.text
        # What was chosen and typed is kept.
        assert answer.text.count("checked") == 3
        assert 'value="Camille"' in answer.text

    def test_one_changes_them_by_the_private_link(self, client: HouseClient) -> None:
        event = make.event()
        a, b = make.session(event, "A", 1, (0, 1)), make.session(event, "B", 0, (0, 1))
        mine = register(event, "p@example.org", sessions=[a]).registration
        address = f"/inscriptions/{token_of(mine)}/ateliers"
        assert client.get(address).status_code == 200
        assert client.post(address, data={"sessions": [b]}).status_code == 303
        assert held(mine.id)["A"] == "confirmed (interim)"
        page = client.get(f"/inscriptions/{token_of(mine)}").text
        assert "Place gardée en attendant l’autre" in page
        assert client.post(address, data={"sessions": [a, b]}).status_code == 422
        assert client.post(address, data={"sessions": []}).status_code == 303
        assert held(mine.id) == {"Sur place": "confirmed"}

    def test_the_event_shows_them(self, client: HouseClient) -> None:
        event = make.event()
        make.session(event, "Accueillir", 5, (0, 1), room="Salle B", description="À trois voix.")
        page = client.get(f"/evenements/{event.slug}").text
        for said in ("Ateliers", "Accueillir", "Salle B", "À trois voix.", "Il reste 5"):
            assert said in page

    def test_the_team_adds_changes_and_cancels_one(self, team: HouseClient) -> None:
        event = make.event()
        at = clock.paris(event.starts_at) if event.starts_at else clock.now()
        seats = f"/gestion/evenements/{event.slug}/places"
        assert "Aucun atelier" in team.get(seats).text
        typed = {
            "title": "Accueillir",
            "room": "Salle B",
            "capacity": "0",
            "starts_at-jour": f"{at:%Y-%m-%d}",
            "starts_at-heure": f"{at:%H:%M}",
            "ends_at-jour": f"{at:%Y-%m-%d}",
            "ends_at-heure": f"{at + timedelta(hours=1):%H:%M}",
        }
        added = team.post(f"{seats}/ateliers/nouveau", data=typed)
        assert added.status_code == 303
        pool = db.session.scalars(select(Pool).where(Pool.title.is_not(None))).one()
        assert (pool.capacity, pool.room, pool.starts_at) == (0, "Salle B", event.starts_at)
        page = team.get(f"{seats}/ateliers/{pool.id}").text
        assert 'value="Accueillir"' in page
        wrong = {**typed, "ends_at-heure": f"{at - timedelta(hours=1):%H:%M}"}
        refused = team.post(f"{seats}/ateliers/{pool.id}", data=wrong)
        assert refused.status_code == 422
        assert "La fin doit venir après le début" in refused.text
        assert team.post(f"{seats}/ateliers/{pool.id}", data={"title": ""}).status_code == 422
        assert team.post(f"{seats}/ateliers/{pool.id}", data=typed).status_code == 303
        assert team.post(f"{seats}/ateliers/{pool.id}/annuler").status_code == 303
        assert team.get(f"{seats}/ateliers/{pool.id}").status_code == 404


class TestReserves:
    def test_the_team_keeps_seats_aside_gives_one_and_releases(self, team: HouseClient) -> None:
        event = make.event(on_site=1)
        seats = f"/gestion/evenements/{event.slug}/places"
        pool = db.session.scalars(select(Pool)).one()
        typed = {"pool_id": pool.id, "label": "Intervenants", "seats": "1"}
        assert (
            team.post(f"{seats}/reserves/nouvelle", data={**typed, "seats": "2"}).status_code == 422
        )
        assert team.post(f"{seats}/reserves/nouvelle", data=typed).status_code == 303
        reserve = db.session.scalars(select(Reserve)).one()
        assert "Intervenants" in team.get(seats).text
        speaker = register(event, "p@example.org").registration
        claim = loaded(speaker.id).claims[0]
        page = team.get(f"/gestion/inscriptions/{speaker.id}/places").text
        assert "0 prise et 1 réservée sur 1 place" in page.replace("\u00a0", " ")
        give = f"/gestion/inscriptions/{speaker.id}/places/{claim.id}"
        assert "Une place réservée" in team.get(give).text
        assert team.post(give, data={"reserve": reserve.id}).status_code == 303
        assert held(speaker.id) == {"Sur place": "confirmed"}
        assert team.post(f"{seats}/reserves/{reserve.id}/rendre", page=seats).status_code == 303
        assert "Aucune place réservée" in team.get(seats).text

    def test_a_seat_beyond_the_capacity_must_be_said(self, team: HouseClient) -> None:
        event = make.event(on_site=0)
        mine = register(event, "p@example.org").registration
        give = f"/gestion/inscriptions/{mine.id}/places/{loaded(mine.id).claims[0].id}"
        refused = team.post(give, data={"reserve": ""})
        assert refused.status_code == 422
        assert "dites que vous ajoutez une place" in refused.text
        assert team.post(give, data={"reserve": "", "beyond": "y"}).status_code == 303
        assert "(place ajoutée)" in team.get(f"/gestion/inscriptions/{mine.id}/places").text


class TestAnswers:
    def test_a_request_is_said_plainly_and_answered(self, client: HouseClient) -> None:
        event = make.event(on_site=2, approval_required=True)
        page = client.get(f"/evenements/{event.slug}/inscription").text
        assert "C’est une demande" in page
        assert "Je demande une place" in page
        assert send(client, event) == 303
        registration = only()
        own = f"/inscriptions/{token_of(registration)}"
        assert "Une place vous est gardée" in client.get(own).text
        client.sign_in(make.account(Role.STAFF))
        listed = client.get(f"/gestion/evenements/{event.slug}/inscriptions").text
        assert "Répondre" in listed
        acts = f"/gestion/inscriptions/{registration.id}"
        assert "Répondre à la demande" in client.get(f"{acts}/places").text
        assert client.post(f"{acts}/refuser", data={"reason": ""}).status_code == 422
        refusal = client.get(f"{acts}/refuser")
        places = client.get(f"{acts}/places")
        for _ in range(2):
            assert client.post(f"{acts}/accepter", page=places).status_code == 303
        late = client.post(f"{acts}/refuser", data={"reason": "Trop tard."}, page=refusal)
        assert late.status_code == 409
        assert "Votre place est confirmée" in client.get(own).text

    def test_a_refusal_is_read_on_ones_own_page(self, team: HouseClient) -> None:
        event = make.event(on_site=2, approval_required=True)
        mine = register(event, "p@example.org").registration
        sent = {"reason": "Cette journée est réservée aux communes."}
        assert team.post(f"/gestion/inscriptions/{mine.id}/refuser", data=sent).status_code == 303
        page = team.get(f"/inscriptions/{token_of(mine)}").text
        assert "Votre demande n’a pas été acceptée" in page
        assert "réservée aux communes" in page
        assert "Demande refusée" in team.get(f"/gestion/inscriptions/{mine.id}/places").text

    def test_an_address_is_confirmed_by_a_button_behind_its_mail(self, client: HouseClient) -> None:
        event = make.event(on_site=1, confirmation_hours=24)
        page = client.get(f"/evenements/{event.slug}/inscription").text
        assert "confirmer votre adresse" in page
        answer = client.post(f"/evenements/{event.slug}/inscription", data=FORM)
        # The browser does not get what only the mail may give.
        assert answer.headers["Location"].endswith("/inscription/courriel")
        own = f"/inscriptions/{token_of(only())}"
        assert "Je confirme mon inscription" in client.get(own).text
        assert client.post(f"{own}/confirmation").status_code == 303
        assert "Votre place est confirmée" in client.get(own).text


class TestInvitations:
    def test_from_a_pasted_list_to_a_seat(self, team: HouseClient) -> None:
        event = make.event(invitation_only=True)
        page = f"/gestion/evenements/{event.slug}/invitations"
        wrong = team.post(page, data={"addresses": "une@example.org\npas une adresse"})
        assert wrong.status_code == 422
        assert "« pas »" in wrong.text.replace("\u202f", " ")
        sent = team.post(page, data={"addresses": "une@example.org; Autre@example.org,\n"})
        assert sent.status_code == 303
        shown = team.get(page).text
        assert "une@example.org" in shown
        rows = db.session.scalars(select(Invitation).order_by(Invitation.id)).all()
        first, second = rows
        retract = f"/gestion/invitations/{second.id}/retirer"
        assert team.post(retract, page=page).status_code == 303
        visitor = team.application.test_client()
        assert isinstance(visitor, HouseClient)
        address = f"/evenements/{event.slug}/inscription"
        assert "ouvert aux personnes invitées" in visitor.get(address).text
        assert (
            "n’est plus valable"
            in visitor.get(f"{address}?invitation={invitation_token(second)}").text
        )
        form = visitor.get(f"{address}?invitation={invitation_token(first)}")
        assert 'value="une@example.org"' in form.text
        typed = {**FORM, "email": "une@example.org"}
        assert visitor.forge(address, data=typed).status_code == 422
        assert visitor.post(address, data=typed, page=form).status_code == 303
        assert "Inscription faite" in team.get(page).text

    def test_the_page_of_the_event_says_so(self, client: HouseClient) -> None:
        event = make.event(invitation_only=True)
        assert "ouvert aux personnes invitées" in client.get(f"/evenements/{event.slug}").text


def test_the_options_are_set_in_the_page_of_the_event(team: HouseClient) -> None:
    event = make.event(on_site=5)
    address = f"/gestion/evenements/{event.slug}/modifier"
    at = clock.paris(event.starts_at) if event.starts_at else clock.now()
    typed = {
        "kind": "study_day",
        "title": event.title,
        "visibility": "public",
        "mode": "on_site",
        "on_site_capacity": "5",
        "starts_at-jour": f"{at:%Y-%m-%d}",
        "starts_at-heure": f"{at:%H:%M}",
        "ends_at-jour": f"{at:%Y-%m-%d}",
        "ends_at-heure": f"{at + timedelta(hours=7):%H:%M}",
        "approval_required": "y",
        "seats_per_organisation": "2",
        "confirmation_hours": "48",
    }
    assert team.post(address, data={**typed, "confirmation_hours": "0"}).status_code == 422
    assert team.post(address, data=typed).status_code == 303
    db.session.expire_all()
    stored = db.session.get_one(Event, event.id)
    assert (stored.approval_required, stored.invitation_only) == (True, False)
    assert (stored.seats_per_organisation, stored.confirmation_hours) == (2, 48)
    page = team.get(address).text
    assert 'value="48"' in page


def test_after_the_closing_the_person_is_told_that_nobody_moves_up(client: HouseClient) -> None:
    event = make.event(on_site=0)
    mine = register(event, "p@example.org").registration
    with transaction():
        stored = db.session.get_one(Event, event.id)
        stored.registration_closes_at = clock.now() - timedelta(hours=1)
    page = client.get(f"/inscriptions/{token_of(mine)}").text
    assert "plus personne ne passe de la liste d’attente" in page


def test_choosing_nothing_new_is_no_act(client: HouseClient) -> None:
    event = make.event()
    a = make.session(event, "A", 1)
    mine = register(event, "p@example.org", sessions=[a]).registration
    assert not choose(mine.id, a)
    answer = client.post(f"/inscriptions/{token_of(mine)}/ateliers", data={"sessions": [a]})
    assert answer.status_code == 303
