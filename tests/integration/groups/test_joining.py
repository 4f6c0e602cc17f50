"""Asking to join, and being invited: addresses are confirmed, answers are told, links end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import Account
from app.groups.enums import GroupRole, GroupStatus, JoinStatus
from app.groups.models import GroupInvitation, JoinRequest, Mandate, WorkingGroup
from app.groups.retention import forget_joining
from app.groups.tokens import invitation_token, request_token
from app.kernel import clock
from app.kernel.db import db, transaction
from app.outbox.models import OutboxMessage
from tests import make
from tests.web import HouseClient

pytestmark = pytest.mark.usefixtures("app")
ASKED = {"name": "Camille Fictive", "email": "Camille@example.org", "message": "Pour aider."}


def mails() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.execute(
        select(OutboxMessage.kind, OutboxMessage.recipient).order_by(OutboxMessage.id)
    )
    return [(kind, recipient) for kind, recipient in rows]


@pytest.fixture
def lead(client: HouseClient) -> HouseClient:
    """The browser of the person who leads the group `g`."""
    group, person = make.group(slug="g"), make.account(email="anim@example.org")
    make.mandate(person, group, GroupRole.LEAD)
    browser = client.application.test_client()
    assert isinstance(browser, HouseClient)
    browser.sign_in(person)
    return browser


def only_request() -> JoinRequest:
    return db.session.scalars(select(JoinRequest)).one()


def test_a_visitor_asks_confirms_and_is_taken_in(client: HouseClient, lead: HouseClient) -> None:
    unsaid = client.post("/groupes/g/rejoindre", data={"name": "X", "email": ""})
    assert unsaid.status_code == 422
    for _ in range(2):
        assert client.post("/groupes/g/rejoindre", data=ASKED).status_code == 303
    assert mails() == [("groups/join_to_confirm", "Camille@example.org")]
    assert "Camille" not in lead.get("/groupes/g/demandes").text, "not confirmed"
    link = f"/demandes/{request_token(only_request())}"
    assert "Confirmer ma demande" in client.get(link).text
    for _ in range(2):
        assert client.post(link).status_code == 200
    assert mails()[1:] == [("groups/join_asked", "anim@example.org")]
    page = lead.get("/groupes/g/demandes")
    assert "Camille Fictive" in page.text
    assert "Pour aider." in page.text
    accept = f"/groupes/g/demandes/{only_request().id}/accepter"
    for _ in range(2):
        assert lead.post(accept, page=page).status_code == 303
    account = db.session.scalars(
        select(Account).where(Account.email_key == "camille@example.org")
    ).one()
    mandate = db.session.scalars(select(Mandate).where(Mandate.account_id == account.id)).one()
    assert mandate.role is GroupRole.MEMBER
    assert [kind for kind, _ in mails()[2:]] == ["accounts/welcome", "groups/appointed"]
    refuse = accept.replace("accepter", "refuser")
    late = lead.forge(refuse, data={"reason": "Trop"})
    assert late.status_code == 409


def test_a_refusal_has_a_reason_that_the_person_reads(lead: HouseClient) -> None:
    asking = make.account(email="demande@example.org")
    lead_account = db.session.scalars(
        select(Account).where(Account.email_key == "anim@example.org")
    ).one()
    lead.sign_in(asking)
    sent = lead.post("/groupes/g/rejoindre", data={"message": "Pour aider."})
    assert sent.status_code == 303
    assert mails() == [("groups/join_asked", "anim@example.org")], "a known person confirms nothing"
    lead.sign_in(lead_account)
    refuse = f"/groupes/g/demandes/{only_request().id}/refuser"
    assert lead.post(refuse, data={"reason": " "}).status_code == 422
    assert lead.post(refuse, data={"reason": "Le groupe est complet."}).status_code == 303
    assert mails()[-1] == ("groups/join_refused", "demande@example.org")
    assert only_request().status is JoinStatus.REFUSED
    with clock.at(clock.now() + timedelta(days=400)), transaction():
        assert forget_joining(clock.now() - timedelta(days=365)) == 1


def test_a_programme_that_fills_every_field_is_not_followed(client: HouseClient) -> None:
    make.group(slug="g")
    answer = client.post("/groupes/g/rejoindre", data={**ASKED, "website": "x"})
    assert answer.status_code == 303
    assert mails() == []


def test_an_unconfirmed_request_goes_after_a_week(client: HouseClient) -> None:
    make.group(slug="g")
    client.post("/groupes/g/rejoindre", data=ASKED)
    with clock.at(clock.now() + timedelta(days=8)), transaction():
        assert forget_joining(clock.now() - timedelta(days=365)) == 1
        assert forget_joining(clock.now() - timedelta(days=365)) == 0


def test_an_invitation_makes_a_member_once_and_ends(client: HouseClient, lead: HouseClient) -> None:
    sent = {"name": "Sacha Fictif", "email": "sacha@example.org"}
    assert lead.post("/groupes/g/demandes", data=sent).status_code == 303
    assert lead.forge("/groupes/g/demandes", data={**sent, "role": "lead"}).status_code == 303
    row = db.session.scalars(select(GroupInvitation)).one()
    assert row.role is GroupRole.MEMBER, "those who lead give no other role"
    link, row_id = f"/invitations/{invitation_token(row)}", row.id
    assert mails() == [("groups/invited", "sacha@example.org")]
    page = client.get(link)
    assert page.headers["Cache-Control"] == "no-store"
    assert "Rejoindre le groupe" in page.text
    for _ in range(2):
        assert client.post(link, page=page).status_code == 200
    assert "Vous êtes dans le groupe" in client.get(link).text
    assert len(db.session.scalars(select(Mandate)).all()) == 2
    assert lead.forge(f"/groupes/g/invitations/{row_id}/retirer").status_code == 303
    assert client.get("/invitations/nimportequoi").status_code == 404


def test_a_link_taken_back_or_too_old_opens_nothing(client: HouseClient, lead: HouseClient) -> None:
    lead.post("/groupes/g/demandes", data={"name": "Sacha", "email": "sacha@example.org"})
    row = db.session.scalars(select(GroupInvitation)).one()
    link, row_id = f"/invitations/{invitation_token(row)}", row.id
    page = client.get(link)
    with transaction():
        db.session.get_one(GroupInvitation, row_id).expires_at = clock.now()
    assert client.post(link, page=page).status_code == 409
    with transaction():
        stored = db.session.get_one(GroupInvitation, row_id)
        stored.expires_at = clock.now() + timedelta(days=2)
    taken = lead.post(f"/groupes/g/invitations/{row_id}/retirer", page="/groupes/g/demandes")
    assert taken.status_code == 303
    assert client.post(link, page=page).status_code == 409
    assert "n’est plus valable" in client.get(link).text
    assert len(db.session.scalars(select(Mandate)).all()) == 1


def test_who_may(client: HouseClient, lead: HouseClient) -> None:
    group = db.session.scalars(select(WorkingGroup)).one()
    secretary = make.account()
    make.mandate(secretary, group, GroupRole.SECRETARY)
    client.sign_in(secretary)
    assert client.get("/groupes/g/demandes").status_code == 403
    assert client.get("/groupes/g/rejoindre").status_code == 403
    client.sign_in(make.account(Role.STAFF))
    given = {"name": "Sacha", "email": "sacha@example.org", "role": "co_lead"}
    assert client.post("/groupes/g/demandes", data=given).status_code == 303
    assert db.session.scalars(select(GroupInvitation.role)).one() is GroupRole.CO_LEAD
    with transaction():
        db.session.get_one(WorkingGroup, group.id).status = GroupStatus.CLOSED
    client.sign_in(make.account())
    assert client.get("/groupes/g/rejoindre").status_code == 403
