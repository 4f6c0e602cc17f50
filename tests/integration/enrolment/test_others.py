"""Registering colleagues or somebody without an address, and what those people answer."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.enums import Role
from app.enrolment.models import Contact, ContactPerson
from app.enrolment.services import forget_contacts
from app.enrolment.tokens import contact_token
from app.events import services as event_services
from app.events.models import Event
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.outbox.letters import render_bodies
from app.outbox.models import OutboxMessage
from app.questions.enums import NeedKind
from app.questions.models import DeclaredNeed
from app.registrations.models import Registration
from app.registrations.related import seat_code
from app.registrations.retention import anonymise
from app.registrations.tokens import token_of
from tests import make
from tests.integration.questions.asking import ask_needs
from tests.registering import held, loaded, register
from tests.web import HouseClient


def answers(**values: Any) -> dict[str, Any]:
    return {
        "attendance_mode": "on_site",
        "first_name": "Claude",
        "last_name": "Contact",
        "email": "claude@example.org",
        "organisation": "Association fictive",
        "consent": "y",
        "rows": "3",
        "first_name_0": "Ada",
        "last_name_0": "Exemple",
        "email_0": "ada@example.org",
        "first_name_2": "Léo",
        "last_name_2": "Exemple",
        "email_2": "leo@example.org",
        **values,
    }


def colleagues(client: HouseClient, event: Event, **values: Any) -> TestResponse:
    """Ask, then open the mail and confirm, as the contact does."""
    asked = ask(client, event, **values)
    to_confirm = to_confirm_of(values.get("email", "claude@example.org"))
    if asked.status_code != 303 or to_confirm is None:
        return asked
    page = client.get(to_confirm)
    return client.post(to_confirm) if page.status_code == 200 else page


def ask(client: HouseClient, event: Event, **values: Any) -> TestResponse:
    return client.post(f"/evenements/{event.slug}/inscription/collegues", data=answers(**values))


def to_confirm_of(address: str) -> str | None:
    """The link of the last mail by which this address confirms whom it asked to register."""
    asked = [one for one in mails(address) if one.kind == "enrolment/confirm"]
    return urlsplit(asked[-1].payload["confirm_url"]).path if asked else None


def alone(
    client: HouseClient, event: Event, *, page: TestResponse | None = None, **values: Any
) -> TestResponse:
    data = {
        "attendance_mode": "on_site",
        "first_name": "Dominique",
        "last_name": "Exemple",
        "contact_first_name": "Claude",
        "contact_last_name": "Contact",
        "contact_email": "claude@example.org",
        "contact_phone": "05 00 00 00 00",
        "consent": "y",
        **values,
    }
    return client.post(f"/evenements/{event.slug}/inscription/sans-adresse", data=data, page=page)


def registered() -> list[Registration]:
    return list(db.session.scalars(select(Registration).order_by(Registration.id)))


def mails(to: str) -> list[OutboxMessage]:
    statement = select(OutboxMessage).where(OutboxMessage.recipient == to)
    return list(db.session.scalars(statement.order_by(OutboxMessage.id)))


def own(email: str) -> str:
    found = select(Registration).where(Registration.email == email)
    return f"/inscriptions/{token_of(db.session.scalars(found).one())}"


def test_each_colleague_gets_their_own_mail_and_link(client: HouseClient) -> None:
    event = make.event(on_site=5)
    sent = colleagues(client, event)
    assert sent.status_code == 303
    page = client.get(sent.headers["Location"])
    text = page.get_data(as_text=True)
    assert "Ada Exemple" in text
    assert "Léo Exemple" in text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Cache-Control"] == "no-store"
    for one in registered():
        assert one.email is not None
        (mail,) = mails(one.email)
        assert mail.payload["registered_by"] == "Claude Contact"
        assert token_of(one) in mail.payload["private_url"]
        assert token_of(one) not in text
    (asked, summary) = mails("claude@example.org")
    assert asked.kind == "enrolment/confirm"
    assert summary.payload["people"] == [
        "Ada Exemple\u00a0: place confirmée",
        "Léo Exemple\u00a0: place confirmée",
    ]


def test_a_colleague_refuses_with_one_button_and_the_seat_goes_on(client: HouseClient) -> None:
    event = make.event(on_site=2)
    contact = colleagues(client, event).headers["Location"]
    later = register(event, "ensuite@example.org").registration
    page = client.get(own("ada@example.org"))
    assert "Claude Contact" in page.text
    assert "Je la refuse" in page.text
    refuse = f"{own('ada@example.org')}/refuser"
    assert client.post(refuse, page=page).status_code == 303
    assert client.post(f"{own('leo@example.org')}/accepter").status_code == 303
    assert "Je la refuse" not in client.get(own("leo@example.org")).get_data(as_text=True)
    text = client.get(contact).get_data(as_text=True)
    assert "A refusé" in text
    assert "Sur place : place confirmée" in text.replace("\u00a0", " ")
    assert mails("claude@example.org")[-1].kind == "enrolment/refused"
    assert mails(later.email or "")[-1].kind == "registrations/promoted"
    # Again, from a page left open: nothing more happens.
    assert client.post(refuse, page=page).status_code == 303
    assert [one.kind for one in mails("claude@example.org")] == [
        *("enrolment/confirm", "enrolment/summary", "enrolment/refused")
    ]


def test_the_contact_does_not_learn_who_was_registered(app: Flask) -> None:
    """The same page to the byte, whether an address was known or new, even when all is full."""
    for seats in (5, 1):
        event = make.event(on_site=seats)
        known, new = f"connue{seats}@example.org", f"nouvelle{seats}@example.org"
        register(event, known, first_name="Ada")

        def told(email: str, event: Event = event) -> list[object]:
            browser = app.test_client()
            assert isinstance(browser, HouseClient)
            values = {"email_0": email, "first_name_2": "", "last_name_2": "", "email_2": ""}
            sent = colleagues(browser, event, **values)
            page = browser.get(sent.headers["Location"]).get_data(as_text=True)
            shape = re.sub(r"[\w-]{22}", "…", sent.headers["Location"])
            # What differs from page to page: the token against forgery, the number of a row.
            page = re.sub(r'name="csrf_token" value="[^"]*"|personnes/\d+', "…", page)
            return [sent.status_code, shape, re.sub(r"[\w-]{22}", "…", page)]

        assert told(known) == told(new)


def test_who_was_registered_before_keeps_what_they_have(client: HouseClient) -> None:
    event = make.event(on_site=5)
    mine = register(event, "ada@example.org", first_name="ADA").registration
    contact = colleagues(client, event).headers["Location"]
    page = client.get(own("ada@example.org")).get_data(as_text=True)
    assert "Je la refuse" not in page
    client.post(f"/inscriptions/{token_of(mine)}/annulation", data={})
    assert "n’a pas encore répondu" in client.get(contact).get_data(as_text=True)
    assert "annulée" not in client.get(contact).get_data(as_text=True)


def test_the_same_form_twice_is_one_act(client: HouseClient) -> None:
    event = make.event(on_site=9)
    page = client.get(f"/evenements/{event.slug}/inscription/sans-adresse")
    first = alone(client, event, page=page)
    second = alone(client, event, page=page)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(registered()) == 1
    assert len(mails("claude@example.org")) == 1


def test_a_number_used_for_another_event_is_refused(client: HouseClient) -> None:
    first, second = (
        f"/evenements/{make.event(on_site=9).slug}/inscription/sans-adresse" for _ in range(2)
    )
    page = client.get(first)
    (attempt,) = re.findall(r'name="attempt"[^>]*value="([^"]+)"', page.text)
    typed = {"first_name": "Dominique", "last_name": "Exemple", "attempt": attempt}
    typed |= {"contact_first_name": "Claude", "contact_last_name": "Contact", "consent": "y"}
    typed |= {"contact_email": "claude@example.org", "contact_phone": "05 00 00 00 00"}
    assert client.post(first, data=typed, page=page).status_code == 303
    assert client.forge(second, data=typed | {"attendance_mode": "on_site"}).status_code == 409


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"email_0": "ada@"}, "ne semble pas complète"),
        ({"first_name_2": "", "last_name_2": ""}, "Indiquez le nom"),
        ({"first_name_0": "x" * 81}, "80 caractères"),
        ({"email": ""}, "le suivi y arrive"),
        ({"consent": ""}, "Prévenez d’abord"),
        ({"website": "https://x.example.org"}, "devait rester vide"),
        (
            dict.fromkeys(
                (f"{n}_{i}" for n in ("first_name", "last_name", "email") for i in (0, 2)), ""
            ),
            "au moins une personne",
        ),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost(
    client: HouseClient, values: dict[str, str], said: str
) -> None:
    event = make.event(on_site=5)
    answer = colleagues(client, event, **values)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert said in page
    assert "Association fictive" in page
    assert registered() == []
    assert db.session.scalars(select(Contact)).all() == []


def test_one_asks_for_more_rows_without_losing_what_was_typed(client: HouseClient) -> None:
    event = make.event(on_site=5)
    page = colleagues(client, event, more="yes").get_data(as_text=True)
    assert 'name="email_5"' in page
    assert "leo@example.org" in page
    assert registered() == []


def test_a_form_of_colleagues_sent_after_the_close_keeps_what_was_typed(
    client: HouseClient,
) -> None:
    event = make.event(on_site=5)
    address = f"/evenements/{event.slug}/inscription/collegues"
    page = client.get(address)
    with transaction():
        db.session.get_one(Event, event.id).registration_open = False
    answer = client.post(address, data=answers(), page=page)
    assert answer.status_code == 422
    assert "ne sont pas ouvertes" in answer.get_data(as_text=True)
    assert "leo@example.org" in answer.get_data(as_text=True)


def test_somebody_without_an_address_gets_a_paper(client: HouseClient) -> None:
    event = make.event(on_site=5, contact_email="equipe@example.org")
    ask_needs(event, NeedKind.WHEELCHAIR)
    sent = alone(client, event, needs="wheelchair")
    assert sent.status_code == 303
    (one,) = registered()
    assert one.email is None
    assert db.session.scalars(select(DeclaredNeed.registration_id)).all() == [one.id]
    page = client.get(sent.headers["Location"]).get_data(as_text=True)
    assert "Sur place : place confirmée" in page.replace("\u00a0", " ")
    paper = client.get(f"/inscriptions/{token_of(one)}/confirmation.pdf")
    assert paper.mimetype == "application/pdf"
    assert paper.data.startswith(b"%PDF")
    # Its code opens the door as that of a ticket does.
    assert seat_code(loaded(one.id)) is not None
    assert client.get(f"/inscriptions/{token_of(one)}").status_code == 200
    assert [mail.kind for mail in mails("claude@example.org")] == ["enrolment/summary"]


def test_the_news_of_somebody_without_an_address_go_to_who_accompanies_them(
    client: HouseClient,
) -> None:
    event = make.event(on_site=5)
    alone(client, event)
    with transaction():
        event_services.cancel(SYSTEM, db.session.get_one(Event, event.id), reason="Salle fermée.")
    last = mails("claude@example.org")[-1]
    assert last.kind == "registrations/event_cancelled"
    assert last.payload["on_behalf_of"] == "Dominique Exemple"
    assert last.calendar is None


def test_who_has_an_address_has_no_paper(client: HouseClient) -> None:
    mine = register(make.event(on_site=5), "ada@example.org").registration
    assert client.get(f"/inscriptions/{token_of(mine)}/confirmation.pdf").status_code == 404


def test_answers_after_the_beginning_are_refused_with_a_sentence(client: HouseClient) -> None:
    event = make.event(on_site=5)
    colleagues(client, event)
    make.begun(event)
    for act in ("accepter", "refuser", "reprendre"):
        answer = client.forge(f"{own('ada@example.org')}/{act}")
        assert answer.status_code == 409
        assert "L’événement a commencé" in answer.get_data(as_text=True)


@pytest.mark.parametrize("token", ["x", "A" * 22, "..%2Fetc"])
def test_forged_links_of_contacts_find_nothing(client: HouseClient, token: str) -> None:
    assert client.get(f"/inscriptions/contact/{token}").status_code == 404
    assert client.get(f"/inscriptions/place/{token}").status_code == 404


def test_the_team_types_a_paper_form(client: HouseClient) -> None:
    event = make.event(on_site=1)
    client.sign_in(make.account(Role.STAFF))
    address = f"/gestion/evenements/{event.slug}/inscriptions/ajouter"
    data = {
        "attendance_mode": "on_site",
        "first_name": "Dominique",
        "last_name": "Exemple",
        "consent": "y",
    }
    assert client.get(address).status_code == 200
    assert client.post(address, data={**data, "consent": ""}).status_code == 422
    assert client.post(address, data=data).status_code == 303
    (one,) = registered()
    paper = client.get(f"/gestion/inscriptions/{one.id}/confirmation.pdf")
    assert paper.data.startswith(b"%PDF")
    assert client.post(address, data={**data, "email": "a@example.org"}).status_code == 303
    assert client.post(address, data={**data, "email": "A@example.org"}).status_code == 303
    listed = client.get(f"/gestion/evenements/{event.slug}/inscriptions").get_data(as_text=True)
    assert "était déjà inscrite" in listed


def test_contacts_go_with_those_they_registered(client: HouseClient) -> None:
    event = make.event(on_site=5)
    contact = alone(client, event).headers["Location"]
    with transaction():
        assert forget_contacts() == 0
    assert event.ends_at is not None
    with transaction():
        anonymise(event.ends_at + timedelta(days=1))
        assert forget_contacts() == 1
    stored = db.session.scalars(select(Contact)).one()
    assert (stored.first_name, stored.email, stored.phone) == ("", None, None)
    assert db.session.scalars(select(ContactPerson.last_name)).all() == [""]
    assert client.get(contact).status_code == 404
    assert contact.endswith(contact_token(stored.public_id))


def test_colleagues_may_share_the_mailbox_of_their_association(client: HouseClient) -> None:
    event = make.event(on_site=5)
    sent = colleagues(client, event, email_0="asso@example.org", email_2="asso@example.org")
    assert sent.status_code == 303
    assert [one.name for one in registered()] == ["Ada Exemple", "Léo Exemple"]
    assert len(mails("asso@example.org")) == 2
    # One form after the other: nobody is told to be there who is not.
    again = {"first_name_0": "Boris", "email_0": "asso@example.org"}
    page = colleagues(client, event, **again, first_name_2="", last_name_2="", email_2="")
    assert "Boris" in client.get(page.headers["Location"]).get_data(as_text=True)
    assert "Boris Exemple" in [one.name for one in registered()]


def test_the_same_colleague_in_two_rows_is_said_beside_the_second(client: HouseClient) -> None:
    event = make.event(on_site=5)
    twice = {"email_0": "asso@example.org", "email_2": "asso@example.org", "first_name_2": "ADA"}
    sent = colleagues(client, event, **twice)
    assert sent.status_code == 422
    page = sent.get_data(as_text=True)
    assert "déjà dans une autre ligne" in page
    assert 'value="asso@example.org"' in page
    assert registered() == []


def test_one_form_for_those_with_and_without_an_address_and_their_session(
    client: HouseClient,
) -> None:
    event = make.event(on_site=5)
    atelier = make.session(event, "Débattre", 1)
    sent = colleagues(client, event, email_2="", sessions=str(atelier))
    assert sent.status_code == 303
    ada, leo = registered()
    assert (ada.email, leo.email) == ("ada@example.org", None)
    assert held(ada.id) == {"Sur place": "confirmed", "Débattre": "confirmed"}
    assert held(leo.id) == {"Sur place": "confirmed", "Débattre": "waiting"}
    # One page for both, with what to print for the one who has no address.
    page = client.get(sent.headers["Location"]).get_data(as_text=True)
    assert page.count("Confirmation à imprimer") == 1
    summary = mails("claude@example.org")[-1]
    text, html = render_bodies(summary.kind, summary.subject, summary.payload)
    for body in (text, html or ""):
        assert "sans adresse ce qui la concerne" in body
        assert "Les autres reçoivent leur propre courriel" in body


def test_the_contact_takes_somebody_off_the_list(client: HouseClient) -> None:
    event = make.event(on_site=2)
    before = register(event, "ada@example.org", first_name="Ada").registration.id
    page = colleagues(client, event).headers["Location"]
    shown = client.get(page).get_data(as_text=True)
    # Who was there before and who was not are the same to the contact.
    assert shown.count("Annuler pour") == 2
    for person in db.session.scalars(select(ContactPerson).order_by(ContactPerson.id)).all():
        client.get(page)
        done = client.post(f"{page}/personnes/{person.id}/annuler")
        assert done.status_code == 303
    after = client.get(page).get_data(as_text=True)
    assert after.count("Annulée par vous") == 2
    assert "Annuler pour" not in after
    assert loaded(before).withdrawn_at is None
    leo = db.session.scalars(select(Registration).where(Registration.email == "leo@example.org"))
    assert leo.one().withdrawn_at is not None
    assert [mail.kind for mail in mails("leo@example.org")][-1] == "registrations/withdrawn"


def test_who_has_answered_cancels_alone(client: HouseClient) -> None:
    event = make.event(on_site=5)
    page = colleagues(client, event).headers["Location"]
    client.post(f"{own('leo@example.org')}/accepter")
    assert client.get(page).get_data(as_text=True).count("Annuler pour") == 1
    person = db.session.scalars(
        select(ContactPerson).where(ContactPerson.accepted_at.is_not(None))
    ).one()
    answer = client.forge(f"{page}/personnes/{person.id}/annuler")
    assert answer.status_code == 409
    # Nobody of another contact.
    assert client.forge(f"{page}/personnes/{person.id + 999}/annuler").status_code == 404
