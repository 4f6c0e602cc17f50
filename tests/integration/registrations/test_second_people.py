"""One address is not one person, and a form filled in again is not lost."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.events.enums import EventMode, PoolKind
from app.events.models import Event
from app.inbox.answering import apply
from app.inbox.enums import Participation, Verdict
from app.kernel import links
from app.kernel.db import db, transaction
from app.kernel.errors import Invalid
from app.outbox.letters import render_bodies
from app.outbox.models import OutboxMessage
from app.registrations.models import Registration, name_key, organisation_key
from app.registrations.services.again import MOST_CHOICES
from app.registrations.services.register import MOST_AT_ADDRESS
from tests import make
from tests.pages import Page
from tests.registering import register, standing, withdraw
from tests.web import HouseClient

HOME = "famille.fictive@example.org"


def fill_in(client: HouseClient, event: Event, **values: str) -> str:
    """Open the form, fill in what it asks, send it; the page that follows."""
    address = f"/evenements/{event.slug}/inscription"
    page = Page(client.get(address))
    answer = client.post(address, data={**page.values(), "consent": "y", **values})
    if answer.status_code == 303:
        answer = client.get(answer.headers["Location"])
    return answer.get_data(as_text=True)


def mails(kind: str) -> list[OutboxMessage]:
    statement = select(OutboxMessage).where(OutboxMessage.kind == f"registrations/{kind}")
    return list(db.session.scalars(statement.order_by(OutboxMessage.id)))


def bodies(mail: OutboxMessage) -> tuple[str, str]:
    text, html = render_bodies(mail.kind, mail.subject, mail.payload)
    return text, html or ""


def people(event: Event) -> list[str]:
    statement = select(Registration).where(
        Registration.event_id == event.id, Registration.withdrawn_at.is_(None)
    )
    return [one.name for one in db.session.scalars(statement.order_by(Registration.id))]


def test_a_couple_with_one_address_is_two_people(client: HouseClient) -> None:
    event = make.event(on_site=5)
    one = fill_in(client, event, first_name="Nadia", last_name="Fictive", email=HOME)
    two = fill_in(client, event, first_name="Karim", last_name="Fictif", email=HOME.upper())
    assert people(event) == ["Nadia Fictive", "Karim Fictif"]
    # What the browser is told does not say that somebody was there before.
    assert "Votre place est confirmée" in one
    assert "Nadia" not in two
    first, second = mails("confirmed")
    assert "autre inscription" not in bodies(first)[0]
    for body in bodies(second):
        assert "Bonjour Karim" in body
        assert "Cette adresse sert aussi à une autre inscription" in body
        assert "Nadia Fictive" in body
    assert first.payload["private_url"] != second.payload["private_url"]


def test_the_same_person_spelled_otherwise_is_one(client: HouseClient) -> None:
    event = make.event(on_site=5)
    register(event, HOME, first_name="Zoé", last_name="d’Exemple-Fictif")
    fill_in(client, event, first_name="D'EXEMPLE FICTIF", last_name="ZOE", email=HOME)
    assert len(people(event)) == 1


def test_names_beyond_latin_letters_have_keys_of_their_own() -> None:
    assert name_key("小明", "王") != name_key("小红", "王")
    assert name_key("小明", "王") == name_key("王", "小明")
    assert organisation_key("جمعية") not in {None, organisation_key("مركز")}


def test_one_calendar_for_two_people(app: object) -> None:
    event = make.event(on_site=5)
    nadia = register(event, HOME, first_name="Nadia").registration.id
    register(event, HOME, first_name="Karim")
    sequences = [mail.calendar["entry"]["sequence"] for mail in mails("confirmed") if mail.calendar]
    assert sequences == sorted(set(sequences))
    # The day stays in the calendar of the one who still comes.
    withdraw(nadia)
    assert mails("withdrawn")[0].calendar is None
    karim = db.session.scalars(select(Registration).where(Registration.first_name == "Karim")).one()
    withdraw(karim.id)
    last = mails("withdrawn")[1].calendar
    assert last is not None
    assert last["entry"]["sequence"] > max(sequences)


def test_a_calendar_does_not_say_which_of_two_declines(app: object) -> None:
    event = make.event(on_site=5)
    register(event, HOME, first_name="Nadia")
    karim = register(event, HOME, first_name="Karim").registration.id
    with transaction():
        outcome = apply(event, HOME, Participation.DECLINED)
    assert outcome.verdict is Verdict.UNKNOWN
    assert len(people(event)) == 2
    withdraw(karim)
    with transaction():
        assert apply(event, HOME, Participation.DECLINED).verdict is Verdict.APPLIED


def test_another_choice_is_offered_by_the_link(client: HouseClient) -> None:
    event = make.event(on_site=5, remote=5, mode=EventMode.HYBRID)
    atelier = make.session(event, "Atelier fictif")
    number = register(event, HOME, PoolKind.REMOTE).registration.id
    again = {"first_name": "Camille", "last_name": "Exemple", "email": HOME}
    page = fill_in(client, event, **again, attendance_mode="on_site", sessions=str(atelier))
    assert "rien ne change" in page
    # Anybody may type a name and an address: nothing is done but by the link.
    assert [kind for kind, _ in standing(number)] == [PoolKind.REMOTE]
    mail = mails("link_again")[0]
    for body in bodies(mail):
        assert "sur place, Atelier fictif" in body
        assert "à distance" in body
    address = mail.payload["change_url"].removeprefix(links.url("home.index").rstrip("/"))
    own = Page(client.get(address))
    assert "pas encore enregistré" in own.text
    chosen = own.values(form="/participation")
    assert chosen["attendance_mode"] == "on_site"
    path = address.partition("?")[0]
    assert client.post(f"{path}/participation", data=chosen).status_code == 303
    assert {kind for kind, _ in standing(number)} == {PoolKind.ON_SITE, PoolKind.SESSION}


def test_a_form_is_no_mail_cannon(app: object) -> None:
    event = make.event(on_site=5)
    ids = [make.session(event, f"Atelier {n}") for n in range(6)]
    for chosen in ids:
        register(event, HOME, sessions=[chosen])
    assert len(mails("link_again")) == MOST_CHOICES + 1
    for n in range(MOST_AT_ADDRESS - 1):
        register(event, HOME, first_name=f"Prénom {n}")
    with pytest.raises(Invalid, match="sert déjà à 10 personnes"):
        register(event, HOME, first_name="Une de trop")


def test_a_single_name_passes(client: HouseClient) -> None:
    event = make.event(on_site=5)
    fill_in(client, event, last_name="Fatoumata", email="fatou.k@example.org")
    fill_in(client, event, first_name="Suharto", email="suharto.k@example.org")
    assert people(event) == ["Fatoumata", "Suharto"]
    greeted = [bodies(mail)[0] for mail in mails("confirmed")]
    assert ["Bonjour Fatoumata," in greeted[0], "Bonjour Suharto," in greeted[1]] == [True, True]


@pytest.mark.parametrize("slip", ["gmial.com", "gmail.co", "wanadoo.f", "hotmial.fr", "gmail.fr"])
def test_a_likely_slip_is_asked_about_once(client: HouseClient, slip: str) -> None:
    event = make.event(on_site=5)
    values = {"first_name": "Ada", "last_name": "Fictive", "email": f"ada@{slip}"}
    address = f"/evenements/{event.slug}/inscription"
    first = client.post(
        address, data={**Page(client.get(address)).values(), **values, "consent": "y"}
    )
    assert first.status_code == 422
    asked = Page(first)
    meant = re.search(r"Vouliez-vous dire ([\w.@-]+)", asked.text)
    assert meant is not None
    assert meant[1].startswith("ada@")
    # What was typed is there; sent again, it is taken as it is.
    assert asked.values()["email"] == f"ada@{slip}"
    assert client.post(address, data=asked.values()).status_code == 303
    assert people(event) == ["Ada Fictive"]


@pytest.mark.parametrize("right", ["example.org", "occitanie.example.org", "sfd.fr", "free.org"])
def test_other_domains_are_not_asked_about(client: HouseClient, right: str) -> None:
    event = make.event(on_site=5)
    fill_in(client, event, first_name="Ada", last_name="Fictive", email=f"ada@{right}")
    assert people(event) == ["Ada Fictive"]
