"""The days after: supports, recording, thanks."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy import func, select

from app.accounts.enums import Role
from app.attendance.models import Support
from app.attendance.services import set_headcount
from app.events.enums import EventStatus
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.outbox.models import OutboxMessage
from app.registrations.tokens import token_of
from tests import attending, make
from tests.attending import EVENING, text
from tests.web import HouseClient
from tests.world import PDF


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with time_machine.travel(EVENING, tick=False):
        yield


@pytest.mark.parametrize("for_all", [True, False])
def test_supports_are_for_everybody_or_for_the_registered(
    client: HouseClient, for_all: bool
) -> None:
    event = attending.event(status=EventStatus.HELD)
    person = make.registration(event)
    client.sign_in(make.account(Role.STAFF))
    base = f"/gestion/evenements/{event.slug}/retour"
    data = {"documents": (io.BytesIO(PDF), "diaporama.pdf")} | ({"for_all": "y"} if for_all else {})
    assert client.post(f"{base}/supports", data=data).status_code == 303
    replay = {"replay_url": "https://video.example.org/x"} | (
        {"replay_for_all": "y"} if for_all else {}
    )
    assert client.post(f"{base}/rediffusion", data=replay).status_code == 303
    number = db.session.scalars(select(Support.document_id)).one()
    public, own = client.application.test_client(), f"/inscriptions/{token_of(person)}"
    assert isinstance(public, HouseClient)
    page = text(public.get(f"/evenements/{event.slug}"))
    assert ("diaporama.pdf" in page) is ("video.example.org" in page) is for_all
    # Whether it is kept from the public is not told: who may read it signs in.
    expected = 200 if for_all else 302
    assert public.get(f"/documents/{number}/diaporama.pdf").status_code == expected
    assert "diaporama.pdf" in text(public.get(own))
    assert public.get(f"{own}/supports/{number}").data == PDF
    other = make.registration(attending.event())
    assert public.get(f"/inscriptions/{token_of(other)}/supports/{number}").status_code == 404
    held = client.get(base)
    for _ in range(2):
        taken = client.post(f"{base}/retirer", data={"document": number}, page=held)
        assert taken.status_code == 303
    assert public.get(f"{own}/supports/{number}").status_code == 404


def test_what_is_no_file_and_no_address_is_refused(client: HouseClient) -> None:
    event = attending.event()
    client.sign_in(make.account(Role.STAFF))
    base = f"/gestion/evenements/{event.slug}/retour"
    assert client.post(f"{base}/supports", blank=True).status_code == 422
    script = {"documents": (io.BytesIO(b"MZ..."), "virus.exe")}
    assert client.post(f"{base}/supports", data=script).status_code == 422
    wrong = client.post(f"{base}/rediffusion", data={"replay_url": "ftp://example.org"})
    assert wrong.status_code == 422


def test_thanks_are_shown_then_sent_once(client: HouseClient) -> None:
    event = attending.event()
    attending.arrives(event, make.registration(event).id)
    make.registration(event)
    client.sign_in(make.account(Role.STAFF))
    base = f"/gestion/evenements/{event.slug}/retour"
    assert client.post(f"{base}/merci", data={"message": ""}).status_code == 422
    data = {"message": "La suite : un groupe de travail."}
    preview = client.post(f"{base}/merci", data=data)
    assert "Bonjour Dominique" in text(preview)
    assert "Envoyer à 1 personne" in text(preview)
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 0
    sent = client.post(f"{base}/merci", data={**data, "step": "send"})
    assert sent.status_code == 303
    again = client.post(f"{base}/merci", data={**data, "step": "send"}, page=preview)
    assert again.status_code == 409
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 1
    assert "Votre message est parti" in text(client.get(base))


def test_nobody_is_thanked_before_the_end_or_for_nothing(client: HouseClient) -> None:
    event = make.event()
    client.sign_in(make.account(Role.STAFF))
    data = {"message": "Merci.", "step": "send"}
    over = attending.event()
    for one in (event, over):
        early = client.forge(f"/gestion/evenements/{one.slug}/retour/merci", data=data)
        assert early.status_code == 409


def test_everybody_reads_how_many_came_unless_they_were_few(client: HouseClient) -> None:
    event = attending.event(status=EventStatus.HELD)
    page = f"/evenements/{event.slug}"
    for _ in range(4):
        attending.arrives(event, make.registration(event).id)
    assert "Participation" not in text(client.get(page))
    attending.arrives(event, make.registration(event).id)
    with transaction():
        set_headcount(SYSTEM, event, persons_concerned=3)
    assert "5 personnes présentes" in text(client.get(page))
    assert "concernées" not in text(client.get(page))
    with transaction():
        set_headcount(SYSTEM, event, persons_concerned=6)
    assert "dont 6 personnes concernées" in text(client.get(page))
