"""What waits, on the team's page of an event; asking again for answers."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select, update

from app.accounts.enums import Role
from app.attendance import services as attendance
from app.attendance.models import Presence
from app.attendance.queries import slots_of
from app.enrolment import services as enrolment
from app.events.enums import EventStatus, PoolKind
from app.events.models import Event
from app.groups.queries import load_actor
from app.kernel import clock
from app.kernel.access import ANONYMOUS, SYSTEM
from app.kernel.db import db, transaction
from app.outbox.letters import render_bodies
from app.outbox.models import OutboxMessage
from app.questions.enums import YES, QuestionKind
from app.questions.models import GivenAnswer
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim
from app.registrations.services import ask_again
from app.registrations.unanswered import open_for
from tests import make
from tests.web import HouseClient


def said(client: HouseClient, event: Event, tail: str = "") -> str:
    text = client.get(f"/gestion/evenements/{event.slug}{tail}").text
    return unescape(text).replace("\u00a0", " ").replace("\u202f", " ")


def asked_again() -> list[OutboxMessage]:
    db.session.rollback()
    statement = select(OutboxMessage).where(OutboxMessage.kind == "registrations/open_questions")
    return list(db.session.scalars(statement.order_by(OutboxMessage.id)))


def test_who_was_registered_by_others_is_asked_once_a_week(client: HouseClient) -> None:
    event = make.event(on_site=20)
    car = make.question(event, QuestionKind.YES_NO, label="En voiture ?", required=True)
    make.question(
        event, label="D’où partez-vous ?", required=True, only_if_id=car.id, only_if_value=YES
    )
    make.question(event, label="Un mot ?")
    with transaction():
        enrolment.register_others(
            ANONYMOUS,
            event,
            attempt="",
            who=enrolment.Who("Claude", "Contact", "claude@example.org"),
            people=[
                enrolment.Somebody("Ada", "Sans-Réponse", "ada@example.org"),
                enrolment.Somebody("Léo", "Papier"),
            ],
            attendance_mode=PoolKind.ON_SITE,
        )
    partly = make.registration(event, last_name="À-Moitié", email="moitie@example.org")
    with transaction():
        db.session.add(GivenAnswer(registration_id=partly.id, question_id=car.id, values=[YES]))
    make.registration(event, email=None, last_name="Seule")
    client.sign_in(make.account(Role.STAFF))
    page = said(client, event)
    assert "4 personnes n’ont pas répondu à une question nécessaire" in page
    page = said(client, event, "/questions-ouvertes")
    assert "D’où partez-vous ?" in page
    assert "Sans adresse : à appeler" in page
    assert "Écrire à 3 personnes" in page
    assert asked_again() == []
    address = f"/gestion/evenements/{event.slug}/questions-ouvertes"
    form = client.get(address)
    for _ in range(2):
        answer = client.post(address, page=form)
        assert answer.status_code == 303
    sent = asked_again()
    assert sorted(mail.recipient for mail in sent) == [
        "ada@example.org",
        "claude@example.org",
        "moitie@example.org",
    ]
    mail = next(mail for mail in sent if mail.recipient == "moitie@example.org")
    text = render_bodies(mail.kind, mail.subject, mail.payload)[0]
    assert "D’où partez-vous" in text
    assert "En voiture" not in text
    assert "/modifier" in text
    assert "Déjà écrit le" in said(client, event, "/questions-ouvertes")
    with clock.at(clock.now() + timedelta(days=8)), transaction():
        assert ask_again(SYSTEM, event) == 3
    assert len(asked_again()) == 6


@pytest.mark.usefixtures("app")
def test_nothing_is_asked_once_it_has_begun() -> None:
    event = make.event(on_site=20)
    make.question(event, required=True)
    make.registration(event)
    assert len(open_for(event)) == 1
    assert event.starts_at is not None
    with clock.at(event.starts_at + timedelta(minutes=1)):
        assert open_for(event) == []


def test_the_page_says_what_waits_and_leads_there(client: HouseClient) -> None:
    event = make.event(on_site=5, approval_required=True)
    make.registration(event, ClaimStatus.REQUESTED)
    make.registration(event, ClaimStatus.WAITING)
    client.sign_in(make.account(Role.STAFF))
    page = said(client, event)
    assert "1 demande à traiter" in page
    assert "en attente alors que des places sont libres" in page
    assert f"/gestion/evenements/{event.slug}/inscriptions?statut=requested" in page


def test_after_the_day_the_sheet_then_the_thanks(client: HouseClient) -> None:
    start = clock.now() - timedelta(days=2)
    event = make.event(on_site=5, starts_at=start, status=EventStatus.HELD)
    first, _ = make.registration(event), make.registration(event)
    staff = make.account(Role.STAFF)
    client.sign_in(staff)
    page = said(client, event)
    assert "La feuille d’émargement est à saisir" in page
    assert "remerciement et la suite ne sont pas partis" not in page
    slot = slots_of(event)[0].key
    with transaction():
        db.session.add(Presence(registration_id=first.id, slot=slot, since=start))
        db.session.execute(
            update(Claim)
            .where(Claim.registration_id == first.id)
            .values(status=ClaimStatus.ATTENDED)
        )
    page = said(client, event)
    assert "1 personne sans présence ni absence notée" in page
    assert "Le remerciement et la suite ne sont pas partis" in page
    assert "modele=suites" in page
    actor = load_actor(staff.id)
    assert actor is not None
    with transaction():
        attendance.mark_absent(actor, event)
        attendance.thank(actor, event, message="Merci")
    page = said(client, event)
    assert "À voir" not in page
