"""The list as the team works with it: filters, search, acts on several, files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from html import unescape
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from app.accounts.enums import Role
from app.audit.models import AuditEntry
from app.events.enums import EventMode, PoolKind
from app.events.models import Event
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.outbox.enums import MessageStatus
from app.outbox.letters import render_bodies
from app.outbox.models import OutboxMessage
from app.questions.enums import NeedKind, QuestionKind
from app.questions.models import DeclaredNeed, EventQuestion, FormOptions, GivenAnswer
from app.registrations import services
from app.registrations.enums import ClaimStatus
from app.registrations.filters import RosterFilters
from app.registrations.models import Registration
from app.registrations.roster import PAGE_SIZE, everyone, matching
from tests import make
from tests.counting import counted_queries
from tests.registering import held, loaded, register, withdraw
from tests.web import HouseClient


def address(event: Event, tail: str = "") -> str:
    return f"/gestion/evenements/{event.slug}/inscriptions{tail}"


def names(event: Event, **arguments: str) -> list[str]:
    db.session.expire_all()
    return [p.last_name for p in matching(everyone(event), RosterFilters.parse(arguments))]


def three(event: Event) -> list[int]:
    people = [
        ("Élodie", "Œuvrard", "CCAS d’Exempleville"),
        ("Bruno", "Zed", "C.C.A.S. d'Exempleville"),
    ]
    made = [
        register(
            event, f"{first}@example.org".lower(), first_name=first, last_name=last, organisation=o
        )
        for first, last, o in people
    ]
    made.append(register(event, "ana@example.org", first_name="Ana", last_name="Abc"))
    return [one.registration.id for one in made]


@pytest.mark.usefixtures("app")
class TestList:
    def test_search_knows_no_accents_and_all_words_count(self) -> None:
        event = make.event()
        three(event)
        assert names(event, q="oeuvrard elodie") == ["Œuvrard"]
        assert names(event, q="ccas") == ["Œuvrard"]
        assert names(event, q="EXEMPLEVILLE zed") == ["Zed"]
        assert names(event, q="personne") == []

    def test_two_spellings_of_an_organisation_are_one(self) -> None:
        event = make.event()
        three(event)
        assert names(event, organisation="ccasdexempleville", tri="nom") == ["Œuvrard", "Zed"]

    def test_orders(self) -> None:
        event = make.event(on_site=1)
        three(event)
        assert names(event) == ["Œuvrard", "Zed", "Abc"]
        assert names(event, tri="nom") == ["Abc", "Œuvrard", "Zed"]
        assert names(event, tri="recentes") == ["Abc", "Zed", "Œuvrard"]
        assert names(event, tri="organisation")[-1] == "Abc"

    def test_status_and_pool(self) -> None:
        event = make.event(on_site=1, remote=5, mode=EventMode.HYBRID)
        ids = three(event)
        with transaction():
            services.change_mode(SYSTEM, loaded(ids[2]), attendance_mode=PoolKind.REMOTE)
        withdraw(ids[0])
        remote = next(p for p in everyone(event) if p.last_name == "Abc").mode.pool_id
        assert names(event, lieu=str(remote)) == ["Abc"]
        assert names(event, statut="withdrawn") == ["Œuvrard"]
        assert names(event, statut="confirmed") == ["Zed", "Abc"]

    def test_whose_mail_did_not_arrive(self) -> None:
        event = make.event()
        ids = three(event)
        with transaction():
            db.session.execute(
                update(OutboxMessage)
                .where(OutboxMessage.key.startswith(f"registration:{ids[1]}:"))
                .values(status=MessageStatus.BOUNCED)
            )
        assert names(event, courriel="erreur") == ["Zed"]


def test_pages_filters_and_search_in_the_address(client: HouseClient) -> None:
    event = make.event()
    for number in range(PAGE_SIZE + 2):
        make.registration(event, last_name=f"Nom{number:03}")
    client.sign_in(make.account(Role.STAFF))
    first = client.get(address(event)).text
    assert first.count('name="ids"') == PAGE_SIZE
    second = client.get(address(event, "?page=2")).text
    assert second.count('name="ids"') == 2
    assert client.get(address(event, "?q=nom051")).text.count('name="ids"') == 1
    assert "Aucune inscription ne correspond" in client.get(address(event, "?q=rien")).text
    for bad in ("?statut=tout", "?lieu=abc", "?lieu=99999999999999", "?tri=x"):
        assert client.get(address(event, bad)).status_code == 404


def test_as_many_questions_for_three_as_for_forty(client: HouseClient) -> None:
    event = make.event()
    client.sign_in(make.account(Role.STAFF))
    counts = []
    for more in (3, 37):
        for _ in range(more):
            make.registration(event)
        client.get(address(event))
        with counted_queries() as queries:
            client.get(address(event))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def act(
    client: HouseClient,
    event: Event,
    what: str,
    ids: Sequence[int],
    *,
    page: Any = None,
    **more: str,
) -> tuple[int, str]:
    """Choose people and an act in the list; `more` is what the page shown next is answered.

    Without a second page, the answer is that of the list: what will happen, or an error.
    """
    data = {"act": what, "ids": [str(number) for number in ids]}
    answer = client.post(address(event, "/actes"), data=data, page=page or address(event))
    if more:
        answer = client.post(address(event, "/actes"), data=more, page=answer)
    return answer.status_code, answer.text


def forge(client: HouseClient, event: Event, what: str, ids: Sequence[int], **more: str) -> int:
    """Send what the list does not offer."""
    data = {"act": what, "ids": [str(number) for number in ids], **more}
    return int(client.forge(address(event, "/actes"), data=data).status_code)


def test_nothing_changes_before_the_effect_was_seen(client: HouseClient) -> None:
    event = make.event(on_site=2)
    ids = three(event)
    client.sign_in(make.account(Role.STAFF))
    status, page = act(client, event, "annuler", ids[:2])
    assert status == 200
    assert "Rien n’est encore fait" in page
    assert "élodie@example.org" in page.lower()
    # Theirs, and the one of who gets a seat.
    assert "3\u00a0courriels partiront" in page
    assert all(held(number) for number in ids)
    assert act(client, event, "annuler", ids[:2], confirme="oui", reason="Doublon")[0] == 303
    assert [bool(held(number)) for number in ids] == [False, False, True]
    assert held(ids[2]) == {"Sur place": "confirmed"}
    assert loaded(ids[0]).withdrawal_reason == "Doublon"


def test_who_left_meanwhile_is_skipped_and_named(client: HouseClient) -> None:
    event = make.event()
    ids = three(event)
    client.sign_in(make.account(Role.STAFF))
    listed = client.get(address(event))
    withdraw(ids[0])
    _, page = act(client, event, "annuler", ids[:2], page=listed)
    assert "déjà annulée" in page
    act(client, event, "annuler", ids[:2], page=listed, confirme="oui")
    told = client.get(address(event)).text
    assert "C’est fait pour 1\u00a0personne" in told
    assert "Élodie Œuvrard" in told
    mails = db.session.scalars(
        select(OutboxMessage.key).where(OutboxMessage.kind == "registrations/withdrawn")
    ).all()
    assert len(mails) == 2


def test_requests_are_answered_together_and_a_refusal_says_why(client: HouseClient) -> None:
    event = make.event(approval_required=True)
    ids = three(event)
    client.sign_in(make.account(Role.STAFF))
    act(client, event, "accepter", ids[:1], confirme="oui")
    assert held(ids[0]) == {"Sur place": "confirmed"}
    status, page = act(client, event, "refuser", ids, confirme="oui")
    assert status == 422
    assert "Dites pourquoi" in page
    assert held(ids[1]) == {"Sur place": "requested"}
    act(client, event, "refuser", ids, confirme="oui", reason="Réservé aux communes.")
    assert held(ids[0]) == {"Sur place": "confirmed"}
    statuses = {p.registration_id: p.status for p in everyone(event)}
    assert statuses[ids[1]] == statuses[ids[2]] == ClaimStatus.REFUSED
    journal = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "registration:bulk").order_by(AuditEntry.id)
    ).all()
    assert [(entry.after or {})["done"] for entry in journal] == [1, 2]


def test_moving_counts_the_seats_one_by_one_and_loses_none(client: HouseClient) -> None:
    event = make.event(on_site=5, remote=1, mode=EventMode.HYBRID)
    ids = three(event)
    client.sign_in(make.account(Role.STAFF))
    _, page = act(client, event, "a-distance", ids[:2])
    assert ">Place à distance<" in page
    waits = "Liste d’attente à distance, rang 1 (1 place prise sur 1)"
    assert waits in plain(page)
    assert "garde sa place sur place en attendant" in page
    act(client, event, "a-distance", ids[:2], confirme="oui", reason="La salle est petite.")
    assert held(ids[0]) == {"À distance": "confirmed"}
    assert held(ids[1]) == {"Sur place": "confirmed (interim)", "À distance": "waiting"}
    told = since(event, "mode_changed", "waiting")
    assert [mail.recipient for mail in told] == ["élodie@example.org", "bruno@example.org"]
    for mail in told:
        assert "La salle est petite." in render_bodies(mail.kind, mail.subject, mail.payload)[0]


def since(event: Event, *kinds: str) -> list[OutboxMessage]:
    """The mails of these kinds, all when none is named, in order."""
    db.session.rollback()
    rows = db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.thread == f"event:{event.id}")
        .order_by(OutboxMessage.id)
    )
    return [row for row in rows if not kinds or row.kind.split("/")[1] in kinds]


def plain(page: str) -> str:
    return unescape(page).replace("\u00a0", " ").replace("\u202f", " ")


def test_moving_to_a_session_is_foreseen_as_it_then_happens(client: HouseClient) -> None:
    event = make.event(on_site=20)
    housing = make.session(event, "Logement", 1, (0, 2))
    health = make.session(event, "Santé", 2, (1, 3))
    people = [
        register(event, f"{letter}@example.org", last_name=letter.upper(), sessions=[health])
        for letter in "abc"
    ]
    first, second, third = (one.registration.id for one in people)
    assert held(third) == {"Sur place": "confirmed", "Santé": "waiting"}
    before = len(since(event))
    client.sign_in(make.account(Role.STAFF))
    assert "Placer dans : Logement" in plain(client.get(address(event)).text)
    _, page = act(client, event, f"atelier-{housing}", [first, second])
    shown = plain(page)
    assert "3 courriels partiront" in shown
    assert "Place dans « Logement »<" in shown
    assert "Liste d’attente dans « Logement », rang 1 (1 place prise sur 1)" in shown
    assert "garde sa place dans « Santé » en attendant" in shown
    assert "1 personne quitterait la liste d’attente" in shown
    assert "Camille C : Santé" in shown
    # Nothing of it stays.
    assert len(since(event)) == before
    assert held(first) == {"Sur place": "confirmed", "Santé": "confirmed"}
    assert held(third) == {"Sur place": "confirmed", "Santé": "waiting"}
    assert act(client, event, f"atelier-{housing}", [first, second], confirme="oui")[0] == 303
    assert held(first) == {"Sur place": "confirmed", "Logement": "confirmed"}
    assert held(second) == {
        "Sur place": "confirmed",
        "Santé": "confirmed (interim)",
        "Logement": "waiting",
    }
    assert held(third) == {"Sur place": "confirmed", "Santé": "confirmed"}
    told = [mail for mail in since(event)[before:] if "fill" not in mail.kind]
    assert sorted(
        (mail.recipient, mail.kind.split("/")[1]) for mail in told if "fill" not in mail.kind
    ) == [
        ("a@example.org", "sessions_changed"),
        ("b@example.org", "sessions_changed"),
        ("c@example.org", "promoted"),
    ]
    assert "L’équipe qui organise" in render_bodies(told[-1].kind, "", told[-1].payload)[0]
    _, page = act(client, event, f"atelier-{housing}", [first, second])
    assert "Rien ne peut changer" in page
    assert forge(client, event, "atelier-999999", [first]) == 303


def test_who_leaves_with_others_is_not_seated_in_between(client: HouseClient) -> None:
    event = make.event(on_site=1)
    ids = three(event)
    client.sign_in(make.account(Role.STAFF))
    _, page = act(client, event, "annuler", ids[:2])
    assert "Ana Abc : Sur place" in plain(page)
    act(client, event, "annuler", ids[:2], confirme="oui")
    assert held(ids[2]) == {"Sur place": "confirmed"}
    assert [mail.recipient for mail in since(event, "promoted")] == ["ana@example.org"]


def test_people_of_another_event_are_out_of_reach(client: HouseClient) -> None:
    mine, other = make.event(), make.event()
    foreign = three(other)
    client.sign_in(make.account(Role.STAFF))
    forge(client, mine, "annuler", foreign, confirme="oui")
    assert all(held(number) for number in foreign)
    assert forge(client, mine, "annuler", []) == 303
    assert forge(client, mine, "détruire", foreign) == 303


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_the_filtered_list_as_a_spreadsheet(client: HouseClient, kind: str) -> None:
    event = make.event()
    three(event)
    register(event, "zero@example.org", last_name="=1+1", organisation="09")
    client.sign_in(make.account(Role.STAFF))
    answer = client.post(address(event, "/fichier?q=example.org&tri=nom"), data={"format": kind})
    assert answer.headers["Content-Disposition"].endswith(f".{kind}")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert len(rows) == 5
    assert ["=1+1", "09"] in [[row[3], row[5]] for row in rows]
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "registration:export")
    ).one()
    assert (entry.after or {})["lines"] == 4
    assert "Nom" in (entry.after or {})["columns"]


def test_needs_go_out_only_with_their_purpose(client: HouseClient) -> None:
    event = make.event()
    number = three(event)[0]
    with transaction():
        db.session.add(FormOptions(event_id=event.id, needs=[NeedKind.HEARING_LOOP.value]))
        db.session.add(DeclaredNeed(registration_id=number, kind=NeedKind.HEARING_LOOP))
    client.sign_in(make.account(Role.STAFF))
    page = client.get(address(event, "/fichier")).text
    assert "Informations sensibles" in page
    plain = client.post(address(event, "/fichier"), data={"format": "csv"}).data.decode("utf-8-sig")
    assert "Besoins" not in plain
    refused = client.post(address(event, "/fichier"), data={"format": "csv", "needs": "y"})
    assert refused.status_code == 422
    assert "à quoi servira" in refused.text
    data = {"format": "csv", "needs": "y", "purpose": "Régler la boucle"}
    given = client.post(address(event, "/fichier"), data=data).data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(given), delimiter=";"))
    assert rows[0][-1] == "Besoins d’accès"
    assert NeedKind.HEARING_LOOP.label in rows[1][-1]
    reasons = db.session.scalars(
        select(AuditEntry.reason).where(AuditEntry.action == "registration:export")
    ).all()
    assert "Régler la boucle" in reasons


def test_an_anonymous_row_is_listed_without_a_name(client: HouseClient) -> None:
    event = make.event()
    number = three(event)[0]
    with transaction():
        db.session.execute(
            update(Registration)
            .where(Registration.id == number)
            .values(first_name="", last_name="", email=None, email_key=None)
        )
    client.sign_in(make.account(Role.STAFF))
    assert "Nom effacé" in client.get(address(event)).text


def test_who_downloads_chooses_the_columns(client: HouseClient) -> None:
    event = make.event()
    number = three(event)[0]
    with transaction():
        db.session.add(FormOptions(event_id=event.id, needs=[], meals=True))
        questions = [
            EventQuestion(
                event_id=event.id,
                kind=QuestionKind.TEXT,
                label=label,
                purpose="Préparer",
                erase_on=date(2099, 1, 1),
            )
            for label in ("Votre gare ?", "Votre vélo ?")
        ]
        db.session.add_all([*questions, DeclaredNeed(registration_id=number, kind=NeedKind.MEAL)])
        db.session.flush()
        db.session.add(
            GivenAnswer(registration_id=number, question_id=questions[0].id, values=["=Muret"])
        )
    client.sign_in(make.account(Role.STAFF))

    def file(**data: object) -> list[list[str]]:
        sent = {"format": "csv", **data}
        text = client.post(address(event, "/fichier"), data=sent).data.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text), delimiter=";"))

    assert file(columns=["last_name", "first_name"])[0] == ["Prénom", "Nom"]
    rows = file(
        columns=["last_name"],
        answers=[str(questions[0].id)],
        meals="y",
        purpose="Préparer le repas",
    )
    assert rows[0] == ["Nom", "Votre gare ?", "Repas"]
    assert ["Œuvrard", "'=Muret", NeedKind.MEAL.label] in rows
    refused = client.post(
        address(event, "/fichier"), data={"format": "csv", "answers": [str(questions[0].id)]}
    )
    assert refused.status_code == 422
    wrong = {"format": "csv", "columns": "secret", "answers": "999999"}
    assert client.forge(address(event, "/fichier"), data=wrong).status_code == 422
    entry = db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.action == "registration:export")
        .order_by(AuditEntry.id.desc())
    ).first()
    assert entry is not None
    assert (entry.after or {})["columns"] == ["Nom", "Votre gare ?", "Repas"]
