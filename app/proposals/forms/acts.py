"""Forms of the acts on a proposal: few questions, one button."""

from __future__ import annotations

from typing import Any

from wtforms import DateField, HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from app.proposals.enums import OpinionKind, Outcome
from app.proposals.forms.fields import EurosField, Needed
from app.web.fields import ChoiceField, EmailField, LineField, TextField
from app.web.forms import ConditionallyRequired, Form

DAY = "Indiquez le jour, par exemple 14/05/2026."


class DayField(DateField):
    """A day of the calendar."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(DAY) from None


class ConfirmForm(Form):
    """Nothing to fill in: the page says what will happen."""


class ReasonForm(Form):
    reason = TextField("Pourquoi ?", [Needed("Dites pourquoi.")])


class WithdrawForm(Form):
    reason = TextField("Un mot d’explication", description="Lu par l’équipe et par votre groupe.")


class InstructorForm(Form):
    instructor_id = SelectField("À qui confier l’instruction ?", [Needed()], coerce=str)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instructor_id.choices = [("", "Choisissez une personne"), *people]


class StartReviewForm(InstructorForm):
    due_on = DayField(
        "Réponse espérée pour le",
        [InputRequired(DAY)],
        description="Date indicative, que les auteurs connaîtront.",
    )


class RedirectForm(Form):
    authority = LineField(
        "Autorité compétente",
        [Needed("Nommez l’autorité compétente.")],
        description="Exemple : « Conseil départemental du Lot ».",
    )
    reason = TextField("Pourquoi ?", [Needed("Dites pourquoi.")], description="Ce sera public.")


class MergeForm(Form):
    target = SelectField("À quelle proposition la joindre ?", [Needed()], coerce=str)

    def __init__(self, *args: Any, targets: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target.choices = [("", "Choisissez une proposition"), *targets]


class QuestionsForm(Form):
    questions = TextField(
        "Vos questions",
        [Needed("Posez au moins une question.")],
        description="Une par ligne : les auteurs répondront à chacune.",
    )
    answer_by = DayField(
        "Réponse attendue pour le",
        [InputRequired(DAY)],
        description="Sept jours au moins. Le délai est suspendu jusqu’à leur réponse.",
    )


class OpinionForm(Form):
    kind = ChoiceField(
        "Votre avis",
        [InputRequired("Choisissez un avis.")],
        choices=[(kind.value, kind.label) for kind in OpinionKind],
    )
    reasons = TextField(
        "Pourquoi",
        [Needed("Expliquez cet avis en quelques phrases.")],
        description="Pour le commissaire : l’intérêt, les obstacles, ce qu’il faudrait réunir.",
    )
    cost = EurosField(
        "Coût selon l’instruction, en euros",
        description="Laissez vide s’il n’est pas chiffré.",
        render_kw={"inputmode": "decimal"},
    )
    service = LineField(
        "Service consulté ou chargé de la suite",
        description="Exemple : « DDETS de l’Aude ».",
    )


class AdjournForm(Form):
    until = DayField("Ajournée jusqu’au", [InputRequired(DAY)])
    reason = TextField("Pourquoi ?", [Needed("Dites aux auteurs pourquoi.")])


class DecisionForm(Form):
    """The commissaire's answer; the button pressed says the outcome."""

    text = TextField(
        "Réponse aux auteurs",
        [Needed("Écrivez la réponse aux auteurs.")],
        description="Publique une fois notifiée.",
    )
    reasons = TextField(
        "Raisons",
        [ConditionallyRequired()],
        description="Nécessaires si la proposition n’est pas retenue, ou en partie seulement : "
        "50 signes au moins.",
    )
    opinion_id = HiddenField()


class RectifyForm(Form):
    outcome = ChoiceField(
        "La proposition est désormais",
        [InputRequired("Choisissez la nouvelle décision.")],
        choices=[(outcome.value, outcome.label) for outcome in Outcome],
    )
    text = TextField("Nouvelle réponse", [Needed("Écrivez la réponse aux auteurs.")])
    reasons = TextField(
        "Raisons",
        [ConditionallyRequired()],
        description="Nécessaires si la proposition n’est pas retenue, ou en partie seulement : "
        "50 signes au moins.",
    )
    rectification_reason = TextField(
        "Pourquoi cette rectification ?",
        [Needed("Dites pourquoi la décision est rectifiée.")],
        description="Publique. L’ancienne réponse reste consultable.",
    )


class FollowUpForm(Form):
    text = LineField(
        "Ce qui sera fait",
        [Needed("Dites ce qui sera fait.")],
        description="Exemple : « Trouver un local et signer la convention ».",
    )
    owner = LineField(
        "Par qui",
        [Needed("Dites qui le fera.")],
        description="Un service, une structure.",
    )
    due_on = DayField("Pour le", [InputRequired(DAY)])
    weight = IntegerField(
        "Poids",
        [Optional(), NumberRange(1, 100, "Un nombre de 1 à 100.")],
        default=1,
        description="Pour le pourcentage d’ensemble : 2 compte le double de 1.",
    )


class ActionChoiceForm(Form):
    """About one of the actions under way."""

    follow_up_id = SelectField("Quelle action ?", [Needed()], coerce=str)

    def __init__(self, *args: Any, actions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.follow_up_id.choices = [("", "Choisissez une action"), *actions]


class ProgressForm(ActionChoiceForm):
    percent = IntegerField(
        "Avancement, en pourcentage",
        [InputRequired("Un nombre de 0 à 100."), NumberRange(0, 100, "Un nombre de 0 à 100.")],
        description="De 0 à 100. À 100, l’action est terminée.",
    )


class DropForm(ActionChoiceForm):
    reason = TextField("Pourquoi ?", [Needed("Dites pourquoi.")], description="Ce sera public.")


class PointForm(Form):
    text = TextField(
        "Où en est-on ?",
        [Needed("Dites en quelques lignes où en est la mise en œuvre.")],
        description="Public. Exemple : « Le local est loué, les travaux commencent en mars ».",
    )


class NoteForm(Form):
    text = TextField(
        "Votre note",
        [Needed("Écrivez votre note.")],
        description="Jamais publique : seuls l’équipe et le commissaire la lisent.",
    )


class ConsultForm(Form):
    service = LineField(
        "Service",
        [Needed("Nommez le service.")],
        description="Exemple : « DDETS du Gers ».",
    )
    email = EmailField(
        "Son adresse électronique",
        [Needed("Indiquez son adresse.")],
        description="De préférence une adresse de service. Exemple : ddets@example.org.",
    )
    question = TextField(
        "Ce que vous lui demandez",
        [Needed("Dites ce que vous lui demandez.")],
        description="Exemple : « Un local de l’État pourrait-il convenir ? À quel coût ? »",
    )
    answer_by = DayField(
        "Avis attendu pour le",
        [InputRequired(DAY)],
        description="Un rappel part trois jours avant si le service n’a pas répondu.",
    )


class ServiceAnswerForm(Form):
    kind = ChoiceField(
        "Votre avis",
        [InputRequired("Choisissez un avis.")],
        choices=[(kind.value, kind.label) for kind in OpinionKind],
    )
    text = TextField(
        "Pourquoi",
        [Needed("Expliquez votre avis en quelques phrases.")],
        description="Lu par l’équipe du commissaire, jamais publié.",
    )
    name = LineField(
        "Qui répond pour le service ?",
        [Needed("Dites qui répond.")],
        description="Un nom ou une fonction. Exemple : « Pôle hébergement ».",
    )


class ReportForm(Form):
    report = TextField(
        "Ce qui a été fait",
        [Needed("Racontez en quelques lignes ce qui a été fait.")],
        description="Public.",
    )


class CoAuthorForm(Form):
    account_id = SelectField("Ajouter une personne du groupe", [Needed()], coerce=str)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account_id.choices = [("", "Choisissez une personne"), *people]
