"""Answering what an event asks, with the form as people meet it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.enums import Role
from app.audit.models import AuditEntry
from app.documents import pending
from app.documents.models import Document
from app.kernel.db import db, transaction
from app.questions.enums import NeedKind, QuestionKind
from app.registrations.models import Registration
from tests import make
from tests.integration.questions.asking import (
    PDF,
    answers,
    ask_needs,
    file,
    needs,
    own_page,
    refused,
    registered,
    send,
)
from tests.web import HouseClient

CHOICES = ["Matin", "Après-midi", "Soirée"]


def test_an_event_that_asks_nothing_asks_nothing(client: HouseClient) -> None:
    event = make.event(on_site=5)
    page = client.get(f"/evenements/{event.slug}/inscription").get_data(as_text=True)
    assert "Ce dont j’ai besoin" not in page
    assert "Ce que l’organisation demande" not in page
    unasked = {"needs": "wheelchair", "needs_detail": "x", "q1": "y"}
    assert send(client, event, forged=True, **unasked).status_code == 303
    assert answers() == {}
    assert needs() == {}


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (QuestionKind.TEXT, "  Avec   ma collègue ", ["Avec ma collègue"]),
        (QuestionKind.LONG_TEXT, "Une ligne\r\n\r\nune autre", ["Une ligne\n\nune autre"]),
        (QuestionKind.NUMBER, "1 250,50", ["1250.5"]),
        (QuestionKind.NUMBER, "-3", ["-3"]),
        (QuestionKind.YES_NO, "Oui", ["Oui"]),
        (QuestionKind.ONE, "Matin", ["Matin"]),
        (QuestionKind.SEVERAL, ["Soirée", "Matin"], ["Matin", "Soirée"]),
        (QuestionKind.DATE, "2027-02-28", ["2027-02-28"]),
        (QuestionKind.DATE, "28/02/2027", ["2027-02-28"]),
    ],
)
def test_each_kind_is_kept(
    client: HouseClient, kind: QuestionKind, typed: Any, kept: list[str]
) -> None:
    event = make.event(on_site=5)
    question = make.question(event, kind, choices=CHOICES, required=True)
    assert send(client, event, **{question.name: typed}).status_code == 303
    assert answers() == {question.id: kept}
    one = registered()
    assert one is not None
    page = client.get(own_page(one)).get_data(as_text=True)
    assert question.label in page


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (QuestionKind.TEXT, "", "Cette réponse est nécessaire"),
        (QuestionKind.TEXT, "x" * 201, "200 caractères au plus"),
        (QuestionKind.LONG_TEXT, "x" * 4001, "4\u202f000 caractères au plus"),
        (QuestionKind.NUMBER, "beaucoup", "Écrivez un nombre"),
        (QuestionKind.NUMBER, "NaN", "trop grand"),
        (QuestionKind.NUMBER, "1e400", "trop grand"),
        (QuestionKind.YES_NO, "", "Cette réponse est nécessaire"),
        (QuestionKind.YES_NO, "Peut-être", "Choisissez parmi"),
        (QuestionKind.ONE, "Minuit", "Choisissez parmi"),
        (QuestionKind.SEVERAL, ["Matin", "Minuit"], "Choisissez parmi"),
        (QuestionKind.SEVERAL, [], "Cette réponse est nécessaire"),
        (QuestionKind.DATE, "30/02/2027", "Cette date n’existe pas"),
        (QuestionKind.DATE, "demain", "Cette date n’existe pas"),
        (QuestionKind.FILE, "", "Choisissez un fichier"),
    ],
)
def test_bad_answers_are_told_beside_their_question(
    client: HouseClient, kind: QuestionKind, typed: Any, said: str
) -> None:
    event = make.event(on_site=5)
    question = make.question(event, kind, choices=CHOICES, required=True)
    unoffered = said == "Choisissez parmi"
    answer = send(client, event, forged=unoffered, **{question.name: typed})
    refused(answer, said, question)


def test_all_that_is_wrong_is_told_at_once(client: HouseClient) -> None:
    event = make.event(on_site=5)
    question = make.question(event, required=True)
    bad = send(client, event, first_name="", last_name="", **{question.name: ""})
    page = refused(bad, "Indiquez votre prénom", question)
    assert "Cette réponse est nécessaire" in page


@pytest.mark.parametrize(("opens", "kept"), [("Oui", True), ("Non", False), ("", False)])
def test_a_condition_is_judged_by_the_server(client: HouseClient, opens: str, kept: bool) -> None:
    event = make.event(on_site=5)
    opener = make.question(event, QuestionKind.YES_NO)
    asked = make.question(event, only_if_id=opener.id, only_if_value="Oui", required=True)
    sent = send(client, event, **{opener.name: opens, asked.name: "Muret"})
    assert sent.status_code == 303
    assert (asked.id in answers()) is kept


def test_a_required_question_counts_only_when_it_is_asked(client: HouseClient) -> None:
    event = make.event(on_site=5)
    opener = make.question(event, QuestionKind.YES_NO)
    asked = make.question(event, only_if_id=opener.id, only_if_value="Oui", required=True)
    refused(send(client, event, **{opener.name: "Oui"}), "est nécessaire", asked)
    assert send(client, event, **{opener.name: "Non"}).status_code == 303


def test_a_chain_of_conditions_stops_where_it_breaks(client: HouseClient) -> None:
    event = make.event(on_site=5)
    first = make.question(event, QuestionKind.YES_NO)
    second = make.question(event, QuestionKind.YES_NO, only_if_id=first.id, only_if_value="Oui")
    third = make.question(event, only_if_id=second.id, only_if_value="Oui", required=True)
    sent = send(client, event, **{first.name: "Non", second.name: "Oui", third.name: ""})
    assert sent.status_code == 303
    assert set(answers()) == {first.id}


def test_a_file_is_kept_for_the_organisers_alone(client: HouseClient) -> None:
    event = make.event(on_site=5)
    question = make.question(event, QuestionKind.FILE, required=True)
    assert send(client, event, **{question.name: file()}).status_code == 303
    assert answers() == {question.id: ["lettre.pdf"]}
    document = db.session.scalars(select(Document)).one()
    address = f"/documents/{document.id}/lettre.pdf"
    assert client.get(address).status_code == 302
    client.sign_in(make.account())
    assert client.get(address).status_code == 404
    client.sign_in(make.account(Role.STAFF))
    assert client.get(address).data == PDF
    page = client.get(f"/gestion/evenements/{event.slug}/reponses").get_data(as_text=True)
    assert address in page


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ programme", "lettre.pdf", "est un programme"),
        (b"<html><script>1</script>", "lettre.pdf", "est une page web"),
        (b"", "lettre.pdf", "est vide"),
        (PDF, "lettre.docx", "renommez-le"),
    ],
)
def test_a_hostile_file_is_refused_and_nothing_else_is_lost(
    client: HouseClient, content: bytes, name: str, said: str
) -> None:
    event = make.event(on_site=5)
    question = make.question(event, QuestionKind.FILE)
    refused(send(client, event, **{question.name: file(content, name)}), said, question)
    assert db.session.scalars(select(Document)).all() == []


WRONG = {"email": "pas une adresse"}


def waiting(page: str) -> dict[str, str]:
    """What the page sends again of the files that wait."""
    return dict(re.findall(r'name="([^"]*-waiting)" value="([^"]*)"', page))


def test_a_chosen_file_waits_when_the_rest_is_wrong(client: HouseClient) -> None:
    event = make.event(on_site=5)
    question = make.question(event, QuestionKind.FILE, required=True)
    page = refused(send(client, event, **WRONG, **{question.name: file()}), "adresse")
    assert "lettre.pdf" in page
    assert db.session.scalars(select(Document)).all() == []
    # The page sends it again: nothing is chosen twice.
    assert send(client, event, **{question.name: ""}, **waiting(page)).status_code == 303
    assert answers() == {question.id: ["lettre.pdf"]}


def test_a_file_that_waits_is_nobody_elses(app: Flask, client: HouseClient) -> None:
    event, other = make.event(on_site=5), make.event(on_site=5)
    question, elsewhere = (make.question(one, QuestionKind.FILE) for one in (event, other))
    first, second = question.name, elsewhere.name
    page = refused(send(client, event, **WRONG, **{first: file()}), "adresse")
    (token,) = waiting(page).values()
    thief = app.test_client()
    assert isinstance(thief, HouseClient)
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")
    for who, where, name, value in (
        (thief, event, first, token),
        (client, other, second, token),
        (client, event, first, changed),
    ):
        address = f"/evenements/{where.slug}/inscription"
        sent = {**WRONG, "attendance_mode": "on_site", f"{name}-waiting": value}
        answer = who.forge(address, sent).get_data(as_text=True)
        assert "n’est plus gardé" in answer
        assert "lettre.pdf" not in answer


def test_a_file_that_waits_can_be_taken_away(client: HouseClient) -> None:
    event = make.event(on_site=5)
    question = make.question(event, QuestionKind.FILE)
    page = refused(send(client, event, **WRONG, **{question.name: file()}), "adresse")
    (token,) = waiting(page).values()
    removed = {f"{question.name}-removed": token}
    assert send(client, event, **waiting(page), **removed).status_code == 303
    assert answers() == {}


def test_a_file_too_heavy_to_wait_is_named(
    client: HouseClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending, "LARGEST_OF_VISITORS", len(PDF) - 1)
    event = make.event(on_site=5)
    question = make.question(event, QuestionKind.FILE)
    page = refused(send(client, event, **WRONG, **{question.name: file()}), "adresse")
    assert "trop lourd pour être gardé" in page
    assert not waiting(page)


def test_needs_and_meals_are_asked_only_where_the_event_says_so(client: HouseClient) -> None:
    event = make.event(on_site=5)
    ask_needs(event, NeedKind.HEARING_LOOP, NeedKind.OTHER, meals=True)
    page = client.get(f"/evenements/{event.slug}/inscription").get_data(as_text=True)
    assert "Boucle magnétique" in page
    assert "Garde d’enfants" not in page
    sent = send(
        client,
        event,
        forged=True,
        # The second is not offered here: whoever sends it all the same is not heard.
        needs=["hearing_loop", "childcare"],
        needs_detail="Une chaise sans accoudoirs",
        meals=["meal"],
        meals_detail="Allergie aux noix",
    )
    assert sent.status_code == 303
    assert needs() == {
        NeedKind.HEARING_LOOP: None,
        NeedKind.OTHER: "Une chaise sans accoudoirs",
        NeedKind.MEAL: None,
        NeedKind.DIET: "Allergie aux noix",
    }


def test_a_need_told_at_too_great_length_is_refused(client: HouseClient) -> None:
    event = make.event(on_site=5)
    ask_needs(event, NeedKind.OTHER)
    refused(send(client, event, needs_detail="x" * 501), "500 caractères")


def test_organisers_see_counts_and_exports_have_no_needs(client: HouseClient) -> None:
    event = make.event(on_site=5)
    ask_needs(event, NeedKind.HEARING_LOOP, NeedKind.OTHER)
    for number in range(3):
        email = f"p{number}@example.org"
        send(client, event, email=email, needs="hearing_loop", needs_detail=f"marque{number}")
    client.sign_in(make.account(Role.STAFF))
    page = client.get(f"/gestion/evenements/{event.slug}/reponses").get_data(as_text=True)
    assert "3\u00a0personnes\u00a0: Boucle magnétique" in page
    assert "marque1" in page
    exported = client.post(
        f"/gestion/evenements/{event.slug}/inscriptions/fichier", data={"format": "csv"}
    ).data
    assert b"marque" not in exported
    assert "Boucle" not in exported.decode()
    listed = client.get(f"/gestion/evenements/{event.slug}/inscriptions").get_data(as_text=True)
    assert "marque" not in listed


def test_what_people_say_of_themselves_is_in_no_journal_and_no_mail(client: HouseClient) -> None:
    event = make.event(on_site=5)
    ask_needs(event, NeedKind.OTHER)
    question = make.question(event)
    send(client, event, needs_detail="marque secrète", **{question.name: "autre marque"})
    one = registered()
    assert one is not None
    client.post(
        f"{own_page(one)}/modifier",
        data={"first_name": "Camille", "last_name": "E", "needs_detail": "marque", "q1": "marque"},
    )
    entries = db.session.scalars(select(AuditEntry)).all()
    assert entries
    assert "marque" not in repr([(entry.before, entry.after) for entry in entries])


def test_one_changes_answers_until_the_beginning_and_is_told_after(client: HouseClient) -> None:
    event = make.event(on_site=5)
    ask_needs(event, NeedKind.HEARING_LOOP)
    question = make.question(event)
    send(client, event, **{question.name: "Avant"})
    one = registered()
    assert one is not None
    address = f"{own_page(one)}/modifier"
    assert "Avant" in client.get(address).get_data(as_text=True)
    data = {
        "first_name": "Alix",
        "last_name": "Exemple",
        "organisation": "",
        question.name: "Après",
        "needs": ["hearing_loop"],
    }
    assert client.post(address, data=data).status_code == 303
    assert answers() == {question.id: ["Après"]}
    assert needs() == {NeedKind.HEARING_LOOP: None}
    db.session.expire_all()
    stored = db.session.get_one(Registration, one.id)
    assert (stored.first_name, stored.organisation, stored.email) == (
        "Alix",
        None,
        "camille@example.org",
    )
    with transaction():
        db.session.merge(event).registration_open = False
    # Closing concerns seats: what was answered can be corrected until the event begins.
    late = client.post(address, data={**data, question.name: "Encore"})
    assert late.status_code == 303
    assert answers() == {question.id: ["Encore"]}
    make.begun(event)
    too_late = client.forge(address, data={**data, question.name: "Trop tard"})
    assert too_late.status_code in (409, 422)
    assert answers() == {question.id: ["Encore"]}


def test_an_address_registered_already_changes_nothing(client: HouseClient) -> None:
    """Somebody who knows an address cannot rewrite what its owner answered."""
    event = make.event(on_site=5)
    question = make.question(event)
    send(client, event, **{question.name: "La mienne"})
    assert send(client, event, **{question.name: "D’un autre"}).status_code == 303
    assert answers() == {question.id: ["La mienne"]}
