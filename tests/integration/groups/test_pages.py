"""Pages of groups, as each reader meets them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.enums import Role
from app.events.enums import EventKind, EventStatus, Visibility
from app.events.models import Event
from app.groups.enums import GroupRole, GroupStatus
from app.groups.models import GroupAlias, GroupOffshoot, Mandate, WorkingGroup
from app.kernel import clock
from app.kernel.db import db, transaction
from app.organisations.models import Organisation
from app.outbox.models import OutboxMessage
from app.reference.models import Source
from app.strategy.models import AnnouncedTotal
from tests import make
from tests.form_rules import offered
from tests.web import HouseClient

MARK = "Zébulon"


def text(client: HouseClient, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return str(response.get_data(as_text=True))


def test_the_list_says_how_many_were_announced(client: HouseClient) -> None:
    assert "Aucun groupe n’est encore renseigné" in text(client, "/groupes")
    make.group(name="Alimentation", slug="alimentation", purpose="Manger bien")
    make.group(name="Égalité des chances")
    with transaction():
        db.session.add(AnnouncedTotal(year=2023, key="groups", value=12, label="groupes"))
    page = text(client, "/groupes")
    assert "12\u00a0groupes annoncés en 2023, 2 renseignés ici." in page
    assert "Manger bien" in page
    assert page.index("Alimentation") < page.index("Égalité des chances")


def test_the_page_says_what_is_known_and_leaves_the_rest_open(client: HouseClient) -> None:
    group = make.group(name="Milieu rural", slug="rural", source_codes=["SITE"])
    with transaction():
        db.session.add(Source(code="SITE", label="Le site", url="https://source.example.org/"))
        db.session.add(
            GroupAlias(group_id=group.id, name="Précarité rurale", certain=False, from_year=2023)
        )
        db.session.add(
            GroupOffshoot(group_id=group.id, name="Coop fictive", since_year=2022, founders=["A"])
        )
    page = text(client, "/groupes/rural")
    assert "L’objet de ce groupe reste à préciser." in page
    assert "Rapprochement probable, à confirmer" in page
    assert "(depuis 2023)" in page
    assert "Coop fictive" in page
    assert "https://source.example.org/" in page
    assert client.get("/groupes/absent").status_code == 404


def test_people_are_shown_to_members_and_the_team_only(client: HouseClient) -> None:
    group = make.group(slug="g")
    with transaction():
        organisation = Organisation(slug="asso", name="Association fictive")
        db.session.add(organisation)
    lead = make.account(name=f"{MARK} Lead", organisation_id=organisation.id)
    member, partner, staff = make.account(), make.account(Role.PARTNER), make.account(Role.STAFF)
    make.mandate(lead, group, GroupRole.LEAD)
    make.mandate(member, group, GroupRole.MEMBER)
    emails = lead.email
    for visitor in (None, partner):
        if visitor is not None:
            client.sign_in(visitor)
        page = text(client, "/groupes/g")
        assert MARK not in page
        assert "Association fictive" in page
        assert client.get("/groupes/g/membres").status_code in {302, 403}
    client.sign_in(member)
    assert MARK in text(client, "/groupes/g")
    listed = text(client, "/groupes/g/membres")
    assert MARK in listed
    assert emails not in listed
    client.sign_in(staff)
    assert emails in text(client, "/groupes/g/membres")


def test_the_three_acts_are_for_the_lead(client: HouseClient) -> None:
    group = make.group(slug="g")
    lead, member = make.account(), make.account()
    make.mandate(lead, group, GroupRole.LEAD)
    make.mandate(member, group, GroupRole.MEMBER)
    acts = ("Convoquer une réunion", "Rédiger le compte rendu", "Faire une proposition")
    assert not any(act in text(client, "/groupes/g") for act in acts)
    client.sign_in(member)
    page = text(client, "/groupes/g")
    assert [act in page for act in acts] == [False, False, True]
    client.sign_in(lead)
    page = text(client, "/groupes/g")
    assert all(act in page for act in acts)
    with transaction():
        db.session.get_one(WorkingGroup, group.id).status = GroupStatus.CLOSED
    page = text(client, "/groupes/g")
    assert not any(act in page for act in acts)
    assert client.get("/groupes/g/reunions/nouvelle").status_code == 403


def meeting(**changes: str) -> dict[str, str]:
    day = clock.today() + timedelta(days=20)
    return {
        "title": "Réunion d’automne",
        "day": day.isoformat(),
        "begins": "09:30",
        "ends": "12:00",
        "mode": "hybrid",
        "venue": "Salle fictive",
        "city": "Toulouse",
        "remote_url": "https://visio.example.org/salle",
        "agenda": "9 h 30 Accueil\n10 h Tour de table\nQuestions diverses",
        "visibility": "group",
        "repeat": "once",
        "open_to_others": "y",
        **changes,
    }


def test_convening_publishes_the_meeting_and_tells_the_members(client: HouseClient) -> None:
    group, lead, member = make.group(slug="g"), make.account(), make.account()
    make.mandate(lead, group, GroupRole.LEAD)
    make.mandate(member, group, GroupRole.MEMBER)
    client.sign_in(lead)
    assert "aux 2 personnes membres" in text(client, "/groupes/g/reunions/nouvelle")
    response = client.post("/groupes/g/reunions/nouvelle", data=meeting())
    assert response.status_code == 303, response.get_data(as_text=True)
    event = db.session.scalars(select(Event)).one()
    assert (event.kind, event.status) == (EventKind.GROUP_MEETING, EventStatus.PUBLISHED)
    assert (event.visibility, event.group_id) == (Visibility.GROUP, group.id)
    assert event.starts_at is not None
    assert clock.paris(event.starts_at).strftime("%H:%M") == "09:30"
    assert event.registration_open
    told = set(db.session.scalars(select(OutboxMessage.recipient)))
    assert told == {lead.email, member.email}
    again = client.post("/groupes/g/reunions/nouvelle", data=meeting())
    assert again.location == response.location, "a second click is the same meeting"
    assert db.session.scalars(select(Event)).all() == [event]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ends": "09:00"}, "La fin doit venir après le début."),
        ({"day": "2020-01-10"}, "Cette date est passée."),
        ({"day": "0001-01-01", "begins": "00:00"}, "Cette année n’est pas possible."),
        ({"day": ""}, ""),
        ({"remote_url": "visio"}, "Ce lien n’est pas complet."),
        ({"title": ""}, ""),
    ],
)
def test_a_meeting_that_makes_no_sense_is_refused_and_kept(
    client: HouseClient, changes: dict[str, str], message: str
) -> None:
    group, lead = make.group(slug="g"), make.account()
    make.mandate(lead, group, GroupRole.LEAD)
    client.sign_in(lead)
    response = client.post("/groupes/g/reunions/nouvelle", data=meeting(**changes))
    assert response.status_code == 422
    page = response.get_data(as_text=True)
    assert message in page
    assert "Salle fictive" in page
    assert db.session.scalars(select(Event)).all() == []


def test_the_skipped_hour_is_refused(client: HouseClient) -> None:
    group, lead = make.group(slug="g"), make.account()
    make.mandate(lead, group, GroupRole.LEAD)
    client.sign_in(lead)
    spring = meeting(day="2027-03-28", begins="02:30", ends="04:00")
    response = client.post("/groupes/g/reunions/nouvelle", data=spring)
    assert response.status_code == 422
    assert "Cette heure n’existe pas" in response.get_data(as_text=True)


def test_the_team_completes_a_group(client: HouseClient) -> None:
    group = make.group(slug="g", name="Alimentation")
    with transaction():
        organisation = Organisation(slug="asso", name="Association fictive")
        db.session.add(organisation)
    organisation_id, group_id = organisation.id, group.id
    client.sign_in(make.account(Role.STAFF))
    page = client.get("/gestion/groupes/g")
    assert "Structure animatrice" in page.text
    sent = {
        "name": "Alimentation",
        "purpose": "Manger bien et assez",
        "lead_organisation_id": str(organisation_id),
        "contact_email": "",
    }
    assert client.post("/gestion/groupes/g", data=sent, page=page).status_code == 303
    stored = db.session.get_one(WorkingGroup, group_id)
    assert (stored.purpose, stored.lead_organisation_id) == (
        "Manger bien et assez",
        organisation_id,
    )
    stale = client.post("/gestion/groupes/g", data={**sent, "purpose": "Autre chose"}, page=page)
    assert stale.status_code == 409
    body = stale.get_data(as_text=True)
    assert "Autre chose" in body
    assert "Manger bien et assez" in body


def test_the_team_creates_a_group_and_moves_its_state(client: HouseClient) -> None:
    client.sign_in(make.account(Role.STAFF))
    assert "À préciser" in text(client, "/gestion/groupes/nouveau")
    assert client.post("/gestion/groupes/nouveau", data={"name": ""}).status_code == 422
    created = client.post("/gestion/groupes/nouveau", data={"name": "Mobilité"})
    assert created.headers["Location"] == "/groupes/mobilite"
    twice = client.post("/gestion/groupes/nouveau", data={"name": "Mobilité"})
    assert twice.status_code == 422
    assert "Un groupe porte déjà ce nom." in twice.get_data(as_text=True)
    path = "/gestion/groupes/mobilite/etat"
    assert "En sommeil" in text(client, path)
    assert client.post(path, data={"status": "dormant", "reason": ""}).status_code == 422
    assert client.post(path, data={"status": "dormant", "reason": "Pause"}).status_code == 303
    assert "Pause" in text(client, path)
    assert "En sommeil" in text(client, "/groupes/mobilite")


def test_mandates_are_given_to_accounts_that_exist_and_ended(client: HouseClient) -> None:
    group = make.group(slug="g")
    person = make.account(name="Camille Fictive")
    email, group_id = person.email, group.id
    client.sign_in(make.account(Role.STAFF))
    today = clock.today().isoformat()
    unknown = client.post(
        "/groupes/g/membres", data={"email": "x@example.org", "role": "lead", "since": today}
    )
    assert unknown.status_code == 422
    assert "Aucun compte n’a cette adresse" in unknown.get_data(as_text=True)
    sent = {"email": email.upper(), "role": "lead", "since": today}
    assert client.post("/groupes/g/membres", data=sent).status_code == 303
    mandate = db.session.scalars(select(Mandate)).one()
    assert mandate.group_id == group_id
    path = f"/groupes/g/membres/{mandate.id}/fin"
    assert "Camille Fictive" in text(client, path)
    shown = offered(client.get(path).text)
    assert shown["until"] == today
    early = (clock.today() - timedelta(days=9)).isoformat()
    assert client.post(path, data={**shown, "until": early}).status_code == 422
    assert client.post(path, data=shown).status_code == 303
    assert "Rôles qui ont pris fin" in text(client, "/groupes/g/membres")
    other = make.group(slug="autre")
    assert client.get(f"/groupes/{other.slug}/membres/{mandate.id}/fin").status_code == 404


@pytest.mark.parametrize("days", [-20, 0, 300])
def test_a_role_ends_on_a_past_or_a_coming_day(client: HouseClient, days: int) -> None:
    make.group(slug="g")
    person = make.account(name="Camille Fictive")
    began = clock.today() - timedelta(days=100)
    client.sign_in(make.account(Role.STAFF))
    page = client.get("/groupes/g/membres").text
    given = {**offered(page, "/membres"), "email": person.email, "since": began.isoformat()}
    assert client.post("/groupes/g/membres", data=given).status_code == 303
    mandate = db.session.scalars(select(Mandate)).one()
    path = f"/groupes/g/membres/{mandate.id}/fin"
    until = clock.today() + timedelta(days=days)
    ends = {**offered(client.get(path).text), "until": until.isoformat()}
    assert client.post(path, data=ends).status_code == 303
    db.session.rollback()
    assert db.session.scalars(select(Mandate.until)).one() == until
    told = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == "groups/mandate_ended")
    ).one()
    assert told.payload["to_come"] is (days > 0)


def test_an_appointment_may_say_when_it_ends(client: HouseClient) -> None:
    make.group(slug="g")
    person = make.account(name="Camille Fictive")
    client.sign_in(make.account(Role.STAFF))
    page = client.get("/groupes/g/membres").text
    today = clock.today()
    given = {**offered(page, "/membres"), "email": person.email}
    wrong = {**given, "until": today.isoformat()}
    assert "La fin doit venir après le début" in client.post("/groupes/g/membres", data=wrong).text
    end = today + timedelta(days=400)
    coming = {**given, "until": end.isoformat()}
    for _ in range(2):
        assert client.post("/groupes/g/membres", data=coming).status_code == 303
    past = {
        **given,
        "since": (today - timedelta(days=500)).isoformat(),
        "until": (today - timedelta(days=200)).isoformat(),
    }
    assert client.post("/groupes/g/membres", data=past).status_code == 303
    db.session.rollback()
    rows = db.session.scalars(select(Mandate.until).order_by(Mandate.id)).all()
    assert rows == [end, today - timedelta(days=200)]
    told = db.session.scalars(
        select(OutboxMessage.kind).where(OutboxMessage.kind == "groups/appointed")
    ).all()
    assert len(told) == 1, "nobody is told of a role that has ended already"


def test_a_lead_edits_the_texts_of_the_own_group_only(client: HouseClient) -> None:
    group, lead = make.group(slug="g"), make.account()
    make.group(slug="autre")
    make.mandate(lead, group, GroupRole.LEAD)
    client.sign_in(lead)
    page = text(client, "/gestion/groupes/g")
    assert "Structure animatrice" not in page
    assert client.post("/gestion/groupes/g", data={"purpose": "Écouter"}).status_code == 303
    assert client.get("/gestion/groupes/autre").status_code == 403
    assert client.get("/gestion/groupes/g/etat").status_code == 403
    assert client.forge("/groupes/g/membres", data={}).status_code == 403


def test_pages_cost_the_same_whatever_they_list(client: HouseClient, app: Flask) -> None:
    from tests.counting import counted_queries

    def fill(count: int) -> None:
        for _ in range(count):
            group = make.group()
            with transaction():
                db.session.add(GroupAlias(group_id=group.id, name="x"))
            make.mandate(make.account(), group)
            make.event(kind=EventKind.GROUP_MEETING, group_id=group.id)

    fill(3)
    slug = db.session.scalars(select(WorkingGroup.slug).order_by(WorkingGroup.id)).first()
    with counted_queries() as few:
        client.get("/groupes")
    fill(12)
    with counted_queries() as many:
        client.get("/groupes")
    assert len(few) == len(many)
    assert slug is not None
