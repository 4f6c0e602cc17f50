"""Saying what an event asks, and erasing the answers on their day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.enums import Role
from app.documents import storage
from app.documents.models import Document
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.questions.enums import NeedKind, QuestionKind
from app.questions.models import DeclaredNeed, EventQuestion, FormOptions, GivenAnswer
from app.questions.queries import asked_of, said_by
from app.questions.rules import Reply
from app.questions.services import forget_due, keep
from app.registrations.models import Registration
from app.registrations.retention import anonymise
from app.registrations.tokens import token_of
from tests import make
from tests.integration.questions.asking import ask_needs, file, registered, send
from tests.pages import Page
from tests.registering import register
from tests.web import HouseClient


def plan(event: Event) -> str:
    return f"/gestion/evenements/{event.slug}/questions"


def written(event: Event, **values: str) -> dict[str, str]:
    assert event.ends_at is not None
    return {
        "label": "Quel atelier préférez-vous ?",
        "kind": "one",
        "choices": "Logement\nSanté\n",
        "purpose": "répartir les salles",
        "erase_on": (event.ends_at + timedelta(days=10)).date().isoformat(),
        "only_if": "",
        **values,
    }


@pytest.fixture
def team(client: HouseClient) -> HouseClient:
    client.sign_in(make.account(Role.STAFF))
    return client


def only() -> EventQuestion:
    return db.session.scalars(select(EventQuestion)).one()


def test_a_question_is_written_changed_and_withdrawn(team: HouseClient) -> None:
    event = make.event(on_site=5)
    assert team.post(f"{plan(event)}/nouvelle", data=written(event)).status_code == 303
    question = only()
    assert question.choices == ["Logement", "Santé"]
    page = team.get(f"/evenements/{event.slug}/inscription").get_data(as_text=True)
    assert "Quel atelier préférez-vous" in page
    assert "Sert à\u00a0: répartir les salles. Effacé le" in page
    address = f"{plan(event)}/{question.id}"
    assert "Quel atelier" in team.get(address).get_data(as_text=True)
    changed = written(event, required="y", hint="Un seul par personne")
    assert team.post(address, data=changed).status_code == 303
    db.session.expire_all()
    assert only().required
    assert team.post(f"{address}/retirer").status_code == 303
    page = team.get(f"/evenements/{event.slug}/inscription").get_data(as_text=True)
    assert "Quel atelier" not in page
    assert team.get(address).status_code == 404


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"label": ""}, "Écrivez la question"),
        ({"purpose": ""}, "à quoi sert la réponse"),
        ({"erase_on": ""}, "quand elles sont effacées"),
        ({"erase_on": "2020-01-01"}, "déjà passée"),
        ({"choices": "Une seule"}, "au moins deux réponses"),
        ({"choices": "Santé\nsante"}, "sont les mêmes"),
        ({"choices": "\n".join(map(str, range(31)))}, "30 réponses au plus"),
        ({"kind": "magie"}, "hoisissez"),
        ({"only_if": "999|Oui"}, "hoisissez"),
        ({"label": "x" * 201}, "200 caractères"),
    ],
)
def test_what_makes_no_question_is_refused(
    team: HouseClient, values: dict[str, str], said: str
) -> None:
    event = make.event(on_site=5)
    post = team.forge if said == "hoisissez" else team.post
    answer = post(f"{plan(event)}/nouvelle", data=written(event, **values))
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert db.session.scalars(select(EventQuestion)).all() == []


def test_a_question_hangs_on_an_earlier_answer(team: HouseClient) -> None:
    event = make.event(on_site=5)
    opener = make.question(event, QuestionKind.YES_NO, label="En voiture ?")
    data = written(event, only_if=f"{opener.id}|Oui")
    assert team.post(f"{plan(event)}/nouvelle", data=data).status_code == 303
    assert team.post(f"{plan(event)}/{opener.id}/retirer").status_code == 409
    second = db.session.scalars(
        select(EventQuestion).where(EventQuestion.only_if_id == opener.id)
    ).one()
    # Never before the one it depends on.
    assert team.post(f"{plan(event)}/{second.id}/monter").status_code == 409
    other = written(event, kind="text", label="En voiture ?", choices="")
    refused = team.post(f"{plan(event)}/{opener.id}", data=other)
    assert refused.status_code == 422
    assert "dépend d’une de ces réponses" in refused.get_data(as_text=True)


def test_questions_change_places(team: HouseClient) -> None:
    event = make.event(on_site=5)
    first, second = make.question(event), make.question(event)
    assert team.post(f"{plan(event)}/{second.id}/monter").status_code == 303
    page = team.get(plan(event)).get_data(as_text=True)
    assert page.index(second.label) < page.index(first.label)


def test_an_answered_question_keeps_its_kind(team: HouseClient) -> None:
    event = make.event(on_site=5)
    question = make.question(event)
    send(team, event, **{question.name: "Bonjour"})
    answer = team.post(f"{plan(event)}/{question.id}", data=written(event))
    assert answer.status_code == 422
    assert "Des personnes ont répondu" in answer.get_data(as_text=True)


def test_another_event_does_not_lend_its_questions(team: HouseClient) -> None:
    question = make.question(make.event(on_site=5))
    other = make.event(on_site=5)
    assert team.get(f"{plan(other)}/{question.id}").status_code == 404


def test_needs_are_chosen(team: HouseClient) -> None:
    event = make.event(on_site=5)
    data = {"needs": ["travel", "wheelchair"], "meals": "y"}
    assert team.post(plan(event), data=data).status_code == 303
    options = db.session.get_one(FormOptions, event.id)
    assert (options.needs, options.meals) == (["wheelchair", "travel"], True)
    assert "checked" in team.get(plan(event)).get_data(as_text=True)


def test_answers_are_erased_on_their_day_with_their_files(client: HouseClient) -> None:
    event = make.event(on_site=5)
    early = make.question(event, QuestionKind.FILE, erase_on=clock.today() + timedelta(days=5))
    late = make.question(event, erase_on=clock.today() + timedelta(days=50))
    send(client, event, **{early.name: file(), late.name: "Bonjour"})
    sha256 = db.session.scalars(select(Document.sha256)).one()
    with transaction():
        assert forget_due() == 0
    with clock.at(clock.now() + timedelta(days=6)), transaction():
        assert forget_due() == 1
    assert db.session.scalars(select(GivenAnswer.question_id)).all() == [late.id]
    assert db.session.scalars(select(Document)).all() == []
    with pytest.raises(FileNotFoundError):
        storage.current().open(sha256)


def test_needs_are_erased_thirty_days_after(client: HouseClient) -> None:
    event = make.event(on_site=5)
    ask_needs(event, NeedKind.HEARING_LOOP)
    send(client, event, needs="hearing_loop")
    assert event.ends_at is not None
    for days, left in ((29, 1), (31, 0)):
        with clock.at(event.ends_at + timedelta(days=days)), transaction():
            forget_due()
        assert len(db.session.scalars(select(DeclaredNeed)).all()) == left


def test_a_year_after_nothing_is_left(client: HouseClient) -> None:
    event = make.event(on_site=5)
    question = make.question(event, erase_on=clock.today() + timedelta(days=4000))
    send(client, event, **{question.name: "Bonjour"})
    assert registered() is not None
    assert event.ends_at is not None
    with transaction():
        assert anonymise(event.ends_at + timedelta(days=1)) == 1
    assert db.session.scalars(select(GivenAnswer)).all() == []


def test_an_answer_that_is_renamed_stays_answered(team: HouseClient) -> None:
    event = make.event(on_site=5)
    opener = make.question(event, QuestionKind.ONE, choices=["Logement", "Santé"], required=True)
    hanging = make.question(event, only_if_id=opener.id, only_if_value="Logement")
    assert event.ends_at is not None
    later = f"{event.ends_at + timedelta(days=9):%Y-%m-%d}"
    number = register(event, "p@example.org").registration.id
    with transaction():
        keep(SYSTEM, number, asked_of(event), Reply({opener.id: ["Logement"], hanging.id: ["Ici"]}))
    address = f"/gestion/evenements/{event.slug}/questions/{opener.id}"
    shown = {**Page(team.get(address)).values(), "erase_on": later}
    renamed = {**shown, "choices": "Logement et énergie\nSanté"}
    assert team.post(address, data=renamed).status_code == 303
    said = {one.question_id: one.words for one in said_by([number])[number]}
    assert said == {opener.id: "Logement et énergie", hanging.id: "Ici"}
    # Whoever corrects a first name has nothing to answer again.
    token = token_of(db.session.get_one(Registration, number))
    mine = f"/inscriptions/{token}/modifier"
    corrected = {**Page(team.get(mine)).values(), "first_name": "Zoé"}
    assert team.post(mine, data=corrected).status_code == 303
    # Another order, or another number of answers, renames nothing.
    moved = {**shown, "choices": "Santé\nLogement et énergie"}
    assert team.post(address, data=moved).status_code == 303
    said = {one.question_id: one.words for one in said_by([number])[number]}
    assert said[opener.id] == "Logement et énergie"
