"""The questionnaire: sent to those who came, answered once, and by nobody in particular."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import DateTime, func, select

from app.accounts.enums import Role
from app.audit.models import AuditEntry
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.base import Base
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict
from app.outbox.models import OutboxMessage
from app.surveys import services
from app.surveys.enums import QuestionKind
from app.surveys.models import Ballot, BallotAnswer, Survey, SurveyLink
from app.surveys.queries import link_to_answer, results, survey_of
from tests import attending, make
from tests.attending import AT_TEN, EVENING, text
from tests.web import HouseClient

CLOSES = AT_TEN.date() + timedelta(days=14)


@pytest.fixture(autouse=True)
def evening() -> Iterator[None]:
    with time_machine.travel(EVENING, tick=False):
        yield


def held(people: int = 1) -> Event:
    """An event to which so many came; one more did not."""
    event = attending.event()
    for _ in range(people):
        attending.arrives(event, make.registration(event).id)
    make.registration(event)
    with transaction():
        services.create(SYSTEM, db.session.get_one(Event, event.id), closes_on=CLOSES)
    return event


def survey(event: Event) -> Survey:
    found = survey_of(event)
    assert found is not None
    return found


def sent(event: Event) -> list[str]:
    """Send it; the tokens that left."""
    with transaction():
        services.send(SYSTEM, survey(event))
    urls = [
        message.payload["survey_url"]
        for message in db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        if message.kind == "surveys/invitation"
    ]
    return [url.rsplit("/", 1)[1] for url in urls]


def questions(event: Event) -> dict[QuestionKind, str]:
    return {one.kind: f"q{one.id}" for one in survey(event).questions}


def answer(
    client: HouseClient,
    event: Event,
    token: str,
    *,
    page: Any = None,
    forged: Any = False,
    **more: Any,
) -> Any:
    fields = questions(event)
    data: dict[str, Any] = {fields[QuestionKind.SCALE]: "4", **more}
    address = f"/questionnaires/{token}"
    return client.forge(address, data) if forged else client.post(address, data, page=page)


def test_the_team_prepares_and_sends_it_to_those_who_came(client: HouseClient) -> None:
    event = attending.event()
    attending.arrives(event, make.registration(event).id)
    make.registration(event)
    client.sign_in(make.account(Role.STAFF))
    base = f"/gestion/evenements/{event.slug}/questionnaire"
    assert client.get(f"{base}/resultats").status_code == 404
    assert client.post(base, data={"closes_on": "2026-05-01"}).status_code == 422
    assert client.post(base, data={"closes_on": CLOSES.isoformat()}).status_code == 303
    one = {"text": "Et le repas ?", "kind": "choice", "choices": "Bon\nMoyen"}
    assert client.post(f"{base}/questions", data=one).status_code == 303
    refused = client.post(f"{base}/questions", data={**one, "choices": "Seul"})
    assert refused.status_code == 422
    assert "de 2 à 12 réponses" in text(refused)
    number = survey(event).questions[0].id
    assert client.post(f"{base}/questions/retirer", data={"question": number}).status_code == 303
    assert len(survey(event).questions) == len(services.FIRST_QUESTIONS)
    assert "Envoyer à 1 personne présente" in text(client.get(base))
    ready = client.get(base)
    for _ in range(2):
        assert client.post(f"{base}/envoi", page=ready).status_code == 303
    assert db.session.scalar(select(func.count(SurveyLink.token_hash))) == 1
    assert client.forge(f"{base}/questions", data=one).status_code == 409


def test_a_link_serves_once(client: HouseClient) -> None:
    event = held()
    (token,) = sent(event)
    page = client.get(f"/questionnaires/{token}")
    assert "anonymes" in text(page)
    assert answer(client, event, token).headers["Location"] == "/questionnaires/merci"
    assert client.get("/questionnaires/merci").status_code == 200
    assert answer(client, event, token, page=page).status_code == 404
    assert db.session.scalar(select(func.count(Ballot.id))) == 1


@pytest.mark.usefixtures("app")
def test_two_answers_by_one_link_at_once_make_one() -> None:
    event = held()
    (token,) = sent(event)
    number = next(one.id for one in survey(event).questions if one.kind is QuestionKind.SCALE)
    with transaction():
        link = link_to_answer(SYSTEM, token=token)
        assert link is not None
        services.answer(link, {number: ["4"]})
        with pytest.raises(Conflict, match="déjà servi"):
            services.answer(link, {number: ["5"]})


def test_nothing_kept_joins_an_answer_to_a_person(client: HouseClient) -> None:
    event = held(3)
    tokens = sent(event)
    acts = db.session.scalar(select(func.count(AuditEntry.id)))
    answer(client, event, tokens[0])
    # No journal, no time, no key of a person, no row number that would keep the order.
    assert db.session.scalar(select(func.count(AuditEntry.id))) == acts
    for model in (SurveyLink, Ballot, BallotAnswer):
        table = Base.metadata.tables[model.__tablename__]
        assert not [c for c in table.columns if isinstance(c.type, DateTime)]
        pointed = {key.column.table.name for c in table.columns for key in c.foreign_keys}
        assert pointed <= {"survey", "survey_question", "ballot"}
        assert table.dialect_options["sqlite"]["with_rowid"] is False
    assert db.session.scalar(select(func.count(SurveyLink.token_hash))) == 2


def test_a_closed_questionnaire_keeps_what_was_typed(client: HouseClient) -> None:
    event = held()
    (token,) = sent(event)
    fields = questions(event)
    page = client.get(f"/questionnaires/{token}")
    with time_machine.travel(EVENING + timedelta(days=30), tick=False):
        assert "est clos depuis" in text(client.get(f"/questionnaires/{token}"))
        said = {fields[QuestionKind.TEXT]: "Plus de temps"}
        late = answer(client, event, token, page=page, **said)
        assert late.status_code == 422
        assert "Le questionnaire est clos" in text(late)
        assert "Plus de temps" in text(late)


def test_what_was_not_offered_is_refused(client: HouseClient) -> None:
    event = held()
    (token,) = sent(event)
    fields = questions(event)
    beyond = {fields[QuestionKind.SCALE]: "9"}
    assert answer(client, event, token, forged=True, **beyond).status_code == 422
    long = {fields[QuestionKind.TEXT]: "a" * 2001}
    assert answer(client, event, token, **long).status_code == 422
    assert client.post(f"/questionnaires/{token}", blank=True).status_code == 422
    assert db.session.scalar(select(func.count(Ballot.id))) == 0


def test_results_begin_at_five_answers(client: HouseClient) -> None:
    event = held(5)
    tokens = sent(event)
    fields = questions(event)
    staff = make.account(Role.STAFF)
    base = f"/gestion/evenements/{event.slug}/questionnaire/resultats"
    for token in tokens[:4]:
        answer(client, event, token, **{fields[QuestionKind.TEXT]: "=SOMME(1)"})
    client.sign_in(staff)
    few = text(client.get(base))
    assert "Pas encore assez" in few
    assert "SOMME" not in few
    assert client.forge(f"{base}.csv").status_code == 409
    answer(client, event, tokens[4])
    page = text(client.get(base))
    assert "En moyenne, 4,0 sur 5" in re.sub(r"</?strong>", "", page)
    # The text has four answers only.
    assert "Moins de 5 réponses" in page
    assert "SOMME" not in page
    assert {one.is_masked for one in results(survey(event))} == {True, False}
    lines = client.post(f"{base}.csv").get_data(as_text=True).splitlines()
    assert len(lines) == 6
    assert "'=SOMME(1)" in "".join(lines)


def test_texts_are_erased_a_year_after(client: HouseClient) -> None:
    event = held()
    (token,) = sent(event)
    answer(client, event, token, **{questions(event)[QuestionKind.TEXT]: "Moi, Zoé"})
    with transaction():
        assert services.forget_texts(clock.today()) == 0
        assert services.forget_texts(CLOSES + timedelta(days=1)) == 1
    assert db.session.scalar(select(func.count(BallotAnswer.ballot_id))) == 1
