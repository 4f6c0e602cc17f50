"""The mails of groups and minutes, as they leave: both parts, and no draft text."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.events.enums import EventKind
from app.groups import services as groups
from app.groups.enums import GroupRole
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.minutes import services
from app.minutes.content import Content
from app.minutes.enums import Audience
from app.outbox.letters import write_letter
from app.outbox.models import OutboxMessage
from tests import make, minuting


def letters() -> list[tuple[str, str, str]]:
    """(subject, text, HTML) of every mail written."""
    found = []
    for message in db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)):
        mail = write_letter(message).mail
        text, html = mail.get_body(("plain",)), mail.get_body(("html",))
        assert text is not None
        assert html is not None
        found.append((str(mail["Subject"]), text.get_content(), html.get_content()))
    return found


def test_a_role_given_and_ended(app: Flask) -> None:
    group, person = make.group(name="Mobilité"), make.account(name="Camille Fictive")
    with transaction():
        mandate = groups.appoint(SYSTEM, group, account=person, role=GroupRole.SECRETARY)
    with transaction():
        groups.end_mandate(SYSTEM, mandate)
    given, ended = letters()
    for _, text, html in (given, ended):
        for words in ("Bonjour Camille Fictive", "Mobilité", "/groupes/"):
            assert words in text
            assert words in html
    assert "secrétariat" in given[1]
    assert "a pris fin" in ended[1]


def test_published_then_amended(app: Flask) -> None:
    group, person = make.group(name="Mobilité"), make.account(name="Camille Fictive")
    make.mandate(person, group, GroupRole.MEMBER)
    event = make.event(
        title="Séance fictive",
        kind=EventKind.GROUP_MEETING,
        group_id=group.id,
        starts_at=clock.now() - timedelta(days=2),
    )
    with transaction():
        minutes = services.save_draft(
            SYSTEM,
            event,
            Content("Court et clair", "Long texte", ("Écrire un guide",), Audience.MEMBERS),
            version=0,
        )
        minuting.published(minutes)
    with transaction():
        services.amend(
            SYSTEM,
            minutes,
            Content("Court et clair", "Autre texte", ("Écrire un guide",), Audience.MEMBERS),
            version=1,
            reason="Une date était fausse",
        )
    reading, first, second = letters()
    assert "à relire jusqu’au" in reading[1]
    assert first[0].replace("\u00a0", " ") == "Compte rendu publié : Séance fictive"
    assert second[0].replace("\u00a0", " ") == "Compte rendu modifié : Séance fictive"
    for _, text, html in (first, second):
        for words in ("Court et clair", "D1. Écrire un guide", f"/comptes-rendus/{minutes.id}"):
            assert words in text
            assert words in html
        assert "texte" not in text.casefold().replace("contexte", "")
    assert "Une date était fausse" in second[1]
    assert "Une date était fausse" not in first[1]
