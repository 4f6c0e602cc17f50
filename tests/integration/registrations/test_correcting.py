"""After the closing, after the day, after a slip: what may still be corrected, and by whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.enums import Role
from app.audit.models import AuditEntry
from app.events import services as events
from app.events.enums import EventMode, PoolKind
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, transaction
from app.kernel.errors import Invalid
from app.outbox.enums import MessageStatus
from app.outbox.letters import render_bodies
from app.outbox.models import OutboxMessage
from app.questions.enums import QuestionKind
from app.questions.queries import said_by
from app.registrations import services
from app.registrations.models import Invitation, Registration
from app.registrations.roster import everyone
from app.registrations.tokens import invitation_token, token_of
from tests import make
from tests.pages import Page
from tests.registering import change, loaded, register, standing
from tests.web import HouseClient

TEAM = Actor(roles=frozenset({"staff"}), label="équipe")


@pytest.fixture
def team(client: HouseClient) -> HouseClient:
    client.sign_in(make.account(Role.STAFF))
    return client


@pytest.fixture
def visitor(app: Flask) -> HouseClient:
    browser = app.test_client()
    assert isinstance(browser, HouseClient)
    return browser


def closed(event: Event) -> Event:
    with transaction():
        events.set_registration(SYSTEM, event, is_open=False)
    return event


def own(number: int) -> str:
    return f"/inscriptions/{token_of(loaded(number))}"


def mails(kind: str) -> list[OutboxMessage]:
    statement = select(OutboxMessage).where(OutboxMessage.kind == f"registrations/{kind}")
    return list(db.session.scalars(statement.order_by(OutboxMessage.id)))


def acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


class TestAfterTheClosing:
    def test_what_is_asked_by_mail_can_be_answered(self, client: HouseClient) -> None:
        event = make.event(on_site=5)
        number = register(event, "p@example.org").registration.id
        make.question(event, QuestionKind.TEXT, label="D’où venez-vous ?", required=True)
        closed(event)
        with transaction():
            assert services.ask_again(TEAM, event) == 1
        address = mails("open_questions")[0].payload["answer_url"]
        assert address.endswith(f"{own(number)}/modifier")
        question = next(iter(_questions(event)))
        sent = client.post(f"{own(number)}/modifier", data={question: "De Muret"})
        assert sent.status_code == 303
        assert [one.words for one in said_by([number])[number]] == ["De Muret"]
        assert "Modifier mes informations" in client.get(own(number)).text

    def test_the_team_corrects_name_address_and_answers(
        self, team: HouseClient, visitor: HouseClient
    ) -> None:
        event = make.event(on_site=5)
        number = register(event, "faux@example.org").registration.id
        make.question(event, QuestionKind.TEXT, label="D’où venez-vous ?")
        closed(event)
        former = own(number)
        address = f"/gestion/inscriptions/{number}/modifier"
        assert address in team.get(f"/gestion/inscriptions/{number}/places").text
        question = next(iter(_questions(event)))
        typed = {"first_name": "Zoé", "email": "juste@example.org", question: "Muret"}
        assert team.post(address, data=typed).status_code == 303
        changed = loaded(number)
        assert (changed.name, changed.email) == ("Zoé Exemple", "juste@example.org")
        # The mailbox that was written to by mistake opens nothing any more.
        assert visitor.get(former).status_code == 404
        assert visitor.get(own(number)).status_code == 200
        mail = mails("address_changed")[0]
        text, _ = render_bodies(mail.kind, mail.subject, mail.payload)
        assert (mail.recipient, mail.calendar is not None) == ("juste@example.org", True)
        assert "Votre place est confirmée" in text
        assert own(number) in text
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "registration:correct")
        ).one()
        assert entry.after == {"fields": ["first_name", question, "email"]}

    def test_nobody_is_made_of_two(self, team: HouseClient) -> None:
        event = make.event(on_site=5)
        register(event, "p@example.org", first_name="Zoé")
        number = register(event, "p@example.org", first_name="Alix").registration.id
        address = f"/gestion/inscriptions/{number}/modifier"
        refused = team.post(address, data={"first_name": "ZOE"})
        assert refused.status_code == 422
        assert "a déjà ce nom et cette adresse" in refused.text
        assert client_names(event) == ["Zoé Exemple", "Alix Exemple"]

    def test_the_team_adds_somebody_after_the_closing_and_after_the_day(
        self, team: HouseClient
    ) -> None:
        event = closed(make.event(on_site=2))
        address = f"/gestion/evenements/{event.slug}/inscriptions/ajouter"
        typed = {"first_name": "Ada", "last_name": "Fictive", "consent": "y"}
        assert team.post(address, data={**typed, "email": "ada@example.org"}).status_code == 303
        assert len(mails("confirmed")) == 1
        make.begun(event)
        typed["first_name"] = "Léo"
        assert team.post(address, data={**typed, "email": "leo@example.org"}).status_code == 303
        # Nothing is to come any more: nobody is invited to what has begun.
        assert len(mails("confirmed")) == 1
        assert client_names(event) == ["Ada Fictive", "Léo Fictive"]
        # No more seats than there are, whoever registers.
        third = register(event, "x@example.org", first_name="Zoé", actor=TEAM)
        assert third.rank == 1

    def test_others_stay_outside(self, visitor: HouseClient) -> None:
        event = closed(make.event(on_site=2))
        with pytest.raises(Invalid, match="ne sont pas ouvertes"):
            register(event, "p@example.org")
        number = register(event, "p@example.org", actor=TEAM).registration.id
        assert visitor.get(f"/gestion/inscriptions/{number}/modifier").status_code in {302, 303}

    def test_the_team_changes_how_somebody_comes(self, team: HouseClient) -> None:
        event = make.event(on_site=2, remote=2, mode=EventMode.HYBRID)
        number = register(event, "p@example.org").registration.id
        closed(event)
        with transaction():
            services.change_mode(TEAM, loaded(number), attendance_mode=PoolKind.REMOTE)
        assert [kind for kind, _ in standing(number)] == [PoolKind.REMOTE]
        with pytest.raises(Exception, match="ne sont pas ouvertes"):
            change(number, PoolKind.ON_SITE)

    def test_a_cancelled_event_is_left_as_it_is(self, client: HouseClient) -> None:
        event = make.event(on_site=2)
        number = register(event, "p@example.org").registration.id
        with transaction():
            events.cancel(SYSTEM, event, reason="Salle fermée.")
        refused = client.get(f"{own(number)}/modifier")
        assert "Cet événement est annulé" in refused.text
        with pytest.raises(Invalid, match="est annulé"):
            register(event, "q@example.org", actor=TEAM)


class TestTheAddressJustGiven:
    """On the page that follows, by the same browser."""

    def fill_in(self, client: HouseClient, event: Event, email: str, **values: str) -> None:
        typed = {"first_name": "Ada", "last_name": "Fictive", "consent": "y", **values}
        address = f"/evenements/{event.slug}/inscription"
        assert client.post(address, data={**typed, "email": email}).status_code == 303

    def test_the_page_repeats_what_was_chosen(self, client: HouseClient) -> None:
        event = make.event(on_site=5, remote=5, mode=EventMode.HYBRID)
        full = make.session(event, "Débattre", 0)
        self.fill_in(
            client, event, "ada@example.org", attendance_mode="on_site", sessions=str(full)
        )
        page = Page(client.get(f"/evenements/{event.slug}/inscription/courriel")).text
        assert "Sur place : place confirmée" in page.replace("\u00a0", " ")
        assert "Débattre Liste d’attente, rang 1" in page

    def test_a_slip_is_corrected_and_the_seat_stays(
        self, client: HouseClient, visitor: HouseClient
    ) -> None:
        event = make.event(on_site=1)
        self.fill_in(client, event, "ada@faux.example.org")
        number = db.session.scalars(select(Registration)).one().id
        former = own(number)
        page = f"/evenements/{event.slug}/inscription/courriel"
        assert "L’adresse est fausse" in client.get(page).text
        wrong = client.post(page, data={"email": "ada@"})
        assert wrong.status_code == 422
        assert client.post(page, data={"email": "ada@example.org"}).status_code == 303
        assert loaded(number).email == "ada@example.org"
        assert visitor.get(former).status_code == 404
        assert [mail.recipient for mail in mails("address_changed")] == ["ada@example.org"]
        assert standing(number)[0][1] == "confirmed"
        # Twice wrong, twice corrected.
        assert client.post(page, data={"email": "ada.f@example.org"}).status_code == 303
        assert loaded(number).email == "ada.f@example.org"
        assert acts().count("registration:correct_address") == 2
        # Another browser has nothing to correct.
        assert "L’adresse est fausse" not in visitor.get(page).text

    def test_nobody_takes_over_who_was_there_before(
        self, client: HouseClient, visitor: HouseClient
    ) -> None:
        event = make.event(on_site=5)
        self.fill_in(visitor, event, "ada@example.org")
        number = db.session.scalars(select(Registration)).one().id
        page = f"/evenements/{event.slug}/inscription/courriel"
        self.fill_in(client, event, "ada@example.org")
        theirs, mine = visitor.get(page).text, client.get(page).text
        assert _plain(theirs) == _plain(mine)
        sent = client.post(page, data={"email": "mallory@example.org"})
        assert sent.status_code == 303
        assert "un courriel part" in client.get(page).text
        assert loaded(number).email == "ada@example.org"
        assert mails("address_changed") == []

    def test_an_address_that_must_answer_is_asked_anew(self, client: HouseClient) -> None:
        event = make.event(on_site=5, confirmation_hours=24)
        self.fill_in(client, event, "ada@faux.example.org")
        page = f"/evenements/{event.slug}/inscription/courriel"
        client.post(page, data={"email": "ada@example.org"})
        asked = [mail.recipient for mail in mails("confirm_address")]
        assert asked == ["ada@faux.example.org", "ada@example.org"]

    def test_it_is_not_for_ever(self, client: HouseClient) -> None:
        event = make.event(on_site=5)
        self.fill_in(client, event, "ada@faux.example.org")
        with transaction():
            one = db.session.scalars(select(Registration)).one()
            one.created_at = clock.now() - timedelta(hours=3)
        page = f"/evenements/{event.slug}/inscription/courriel"
        client.post(page, data={"email": "ada@example.org"})
        assert db.session.scalars(select(Registration)).one().email == "ada@faux.example.org"


def test_a_returned_mail_is_shown_until_the_address_is_corrected(team: HouseClient) -> None:
    event = make.event(on_site=1)
    number = register(event, "faux@example.org").registration.id
    register(event, "attend@example.org", first_name="Zoé")
    with transaction():
        mail = db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.recipient == "faux@example.org")
        ).one()
        mail.status = MessageStatus.BOUNCED
    assert "Courriel en erreur" in team.get(f"/gestion/evenements/{event.slug}/inscriptions").text
    assert "n’est pas arrivé" in team.get(f"/gestion/inscriptions/{number}/places").text
    # It frees nothing by itself.
    assert [one.status.value for one in everyone(event)] == ["confirmed", "waiting"]
    team.post(f"/gestion/inscriptions/{number}/modifier", data={"email": "juste@example.org"})
    assert not any(one.mail_failed for one in everyone(event))


def client_names(event: Event) -> list[str]:
    statement = select(Registration).where(Registration.event_id == event.id)
    return [one.name for one in db.session.scalars(statement.order_by(Registration.id))]


def _questions(event: Event) -> list[str]:
    from app.questions.queries import asked_of

    return [one.name for one in asked_of(event).questions]


def _plain(page: str) -> str:
    """Without what changes at each page: the token against forgery."""
    import re

    return re.sub(r'name="csrf_token"[^>]*', "", page)


class TestLeaving:
    """What is said of the seat is true."""

    def leave(self, client: HouseClient, number: int) -> str:
        address = f"{own(number)}/annulation"
        shown = Page(client.get(address)).text
        sent = client.post(address, data={"reason": ""})
        return shown + Page(client.get(sent.headers["Location"])).text

    def test_who_has_a_seat_gives_it_back(self, client: HouseClient) -> None:
        event = make.event(on_site=1)
        said = self.leave(client, register(event, "p@example.org").registration.id)
        assert "quelqu’un d’autre peut l’avoir" in said

    def test_who_only_waited_gives_nothing(self, client: HouseClient) -> None:
        event = make.event(on_site=0)
        said = self.leave(client, register(event, "p@example.org").registration.id)
        assert "Vous quittez la liste d’attente." in said
        assert "quelqu’un" not in said

    def test_nobody_gets_a_seat_once_registration_is_closed(self, client: HouseClient) -> None:
        event = make.event(on_site=1)
        number = register(event, "p@example.org").registration.id
        closed(event)
        assert "quelqu’un" not in self.leave(client, number)


def test_a_link_that_somebody_else_used_can_be_sent_anew(team: HouseClient) -> None:
    event = make.event(on_site=5, invitation_only=True)
    page = f"/gestion/evenements/{event.slug}/invitations"
    team.post(page, data={"addresses": "invitee@example.org"})
    invited = db.session.scalars(select(Invitation)).one()
    token = invitation_token(invited)
    register(event, "autre@example.org", invitation=token, first_name="Boris")
    listed = Page(team.get(page)).text
    assert "Boris Exemple, autre@example.org" in listed
    team.post(page, data={"addresses": "invitee@example.org"})
    again = db.session.scalars(select(Invitation).order_by(Invitation.id)).all()
    assert [one.revoked_at is None for one in again] == [False, True]
    register(event, "invitee@example.org", invitation=invitation_token(again[1]))
    # Whoever used their own link is not invited twice.
    team.post(page, data={"addresses": "invitee@example.org"})
    assert len(db.session.scalars(select(Invitation)).all()) == 2
