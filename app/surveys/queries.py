"""Reading questionnaires and what was answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.attendance.models import Presence
from app.events.models import Event
from app.kernel import clock, links
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.kernel.tables import Line, Table
from app.kernel.text import NBSP, fold
from app.outbox.models import OutboxMessage
from app.registrations.models import Registration
from app.surveys.enums import QuestionKind
from app.surveys.models import Ballot, BallotAnswer, Survey, SurveyLink, SurveyQuestion
from app.surveys.policies import FEWEST_ANSWERS

USED = (
    "Ce lien de questionnaire ne répond plus : il a déjà servi, une seule fois par personne, ou "
    "son adresse est incomplète. Une réponse envoyée est bien gardée."
)
SCALE = ("1", "2", "3", "4", "5")


def survey_of(event: Event) -> Survey | None:
    """The questionnaire of an event, with its questions."""
    return db.session.scalar(
        select(Survey).options(selectinload(Survey.questions)).where(Survey.event_id == event.id)
    )


def link_to_answer(_actor: Actor, *, token: str) -> SurveyLink | None:
    """A link not used yet, with its questionnaire.

    Raises `NotFound` once it is used, or unknown: answers are anonymous, nobody can tell which.
    """
    found = db.session.scalar(
        select(SurveyLink)
        .options(
            joinedload(SurveyLink.survey).selectinload(Survey.questions),
            joinedload(SurveyLink.survey).joinedload(Survey.event).joinedload(Event.department),
        )
        .where(SurveyLink.token_hash == links.token_hash(token))
    )
    if found is None:
        raise NotFound(USED)
    return found


def is_closed(survey: Survey) -> bool:
    return clock.today() > survey.closes_on


def mail_key(survey: Survey, registration_id: int) -> str:
    return f"survey:{survey.id}:{registration_id}"


def to_invite(survey: Survey) -> list[Registration]:
    """Those who were there, have an address, and have not been written to about it."""
    rows = db.session.scalars(
        select(Registration)
        .where(
            Registration.event_id == survey.event_id,
            Registration.withdrawn_at.is_(None),
            Registration.email.is_not(None),
            Registration.id.in_(select(Presence.registration_id)),
        )
        .order_by(Registration.id)
    ).all()
    keys = [mail_key(survey, row.id) for row in rows]
    told = set(db.session.scalars(select(OutboxMessage.key).where(OutboxMessage.key.in_(keys))))
    return [row for row in rows if mail_key(survey, row.id) not in told]


@dataclass(frozen=True)
class Result:
    """What a question was answered; nothing but its count while that is too small."""

    question: SurveyQuestion
    answers: int
    # How often each possible answer was given, and that in hundredths of those who answered.
    table: Table | None = None
    texts: Sequence[str] = ()
    mean: float | None = None

    @property
    def is_masked(self) -> bool:
        return self.answers < FEWEST_ANSWERS


def ballots(survey: Survey) -> int:
    statement = select(func.count(Ballot.id)).where(Ballot.survey_id == survey.id)
    return db.session.scalar(statement) or 0


def results(survey: Survey) -> list[Result]:
    """Question by question, in one query; texts in an order that tells nothing."""
    rows = db.session.execute(
        select(BallotAnswer.question_id, BallotAnswer.values)
        .join(Ballot, Ballot.id == BallotAnswer.ballot_id)
        .where(Ballot.survey_id == survey.id)
        .order_by(BallotAnswer.ballot_id, BallotAnswer.question_id)
    ).all()
    given: dict[int, list[list[str]]] = {}
    for question_id, values in rows:
        given.setdefault(question_id, []).append(values)
    return [_result(question, given.get(question.id, [])) for question in survey.questions]


def _result(question: SurveyQuestion, given: list[list[str]]) -> Result:
    if len(given) < FEWEST_ANSWERS:
        return Result(question, len(given))
    if question.kind is QuestionKind.TEXT:
        return Result(question, len(given), texts=sorted((values[0] for values in given), key=fold))
    counter = Counter(value for values in given for value in values)
    offered = SCALE if question.kind is QuestionKind.SCALE else tuple(question.choices)
    table = Table(
        f"reponses-{question.id}",
        f"Réponses : {question.text}",
        "Réponse",
        ("Personnes", "Part"),
        [
            Line(one, (counter[one], f"{round(100 * counter[one] / len(given))}{NBSP}%"))
            for one in offered
        ],
    )
    mean = None
    if question.kind is QuestionKind.SCALE:
        mean = sum(int(values[0]) for values in given) / len(given)
    return Result(question, len(given), table, mean=mean)


def filled(survey: Survey) -> list[dict[int, list[str]]]:
    """Each ballot, by question: for the file. Nothing while there are too few."""
    found: dict[str, dict[int, list[str]]] = {}
    rows = db.session.execute(
        select(BallotAnswer.ballot_id, BallotAnswer.question_id, BallotAnswer.values)
        .join(Ballot, Ballot.id == BallotAnswer.ballot_id)
        .where(Ballot.survey_id == survey.id)
        .order_by(BallotAnswer.ballot_id, BallotAnswer.question_id)
    ).all()
    for ballot_id, question_id, values in rows:
        found.setdefault(ballot_id, {})[question_id] = values
    return list(found.values()) if len(found) >= FEWEST_ANSWERS else []
