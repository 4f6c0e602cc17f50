"""The forms of a questionnaire."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, DateField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.surveys.enums import QuestionKind
from app.surveys.models import Survey, SurveyQuestion
from app.surveys.queries import SCALE
from app.surveys.services import TEXT_LENGTH, field_name
from app.web.fields import ChoiceField, LineField, SelectField, TextField, TicksField
from app.web.forms import Form

LINE_LENGTH = 160
SCALE_WORDS = {"1": "1 – pas du tout", "5": "5 – tout à fait"}


class ClosingForm(Form):
    closes_on = DateField(
        "Dernier jour pour répondre",
        validators=[InputRequired("Indiquez le jour, par exemple 14/05/2026.")],
    )


class QuestionForm(Form):
    text = LineField(
        "Question",
        validators=[
            DataRequired("Écrivez la question."),
            Length(max=LINE_LENGTH, message="160 caractères au plus."),
        ],
    )
    kind = SelectField(
        "Genre de réponse", choices=[(kind.value, kind.label) for kind in QuestionKind]
    )
    choices = TextField(
        "Réponses proposées",
        validators=[Optional(), Length(max=1500, message="1 500 caractères au plus.")],
    )
    required = BooleanField("Réponse nécessaire")

    @property
    def lines(self) -> list[str]:
        """The choices, one per line."""
        return [
            line.strip()[:LINE_LENGTH]
            for line in (self.choices.data or "").split("\n")
            if line.strip()
        ]


def answer_form(survey: Survey) -> Form:
    """One field per question, named by its number. WTForms takes them from a class: one is made."""
    fields = {field_name(question): _field(question) for question in survey.questions}
    made: Form = type("AnswerForm", (Form,), fields)()
    return made


def _field(question: SurveyQuestion) -> Any:
    needed = InputRequired("Répondez à cette question.") if question.required else Optional()
    if question.kind is QuestionKind.SCALE:
        choices = [(one, SCALE_WORDS.get(one, one)) for one in SCALE]
        return ChoiceField(question.text, [needed], choices=choices)
    offered = [(one, one) for one in question.choices]
    if question.kind is QuestionKind.CHOICE:
        return ChoiceField(question.text, [needed], choices=offered)
    if question.kind is QuestionKind.CHOICES:
        return TicksField(question.text, [needed], choices=offered)
    limit = Length(max=TEXT_LENGTH, message=f"{TEXT_LENGTH} caractères au plus.")
    return TextField(question.text, [needed, limit])


def answers_of(form: Form, survey: Survey) -> dict[int, list[str]]:
    given = {}
    for question in survey.questions:
        data = form[field_name(question)].data
        given[question.id] = data if isinstance(data, list) else [data] if data else []
    return given
