"""What people answered to the questionnaires: marks from 1 to 5, nobody's in particular."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import String, func, select
from sqlalchemy import cast as sql_cast

from app.events.models import Event
from app.kernel.db import db
from app.kernel.masking import MASKED, masked
from app.kernel.memory import live
from app.kernel.tables import Line, Table, Value
from app.stats.filters import StatsFilters
from app.surveys.enums import QuestionKind
from app.surveys.models import Ballot, BallotAnswer, Survey, SurveyQuestion
from app.surveys.policies import FEWEST_ANSWERS
from app.surveys.queries import SCALE


@dataclass(frozen=True)
class Satisfaction:
    """Question → how often each mark was given; questionnaires counted, and filled ones."""

    marks: dict[str, dict[str, int]]
    surveys: int = 0
    ballots: int = 0


@live
def satisfaction(filters: StatsFilters) -> Satisfaction:
    """Two queries. Questionnaires with too few answers are left out, for the team as well."""
    filled = (
        select(Ballot.survey_id, func.count().label("ballots"))
        .join(Survey, Survey.id == Ballot.survey_id)
        .join(Event, Event.id == Survey.event_id)
        .where(*filters.counted_events())
        .group_by(Ballot.survey_id)
        .having(func.count() >= FEWEST_ANSWERS)
    )
    sizes = dict(db.session.execute(filled).all())
    kept = filled.with_only_columns(Ballot.survey_id)
    values = sql_cast(BallotAnswer.values, String)
    rows = db.session.execute(
        select(SurveyQuestion.text, values, func.count())
        .join(BallotAnswer, BallotAnswer.question_id == SurveyQuestion.id)
        .where(SurveyQuestion.kind == QuestionKind.SCALE, SurveyQuestion.survey_id.in_(kept))
        .group_by(SurveyQuestion.text, values)
        .order_by(SurveyQuestion.text)
    )
    marks: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text, written, count in rows:
        for mark in json.loads(written):
            marks[text][mark] += count
    # As plain dictionaries: these are compared with what a remembered page was made of.
    return Satisfaction(
        {text: {mark: counts[mark] for mark in SCALE} for text, counts in marks.items()},
        len(sizes),
        sum(sizes.values()),
    )


def table(found: Satisfaction, *, small: bool) -> Table:
    """One row per question, the same words counting together."""
    return Table(
        "satisfaction",
        "Réponses aux questionnaires de satisfaction",
        "Question",
        (*(f"Note {mark}" for mark in SCALE), "Réponses", "Moyenne"),
        [_line(text, counts, small=small) for text, counts in found.marks.items()],
        "Questions notées de 1 (pas du tout) à 5 (tout à fait), posées après les rencontres de la "
        f"période ; un questionnaire de moins de {FEWEST_ANSWERS} réponses n’est pas compté. Les "
        "réponses sont anonymes.",
        aside=2,
    )


def _line(text: str, counts: dict[str, int], *, small: bool) -> Line:
    numbers = [counts[mark] for mark in SCALE]
    whole = sum(numbers)
    shown: list[int | None] = list(numbers) if small else masked(numbers)
    cells: list[Value] = [MASKED if one is None else one for one in shown]
    # An average would give back what is left out.
    mean: Value = None
    if whole and None not in shown:
        mean = round(sum(int(mark) * counts[mark] for mark in SCALE) / whole, 1)
    return Line(text, (*cells, whole if small or whole >= FEWEST_ANSWERS else MASKED, mean))
