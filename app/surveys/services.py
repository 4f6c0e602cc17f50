"""Acts on questionnaires. Answering is the one act that the journal does not tell: its hour would
stand beside the hour of the request, and an answer would have an author again.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import CursorResult, delete, func, select

from app.audit import services as audit
from app.events.facts import EventMoved
from app.events.models import Event
from app.kernel import clock, links
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound
from app.surveys import emails
from app.surveys.enums import QuestionKind
from app.surveys.models import Ballot, BallotAnswer, Survey, SurveyLink, SurveyQuestion
from app.surveys.queries import SCALE, ballots, is_closed, survey_of, to_invite

MOST_QUESTIONS = 15
MOST_CHOICES = 12
TEXT_LENGTH = 2000
CLOSED = "Le questionnaire est clos."
USED = "Ce lien a déjà servi : une réponse a été reçue, et ne peut plus être changée."
SENT = "Le questionnaire est parti : ses questions ne changent plus."

# To begin with; the team takes away and adds.
FIRST_QUESTIONS: tuple[tuple[QuestionKind, str, tuple[str, ...]], ...] = (
    (QuestionKind.SCALE, "Cette rencontre vous a-t-elle été utile ?", ()),
    (QuestionKind.SCALE, "Avez-vous pu vous exprimer comme vous le souhaitiez ?", ()),
    (
        QuestionKind.CHOICES,
        "Qu’allez-vous en faire ?",
        ("En parler à mes collègues", "Changer une pratique", "Rejoindre un groupe de travail"),
    ),
    (QuestionKind.TEXT, "Que faudrait-il faire autrement la prochaine fois ?", ()),
)


def create(actor: Actor, event: Event, *, closes_on: date) -> Survey:
    """The questionnaire of an event, with first questions; asked again, the one it has."""
    if lock_row(Event, event.id) is None:
        raise NotFound
    known = survey_of(event)
    if known is not None:
        return known
    _not_past(closes_on)
    survey = Survey(event_id=event.id, closes_on=closes_on)
    db.session.add(survey)
    db.session.flush()
    for rank, (kind, text, choices) in enumerate(FIRST_QUESTIONS):
        db.session.add(
            SurveyQuestion(
                survey_id=survey.id, kind=kind, text=text, choices=list(choices), rank=rank
            )
        )
    db.session.flush()
    audit.record(actor, "survey:create", survey, after={"event": event.id})
    return survey


def set_closing(actor: Actor, survey: Survey, *, closes_on: date) -> None:
    """Another last day, today or later."""
    locked = _lock(survey)
    _not_past(closes_on)
    if locked.closes_on != closes_on:
        before = locked.closes_on
        locked.closes_on = closes_on
        audit.record(
            actor,
            "survey:set_closing",
            locked,
            before={"closes_on": before},
            after={"closes_on": closes_on},
        )


def move_closing(fact: EventMoved) -> None:
    """The last day to answer follows the event to its new date."""
    survey = survey_of(fact.event)
    if survey is not None:
        survey.closes_on += fact.by
        db.session.flush()


def _not_past(closes_on: date) -> None:
    if closes_on < clock.today():
        raise Invalid({"closes_on": "Choisissez aujourd’hui ou un jour à venir."})


def add_question(
    actor: Actor,
    survey: Survey,
    *,
    kind: QuestionKind,
    text: str,
    choices: Sequence[str] = (),
    required: bool = False,
) -> SurveyQuestion:
    """One more question at the end. Raises `Conflict` once the links have left."""
    locked = _unsent(survey)
    offered = list(dict.fromkeys(choices)) if kind in _OFFERING else []
    if kind in _OFFERING and not 2 <= len(offered) <= MOST_CHOICES:
        raise Invalid({"choices": f"Donnez de 2 à {MOST_CHOICES} réponses, une par ligne."})
    ranks = db.session.scalars(
        select(SurveyQuestion.rank)
        .where(SurveyQuestion.survey_id == locked.id)
        .order_by(SurveyQuestion.rank)
    ).all()
    if len(ranks) >= MOST_QUESTIONS:
        raise Invalid({"text": f"{MOST_QUESTIONS} questions au plus : on répond jusqu’au bout."})
    question = SurveyQuestion(
        survey_id=locked.id,
        kind=kind,
        text=text,
        choices=offered,
        required=required,
        rank=max(ranks, default=-1) + 1,
    )
    db.session.add(question)
    db.session.flush()
    audit.record(actor, "survey:add_question", locked, after={"question": question.id})
    return question


_OFFERING = frozenset({QuestionKind.CHOICE, QuestionKind.CHOICES})


def remove_question(actor: Actor, survey: Survey, question_id: int) -> bool:
    """Take a question away. Raises `Conflict` once the links have left."""
    locked = _unsent(survey)
    question = db.session.scalar(
        select(SurveyQuestion).where(
            SurveyQuestion.id == question_id, SurveyQuestion.survey_id == locked.id
        )
    )
    if question is None:
        return False
    db.session.delete(question)
    db.session.flush()
    audit.record(actor, "survey:remove_question", locked, before={"question": question_id})
    return True


def send(actor: Actor, survey: Survey) -> int:
    """Write to those who were there and were not yet written to; how many.

    Each mail has a random link that no row joins to its person. They are made in another order than
    the people's, so that not even the order of writing tells.
    """
    locked = _lock(survey)
    if is_closed(locked):
        raise Conflict(CLOSED)
    questions = db.session.scalar(
        select(func.count(SurveyQuestion.id)).where(SurveyQuestion.survey_id == locked.id)
    )
    if not questions:
        raise Conflict("Ajoutez d’abord une question.")
    event = db.session.get_one(Event, locked.event_id)
    people = to_invite(locked)
    secrets.SystemRandom().shuffle(people)
    for registration in people:
        token = secrets.token_urlsafe(16)
        db.session.add(SurveyLink(token_hash=links.token_hash(token), survey_id=locked.id))
        emails.invitation(locked, event, registration, token)
    locked.invited += len(people)
    locked.sent_at = locked.sent_at or clock.now()
    db.session.flush()
    if people:
        audit.record(actor, "survey:send", locked, after={"people": len(people)})
    return len(people)


def answer(link: SurveyLink, answers: Mapping[int, Sequence[str]]) -> None:
    """Use up a link, then keep its answers under a random name: nothing written joins the two.

    Raises `Conflict` when the link was used meanwhile, `Invalid` once the questionnaire is closed
    and for an answer that was not offered.
    """
    survey = link.survey
    if is_closed(survey):
        raise Invalid({"closed": CLOSED})
    values = {
        question.id: _checked(question, answers.get(question.id, ()))
        for question in survey.questions
    }
    if not any(values.values()):
        raise Invalid({"empty": "Répondez au moins à une question."})
    result = db.session.execute(
        delete(SurveyLink).where(SurveyLink.token_hash == link.token_hash),
        execution_options={"synchronize_session": False},
    )
    assert isinstance(result, CursorResult)  # noqa: S101  # what a DELETE returns
    if result.rowcount != 1:
        raise Conflict(USED)
    ballot = Ballot(survey_id=survey.id)
    db.session.add(ballot)
    db.session.flush()
    for question_id, given in values.items():
        if given:
            db.session.add(BallotAnswer(ballot_id=ballot.id, question_id=question_id, values=given))
    db.session.flush()


def _checked(question: SurveyQuestion, given: Sequence[str]) -> list[str]:
    """The answer as it is kept. Raises `Invalid` beside the question's field."""
    name = field_name(question)
    values = [value.strip() for value in given if value.strip()]
    if question.kind is QuestionKind.TEXT:
        if sum(map(len, values)) > TEXT_LENGTH:
            raise Invalid({name: f"{TEXT_LENGTH} caractères au plus."})
    else:
        offered = SCALE if question.kind is QuestionKind.SCALE else question.choices
        if not set(values) <= set(offered):
            raise Invalid({name: "Choisissez parmi les réponses proposées."})
        if question.kind is not QuestionKind.CHOICES and len(values) > 1:
            raise Invalid({name: "Une seule réponse."})
    if question.required and not values:
        raise Invalid({name: "Répondez à cette question."})
    return values


def field_name(question: SurveyQuestion) -> str:
    return f"q{question.id}"


def forget_texts(before: date) -> int:
    """Erase the texts of questionnaires closed before this day: people write of themselves."""
    texts = (
        select(SurveyQuestion.id)
        .join(Survey, Survey.id == SurveyQuestion.survey_id)
        .where(Survey.closes_on < before, SurveyQuestion.kind == QuestionKind.TEXT)
    )
    result = db.session.execute(
        delete(BallotAnswer).where(BallotAnswer.question_id.in_(texts)),
        execution_options={"synchronize_session": False},
    )
    assert isinstance(result, CursorResult)  # noqa: S101  # what a DELETE returns
    return result.rowcount


def _lock(survey: Survey) -> Survey:
    locked = lock_row(Survey, survey.id)
    if locked is None:
        raise NotFound
    return locked


def _unsent(survey: Survey) -> Survey:
    locked = _lock(survey)
    if locked.sent_at is not None or ballots(locked):
        raise Conflict(SENT)
    return locked
