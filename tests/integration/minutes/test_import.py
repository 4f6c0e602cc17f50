"""A text written in Word or LibreOffice becomes a draft: shown first, and nothing of it lost."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.documents.models import Document
from app.events.enums import EventKind
from app.events.models import ProgrammeItem
from app.groups.enums import GroupRole
from app.groups.queries import load_actor
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.minutes import queries, services
from app.minutes.content import Item, ToDo
from app.minutes.enums import MinutesStatus
from app.minutes.models import Minutes, MinutesImport
from tests import files, make, minuting
from tests.web import HouseClient

pytestmark = pytest.mark.same_on_both

DOCUMENTS = Path(__file__).parents[2] / "documents"


class Room:
    def __init__(self) -> None:
        self.group = make.group(slug="salle", name="Groupe de la salle")
        self.lead = make.account(name="Ana Fictive")
        self.member = make.account(name="Bo Fictif")
        make.mandate(self.lead, self.group, GroupRole.LEAD)
        make.mandate(self.member, self.group, GroupRole.MEMBER)
        self.event = make.event(
            kind=EventKind.GROUP_MEETING,
            group_id=self.group.id,
            slug="seance",
            starts_at=clock.now() - timedelta(days=1),
        )
        with transaction():
            for rank, title in enumerate(
                ("Tour d’horizon des territoires", "Journée d’études : préparation", "Suites")
            ):
                db.session.add(
                    ProgrammeItem(
                        event_id=self.event.id, rank=rank, time_text=f"1{rank} h", title=title
                    )
                )

    def minutes(self) -> Minutes:
        found = queries.minutes_of(self.event.id)
        assert found is not None
        return found


@pytest.fixture
def room(app: Flask) -> Room:
    return Room()


ADDRESS = "/gestion/evenements/seance/compte-rendu/importer"


def submit(client: HouseClient, address: str, **more: str) -> TestResponse:
    return client.post(address, data=more)


def send(client: HouseClient, name: str = "compte-rendu.docx", content: bytes | None = None) -> str:
    found = (DOCUMENTS / name).read_bytes() if content is None else content
    answer = client.post(ADDRESS, data={"text": (io.BytesIO(found), name), "keep": "y"})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


@pytest.mark.parametrize("name", ["compte-rendu.docx", "compte-rendu.odt"])
def test_a_text_is_shown_then_put_at_its_places(client: HouseClient, room: Room, name: str) -> None:
    client.sign_in(room.lead)
    address = send(client, name)
    assert queries.minutes_of(room.event.id) is None
    page = client.get(address)
    assert "Rien n’est encore enregistré" in page.text
    assert "modifications suivies" in page.text
    assert "Au point 1" in page.text
    answer = submit(client, address)
    assert answer.status_code == 303, answer.text
    minutes = room.minutes()
    assert minutes.status is MinutesStatus.DRAFT
    first, second, third, fourth = minutes.items
    assert first["title"] == "10 h Tour d’horizon des territoires"
    assert "- Ariège : deux permanences de plus\n  - à Foix" in first["text"]
    assert "# Chiffres partagés\n\n| Département | Accueils | Places |" in first["text"]
    assert second["text"].startswith("Le programme suit trois temps")
    assert third == {"title": "12 h Suites", "text": ""}
    assert fourth["title"] == "Questions diverses"
    assert minutes.body == "Réunion du 19 novembre 2026, à distance. Rédaction : Noé Vidal."
    assert [decision.text for decision in minutes.decisions] == [
        "La journée d’études se tiendra au printemps 2027.",
        "Chaque département nomme une personne référente.",
    ]
    assert [(a.what, a.owner, a.due_on) for a in minutes.actions] == [
        ("Réserver la salle", "Association des Deux Vallées", date(2027, 1, 15)),
        ("Rédiger l’invitation (échéance : dès que possible)", "Noé Vidal", None),
    ]
    assert [document.filename for document in minutes.documents] == [name]
    assert "Chiffres partagés" in client.get("/gestion/evenements/seance/compte-rendu").text


def test_a_second_click_changes_nothing(client: HouseClient, room: Room) -> None:
    client.sign_in(room.lead)
    address = send(client)
    page = client.get(address)
    client.post(address, page=page)
    version = room.minutes().version
    db.session.rollback()
    answer = client.post(address, page=page)
    assert answer.status_code == 303
    assert room.minutes().version == version
    assert client.get(address).location.endswith("/compte-rendu")


def test_all_in_one_block_and_what_was_written_stays(client: HouseClient, room: Room) -> None:
    lead = load_actor(room.lead.id)
    assert lead is not None
    with transaction():
        content = replace(queries.first_content(room.event), body="Déjà écrit.", decisions=("Oui",))
        services.save_draft(lead, room.event, content, version=0)
    client.sign_in(room.lead)
    address = send(client)
    submit(client, address, whole="1")
    minutes = room.minutes()
    assert minutes.body.startswith("Déjà écrit.\n\nRéunion du 19 novembre")
    assert "# Tour d’horizon des territoires\n\nLe groupe" in minutes.body
    assert "## Chiffres partagés" in minutes.body
    assert "| Réserver la salle |" in minutes.body
    assert [decision.text for decision in minutes.decisions] == ["Oui"]


def test_what_another_person_saved_meanwhile_stays(client: HouseClient, room: Room) -> None:
    client.sign_in(room.lead)
    address = send(client)
    page = client.get(address)
    first = queries.first_content(room.event)
    first = replace(
        first, items=(replace(first.items[0], text="Noté en séance."), *first.items[1:])
    )
    with transaction():
        services.save_draft(SYSTEM, room.event, first, version=0)
    assert client.post(address, page=page).status_code == 303
    assert room.minutes().items[0]["text"].startswith("Noté en séance.\n\nLe groupe a entendu")


def test_items_that_changed_since_are_shown_anew(client: HouseClient, room: Room) -> None:
    client.sign_in(room.lead)
    address = send(client)
    page = client.get(address)
    first = queries.first_content(room.event)
    with transaction():
        services.save_draft(
            SYSTEM, room.event, replace(first, items=(Item("Neuf", "x"),)), version=0
        )
    answer = client.post(address, data={"place_0": "body"}, page=page)
    assert answer.status_code == 422
    assert [item["title"] for item in room.minutes().items] == ["Neuf"]


def test_marked_decisions_join_the_register_and_stay_in_the_text(
    client: HouseClient, room: Room
) -> None:
    body = "".join(
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
        for text in ("On a parlé.", "Décision n° 1 : écrire un guide", "Action : relire le guide")
    )
    client.sign_in(room.lead)
    address = send(client, "notes.docx", files.docx({"word/document.xml": files.word(body)}))
    page = client.get(address)
    assert "1\u00a0décision marquée et 1\u00a0action marquée" in page.text
    submit(client, address)
    minutes = room.minutes()
    assert [decision.text for decision in minutes.decisions] == ["écrire un guide"]
    assert [ToDo(a.what) for a in minutes.actions] == [ToDo("relire le guide")]
    assert "Décision n° 1 : écrire un guide" in minutes.body


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("x.pdf", files.pdf(), "est un PDF"),
        ("x.docm", files.docx(kind=files.WORD_MACROS), "contient des macros"),
        ("x.docx", files.bomb(), "démesurée"),
        ("x.odt", b"", "est vide"),
    ],
)
def test_what_cannot_be_read_is_told_beside_the_field(
    client: HouseClient, room: Room, name: str, content: bytes, why: str
) -> None:
    client.sign_in(room.lead)
    answer = client.post(ADDRESS, data={"text": (io.BytesIO(content), name)})
    assert answer.status_code == 422
    assert why in answer.text
    assert db.session.scalar(select(MinutesImport)) is None


def test_only_who_writes_sees_what_was_read(client: HouseClient, room: Room) -> None:
    client.sign_in(room.lead)
    address = send(client)
    client.sign_in(room.member)
    assert client.get(address).status_code == 403
    assert client.get(ADDRESS).status_code == 403
    assert client.get("/gestion/textes-lus/999").status_code == 404


def test_approved_minutes_take_no_text(client: HouseClient, room: Room) -> None:
    client.sign_in(room.lead)
    address = send(client)
    with transaction():
        saved = services.save_draft(
            SYSTEM, room.event, replace(queries.first_content(room.event), body="Dit."), version=0
        )
        minuting.approved(saved)
    assert client.get(ADDRESS).status_code == 409
    assert client.get(address).status_code == 409


def test_a_text_that_nobody_took_up_is_forgotten_with_its_file(
    client: HouseClient, room: Room
) -> None:
    client.sign_in(room.lead)
    send(client)
    assert db.session.scalar(select(Document)) is not None
    db.session.rollback()
    with time_machine.travel(clock.now() + timedelta(days=8)), transaction():
        assert services.forget_imports() == 1
    assert db.session.scalar(select(MinutesImport)) is None


def test_the_title_of_a_text_opens_it_and_every_passage_can_be_read(
    client: HouseClient, room: Room
) -> None:
    client.sign_in(room.lead)
    content = (DOCUMENTS / "texts/titre-unique-perdu.docx").read_bytes()
    page = client.get(send(client, "note.docx", content)).text
    assert "<strong>Hébergement d’urgence</strong>" in page
    content = (DOCUMENTS / "texts/actions-table-autres-titres.docx").read_bytes()
    page = client.get(send(client, "note.docx", content)).text
    assert "Commentaire : avant le conseil" in page.replace("\u00a0", " ")
    assert page.count("Lire ce passage") == 2
