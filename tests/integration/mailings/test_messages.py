"""Messages to those registered: read first, sent once a person, nobody forgotten."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from app.accounts.enums import Role
from app.accounts.models import Account
from app.audit.models import AuditEntry
from app.enrolment import services as enrolment
from app.events.enums import EventKind, EventMode, EventStatus, PoolKind
from app.events.models import Event
from app.groups.enums import GroupRole
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.mailings.body import filled, parsed, plain
from app.mailings.models import Mailing, MailingTemplate
from app.mailings.placeholders import Placeholder, body_fault, subject_fault
from app.outbox.enums import MessageStatus
from app.outbox.letters import render_bodies
from app.outbox.models import OutboxMessage
from app.registrations.enums import ClaimStatus
from tests import make
from tests.web import HouseClient

BODY = "Bonjour {prénom},\n\n**{rencontre}** : {date}. [Ma page]({lien})"


def base(event: Event) -> str:
    return f"/gestion/evenements/{event.slug}/messages"


def written(
    client: HouseClient,
    event: Event,
    query: str = "",
    page: TestResponse | None = None,
    **data: Any,
) -> str:
    """Write a draft through the page; its address."""
    sent: dict[str, Any] = {
        "subject": "À savoir : {rencontre}",
        "body": BODY,
    }
    # Who writes to people chosen in the list chooses no other.
    sent |= data if query else {"statuses": ["confirmed"], **data}
    answer = client.post(f"{base(event)}/nouveau{query}", data=sent, page=page)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def said(client: HouseClient, address: str) -> str:
    return unescape(client.get(address).text).replace("\u00a0", " ").replace("\u202f", " ")


def mails() -> list[OutboxMessage]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def test_it_is_read_then_sent_once_a_person(client: HouseClient) -> None:
    event = make.event(contact_email="equipe@example.org")
    for _ in range(2):
        make.registration(event)
    make.registration(event, ClaimStatus.WAITING)
    client.sign_in(make.account(Role.STAFF))
    draft = written(client, event)
    page = said(client, draft)
    assert "Ce message partira à 2 personnes." in page
    assert "Bonjour Dominique" in page
    assert mails() == []
    read = client.get(draft)
    for _ in range(2):
        assert client.post(f"{draft}/envoyer", page=read).status_code == 303
    sent = mails()
    assert len(sent) == 2
    assert {row.thread for row in sent} == {f"event:{event.id}"}
    assert {row.payload["reply_to"] for row in sent} == {"equipe@example.org"}
    assert sent[0].subject == f"À savoir : {event.title}"
    journal = select(func.count()).where(AuditEntry.action == "mailing:send")
    assert db.session.scalar(journal) == 1
    page = said(client, draft)
    assert "2 en attente" in page
    make.registration(event)
    assert "Envoyer aussi à 1 personne" in said(client, draft)
    client.post(f"{draft}/envoyer")
    assert len(mails()) == 3
    assert "3 en attente" in said(client, base(event))
    assert client.forge(f"{draft}/supprimer").status_code == 409


def test_the_form_sent_twice_is_one_draft(client: HouseClient) -> None:
    event = make.event()
    client.sign_in(make.account(Role.STAFF))
    form = client.get(f"{base(event)}/nouveau")
    assert written(client, event, page=form) == written(client, event, page=form)
    assert db.session.scalar(select(func.count(Mailing.id))) == 1


def test_what_a_person_is_called_is_never_markup(client: HouseClient) -> None:
    event = make.event()
    make.registration(event, first_name="<b>Ada</b> [x](https://mal.example.org) **y** {lien}")
    client.sign_in(make.account(Role.STAFF))
    client.post(f"{written(client, event)}/envoyer")
    (mail,) = mails()
    text, html = render_bodies(mail.kind, mail.subject, mail.payload)
    assert html is not None
    assert "<b>" not in html
    assert 'href="https://mal.example.org' not in html
    assert "&lt;b&gt;Ada&lt;/b&gt; [x](https://mal.example.org) **y** {lien}" in html
    assert "/inscriptions/" in text
    assert "Ma page (http" in text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Bonjour {surnom}", "{surnom}"),
        ("Venir : [à compléter : bus]", "Complétez"),
        ("[x](https://a.example.org/{lien})", "s’écrit seul"),
        ("[x]({prénom})", "s’écrit seul"),
        ("À revoir : {rediffusion}", "pas de rediffusion"),
        ("Écrivez à {contact}", "pas d’adresse de contact"),
        ("", "Écrivez le message"),
    ],
)
def test_what_cannot_be_filled_is_said_beside_the_field(
    client: HouseClient, body: str, words: str
) -> None:
    event = make.event()
    client.sign_in(make.account(Role.STAFF))
    answer = client.post(f"{base(event)}/nouveau", data={"subject": "Objet", "body": body})
    assert answer.status_code == 422
    assert words in unescape(answer.text)
    assert body in unescape(answer.text)


def test_a_subject_names_nobody() -> None:
    assert subject_fault("Pour {prénom}")
    assert subject_fault("{rencontre}, {date}") is None
    assert body_fault("Des {accolades\n} et [un lien](https://a.example.org)") is None


def test_lists_tables_and_code_are_filled_too() -> None:
    values = {Placeholder.FIRST_NAME: "Ada", Placeholder.PAGE: "https://a.example.org/e"}
    body = "1. {prenom}\n2. `{prénom}`\n\n| A |\n|---|\n| {page} |\n\n> {PRÉNOM}"
    text = plain(filled(parsed(body), values))
    assert text == "1. Ada\n2. Ada\n\nA\nhttps://a.example.org/e\n\n> Ada"


def test_nobody_without_an_address_is_forgotten(client: HouseClient) -> None:
    event = make.event(remote=5, mode=EventMode.HYBRID)
    make.registration(event, email=None, last_name="Sans-Rien")
    with transaction():
        enrolment.register_others(
            SYSTEM,
            event,
            attempt="",
            who=enrolment.Who("Claude", "Contact", "claude@example.org"),
            people=[enrolment.Somebody("Alix", "Sans-Adresse")],
            attendance_mode=PoolKind.REMOTE,
        )
    back = make.registration(event, email="revient@example.org", last_name="Revenu")
    with transaction():
        db.session.execute(update(OutboxMessage).values(status=MessageStatus.SENT))
        db.session.add(
            OutboxMessage(
                key="essai:1",
                kind="x",
                recipient="Revient@example.org",
                subject="x",
                payload={},
                status=MessageStatus.BOUNCED,
            )
        )
    client.sign_in(make.account(Role.STAFF))
    draft = written(client, event)
    page = said(client, draft)
    assert "Ce message partira à 1 personne." in page
    for words in ("par Claude Contact", "Sans-Rien", "Son dernier courriel est revenu"):
        assert words in page
    client.post(f"{draft}/envoyer")
    last = mails()[-1]
    assert last.recipient == "claude@example.org"
    assert last.payload["on_behalf_of"] == "Alix Sans-Adresse"
    assert back.email not in {row.recipient for row in mails()}


def test_filters_and_people_chosen_in_the_list(client: HouseClient) -> None:
    event = make.event()
    one, two = make.registration(event), make.registration(event, ClaimStatus.WAITING)
    client.sign_in(make.account(Role.STAFF))
    assert "Ce message partira à 2 personnes." in said(
        client, written(client, event, statuses=["confirmed", "waiting"])
    )
    answer = client.post(
        f"/gestion/evenements/{event.slug}/inscriptions/actes",
        data={"act": "ecrire", "ids": [two.id]},
    )
    assert answer.status_code == 303
    target = str(answer.headers["Location"])
    assert "1 personne cochée" in said(client, target)
    draft = written(client, event, query=f"?{target.partition('?')[2]}")
    page = said(client, draft)
    assert two.last_name in page
    assert one.last_name not in page


def test_a_trial_goes_to_who_writes_and_a_text_is_kept(client: HouseClient) -> None:
    event = make.event()
    make.registration(event)
    staff = make.account(Role.STAFF)
    client.sign_in(staff)
    draft = written(client, event)
    assert client.post(f"{draft}/essai").status_code == 303
    (trial,) = mails()
    assert trial.recipient == staff.email
    assert trial.payload["trial"]
    assert client.post(f"{draft}/modele", data={"name": ""}).status_code == 422
    for _ in range(2):
        assert client.post(f"{draft}/modele", data={"name": "Accueil"}).status_code == 303
    template = db.session.scalars(select(MailingTemplate)).one()
    assert "Bonjour {prénom}" in said(client, f"{base(event)}/nouveau?modele={template.id}")
    assert "[à compléter" in said(client, f"{base(event)}/nouveau?modele=pratique")
    gone = client.post(f"/gestion/messages/modeles/{template.id}/supprimer", page=base(event))
    assert gone.status_code == 303


def test_a_kept_text_is_replaced_by_its_author_or_the_team_only(client: HouseClient) -> None:
    group, lead, staff = make.group(), make.account(), make.account(Role.STAFF)
    make.mandate(lead, group, GroupRole.LEAD)
    meeting = make.event(kind=EventKind.GROUP_MEETING, group_id=group.id)

    def keep(who: Account, name: str, body: str, **more: str) -> TestResponse:
        client.sign_in(who)
        draft = written(client, meeting, body=body)
        return client.post(f"{draft}/modele", data={"name": name, **more})

    def text(name: str) -> str:
        found = select(MailingTemplate.body).where(MailingTemplate.name == name)
        return str(db.session.scalars(found).one())

    assert keep(staff, "Rappel de l’équipe", "Officiel {lien}").status_code == 303
    stolen = keep(lead, "Rappel de l’équipe", "Autre {lien}", replace="y")
    assert stolen.status_code == 422
    assert "choisissez-en un autre" in stolen.text
    assert text("Rappel de l’équipe") == "Officiel {lien}"
    assert keep(lead, "Le mien", "Un {lien}").status_code == 303
    assert "Cochez" in keep(lead, "Le mien", "Deux {lien}").text
    assert text("Le mien") == "Un {lien}"
    assert keep(lead, "Le mien", "Deux {lien}", replace="y").status_code == 303
    assert keep(staff, "Le mien", "Trois {lien}", replace="y").status_code == 303
    assert text("Le mien") == "Trois {lien}"
    before = select(AuditEntry.before).where(AuditEntry.action == "mailing:keep_template")
    former = [one["body"] for one in db.session.scalars(before.order_by(AuditEntry.id)) if one]
    assert former == ["Un {lien}", "Deux {lien}"]


def test_the_text_that_is_sent_is_the_one_that_was_read(client: HouseClient) -> None:
    event = make.event()
    make.registration(event)
    client.sign_in(make.account(Role.STAFF))
    draft = written(client, event)
    new = {"statuses": ["confirmed"], "subject": "Autre", "body": "Autre texte."}
    read, form = client.get(draft), client.get(f"{draft}/modifier")
    assert client.post(f"{draft}/modifier", data=new, page=form).status_code == 303
    again = client.post(f"{draft}/modifier", data={**new, "body": "Troisième."}, page=form)
    assert again.status_code == 409
    assert "Troisième." in again.text
    assert client.post(f"{draft}/envoyer", page=read).status_code == 409
    assert mails() == []


def test_nothing_leaves_before_the_event_is_published(client: HouseClient) -> None:
    event = make.event(status=EventStatus.DRAFT)
    make.registration(event)
    client.sign_in(make.account(Role.STAFF))
    draft = written(client, event)
    assert client.forge(f"{draft}/envoyer", data={"version": 1}).status_code == 409
    empty = make.event()
    nobody = written(client, empty)
    assert client.forge(f"{nobody}/envoyer", data={"version": 1}).status_code == 409
    other = make.event()
    assert client.get(f"{base(other)}/{nobody.rsplit('/', 1)[1]}").status_code == 404
