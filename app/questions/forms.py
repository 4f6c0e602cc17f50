"""The forms by which those who run an event say what it asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wtforms import BooleanField, DateField
from wtforms.validators import DataRequired, Length, Optional

from app.questions.enums import ACCESS_NEEDS, NeedKind, QuestionKind
from app.questions.models import EventQuestion
from app.questions.rules import Asked, choices_of
from app.questions.services import Draft
from app.web.fields import LineField, SelectField, TextField, TicksField
from app.web.forms import Form

# Between a question's number and the answer that opens another.
BAR = "|"


def _at_most(limit: int) -> Length:
    return Length(max=limit, message=f"{limit} caractères au plus.")


class OptionsForm(Form):
    needs = TicksField(
        "Besoins auxquels vous pouvez répondre",
        choices=[(kind.value, kind.label) for kind in ACCESS_NEEDS],
        validators=[Optional()],
    )
    meals = BooleanField("Demander qui mange sur place, et les régimes")

    @property
    def wanted(self) -> list[NeedKind]:
        return [NeedKind(one) for one in self.needs.data or ()]

    def show(self, asked: Asked) -> None:
        self.needs.process(None, [kind.value for kind in asked.needs])
        self.meals.process(None, asked.meals)


class QuestionForm(Form):
    label = LineField("Question", validators=[DataRequired("Écrivez la question."), _at_most(200)])
    kind = SelectField("Réponse attendue", choices=[(k.value, k.label) for k in QuestionKind])
    choices = TextField(
        "Réponses proposées",
        description="Une par ligne. Seulement pour un choix dans une liste.",
        validators=[Optional(), _at_most(3000)],
    )
    required = BooleanField("Il faut répondre pour s’inscrire")
    hint = LineField("Précision sous la question", validators=[Optional(), _at_most(300)])
    only_if = SelectField("La poser", validators=[Optional()])
    purpose = LineField(
        "À quoi sert la réponse",
        description="La personne le lit sous la question. Exemple : réserver le bon nombre de cars",
        validators=[DataRequired("Dites à quoi sert la réponse."), _at_most(200)],
    )
    erase_on = DateField(
        "Effacer les réponses le", validators=[DataRequired("Dites quand elles sont effacées.")]
    )

    def offer(self, earlier: Sequence[EventQuestion]) -> None:
        """The answers of these questions may open the one that is written."""
        self.only_if.offer(
            [
                ("", "À tout le monde"),
                *(
                    (f"{one.id}{BAR}{choice}", f"Si « {one.label} » : {choice}")
                    for one in earlier
                    if one.kind.can_decide
                    for choice in choices_of(one)
                ),
            ]
        )

    def show(self, question: EventQuestion) -> None:
        for name in ("label", "kind", "required", "hint", "purpose", "erase_on"):
            self._fields[name].process(None, getattr(question, name))
        self.choices.process(None, "\n".join(question.choices))
        if question.only_if_id is not None:
            self.only_if.process(None, f"{question.only_if_id}{BAR}{question.only_if_value}")

    @property
    def draft(self) -> Draft:
        lines = (self.choices.data or "").splitlines()
        number, bar, words = (self.only_if.data or "").partition(BAR)
        return Draft(
            kind=QuestionKind(self.kind.data),
            label=self.label.data or "",
            purpose=self.purpose.data or "",
            erase_on=self.erase_on.data or date.max,
            hint=self.hint.data or None,
            required=bool(self.required.data),
            choices=[line.strip() for line in lines if line.strip()],
            only_if=(int(number), words) if bar else None,
        )
