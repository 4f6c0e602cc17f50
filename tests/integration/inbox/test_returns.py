"""Real shapes of returned mails and of answers, as servers and calendars write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.enums import Role
from app.inbox.enums import IncomingKind, Verdict
from app.inbox.models import IncomingMail
from app.inbox.services import receive
from app.kernel import clock
from app.kernel.db import db, transaction
from app.outbox import delivery
from app.outbox.enums import MessageStatus
from app.outbox.marks import answer_mark
from app.outbox.models import OutboxMessage
from tests import make
from tests.integration.inbox.answers import INBOX
from tests.registering import register
from tests.web import HouseClient

MAILS = Path(__file__).parent / "mails"
MARK = "0123456789abcdef0123456789abcdef"
PERSON = "anne.essai@example.org"


@pytest.fixture(autouse=True)
def letter_box(app: Flask) -> Iterator[None]:
    before = app.extensions["synergies_settings"]
    app.extensions["synergies_settings"] = replace(before, inbox_address=INBOX)
    yield
    app.extensions["synergies_settings"] = before


def take(raw: bytes) -> IncomingMail | None:
    with transaction():
        return receive(raw)


def sent() -> OutboxMessage:
    register(make.event(on_site=1), PERSON)
    (row,) = delivery.claim()
    assert delivery.sent(row)
    return row


def stored(row: OutboxMessage) -> OutboxMessage:
    db.session.rollback()
    return db.session.get_one(OutboxMessage, row.id, populate_existing=True)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("retour-adresse-accentuee", "5.1.1"),
        ("retour-espace-avant-deux-points", "5.0.0"),
        ("retour-exim-sans-rapport", "Unrouteable address"),
        ("retour-gmail-rapport-vide", "550 5.1.1 user unknown"),
        ("retour-qmail", "no mailbox here by that name"),
        ("retour-sans-action", "5.3.0"),
    ],
)
def test_a_returned_mail_of_any_shape_is_known(app: Flask, name: str, reason: str) -> None:
    row = sent()
    assert row.mark is not None
    raw = (MAILS / f"{name}.eml").read_bytes().replace(MARK.encode(), row.mark.encode())
    taken = take(raw)
    assert taken is not None
    assert (taken.kind, taken.verdict) == (IncomingKind.RETURN, Verdict.APPLIED)
    back = stored(row)
    assert back.status is MessageStatus.BOUNCED
    assert back.error is not None
    assert reason in back.error


def server_mail(row: OutboxMessage, subject: str, text: str, **headers: str) -> bytes:
    fields = {
        "Return-Path": "<>",
        "From": "Mail Delivery System <MAILER-DAEMON@mx.example.org>",
        "To": f"reponses+{row.mark}@synergies.example.org",
        "Message-ID": "<avis@mx.example.org>",
        "Content-Type": "text/plain; charset=utf-8",
        "Subject": subject,
        **headers,
    }
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return f"{head}\r\n{text}\r\n".encode()


def test_a_delay_without_a_report_changes_nothing_and_asks_nobody(app: Flask) -> None:
    row = sent()
    delayed = server_mail(row, "Warning: message 1abc delayed 24 hours", "Will be retried.")
    assert take(delayed) is None
    assert stored(row).status is MessageStatus.SENT


def test_an_absence_at_the_return_address_is_no_return(app: Flask) -> None:
    """Answering machines send from nobody too, to the address that returns go to."""
    row = sent()
    absence = server_mail(
        row,
        "Absence du bureau",
        "Je serai de retour lundi.",
        From="Anne Essai <anne.essai@example.org>",
        **{"Auto-Submitted": "auto-replied"},
    )
    assert take(absence) is None
    assert stored(row).status is MessageStatus.SENT


def test_what_a_server_writes_and_nobody_understands_is_kept_to_be_seen(app: Flask) -> None:
    row = sent()
    taken = take(server_mail(row, "Avis", "Quelque chose d’inhabituel s’est passé."))
    assert taken is not None
    assert (taken.kind, taken.verdict) == (IncomingKind.RETURN, Verdict.UNKNOWN)
    assert taken.text == "Quelque chose d’inhabituel s’est passé."
    assert stored(row).status is MessageStatus.SENT


@pytest.mark.parametrize("name", ["reponse-mailto-mixte", "reponse-bom"])
def test_answers_of_calendars_with_their_ways(app: Flask, name: str) -> None:
    event = make.event(on_site=1)
    register(event, PERSON)
    taken = take(answer_mail(name, event.uid))
    assert taken is not None
    assert taken.verdict is Verdict.APPLIED, taken.detail


def answer_mail(name: str, uid: str) -> bytes:
    raw = (MAILS / f"{name}.eml").read_bytes().replace(b"REMPLACER", uid.encode())
    raw = raw.replace(MARK.encode(), answer_mark(uid, PERSON).encode())
    stamp = f"{clock.now():%Y%m%dT%H%M%SZ}".encode()
    return raw.replace(b"20261130T090000Z", stamp)


def test_a_counter_proposal_is_named_and_shown_with_its_event(
    app: Flask, client: HouseClient
) -> None:
    event = make.event(on_site=1)
    register(event, PERSON)
    taken = take(answer_mail("contre-proposition", event.uid))
    assert taken is not None
    assert (taken.kind, taken.verdict) == (IncomingKind.ANSWER, Verdict.UNKNOWN)
    assert taken.event_id == event.id
    client.sign_in(make.account(Role.STAFF))
    assert "propose un autre moment" in client.get("/gestion/courriels/recus").text


def test_the_words_of_a_person_are_kept_until_somebody_has_seen_them(
    app: Flask, client: HouseClient
) -> None:
    row = sent()
    person = {"From": "Anne Essai <anne.essai@example.org>", "Return-Path": f"<{PERSON}>"}
    taken = take(server_mail(row, "Re : Votre place", "Puis-je venir avec mon chien ?", **person))
    assert taken is not None
    assert taken.kind is IncomingKind.OTHER
    client.sign_in(make.account(Role.STAFF))
    assert "venir avec mon chien" in client.get("/gestion/courriels/recus").text
    assert client.post(f"/gestion/courriels/recus/{taken.id}/classer").status_code == 303
    db.session.rollback()
    seen = db.session.get_one(IncomingMail, taken.id, populate_existing=True)
    assert seen.text is None
