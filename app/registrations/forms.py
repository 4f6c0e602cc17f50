"""The forms of registering."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from wtforms import BooleanField
from wtforms.validators import DataRequired, Length, Optional, StopValidation, ValidationError

from app.events.enums import PoolKind
from app.events.seats import PoolFill, in_time, modes, sessions
from app.registrations.exports import HEADINGS
from app.registrations.models import Registration
from app.sheets import SheetFormat
from app.web.fields import (
    ChoiceField,
    EmailField,
    HoneypotField,
    LineField,
    NameField,
    OwnEmailField,
    SelectField,
    TextField,
    TicksField,
)
from app.web.forms import Form

NAME_LENGTH = 80
LINE_LENGTH = 160


def needed(message: str) -> DataRequired:
    return DataRequired(message)


class EitherName:
    """A first name and a last name, of which one is enough: some people have a single name."""

    field_flags: ClassVar[dict[str, Any]] = {"required": True}

    def __init__(self, message: str, other: str) -> None:
        self.message, self.other = message, other

    def __call__(self, form: Form, field: LineField) -> None:
        if not field.data and not form._fields[self.other].data:
            raise StopValidation(self.message)


def names(
    first: tuple[str, str], last: tuple[str, str], prefix: str = ""
) -> tuple[NameField, NameField]:
    """The two fields of somebody's name, each as (label, what is said when both are empty)."""
    limit = Length(max=NAME_LENGTH, message=f"{NAME_LENGTH} caractères au plus.")
    return (
        NameField(first[0], validators=[EitherName(first[1], f"{prefix}last_name"), limit]),
        NameField(
            last[0],
            description="Un seul nom\u202f? Écrivez-le dans l’un des deux champs.",
            validators=[EitherName(last[1], f"{prefix}first_name"), limit],
        ),
    )


class RegistrationForm(Form):
    """Names of the fields are fixed by the product; choices are those the event offers."""

    attendance_mode = ChoiceField(
        "Comment venez-vous ?", validators=[needed("Dites comment vous participez.")]
    )
    sessions = TicksField("Ateliers", coerce=int, validators=[Optional()])
    first_name, last_name = names(
        ("Prénom", "Indiquez votre prénom."), ("Nom", "Indiquez votre nom.")
    )
    email = OwnEmailField(
        "Adresse électronique",
        validators=[
            needed("Indiquez votre adresse : la confirmation y sera envoyée."),
            Length(max=254, message="Cette adresse est trop longue."),
        ],
    )
    organisation = NameField(
        "Organisation",
        validators=[Optional(), Length(max=LINE_LENGTH, message="160 caractères au plus.")],
    )
    consent = BooleanField(
        "J’accepte que ces informations servent à organiser cet événement.",
        validators=[needed("Votre accord est nécessaire pour vous inscrire.")],
    )
    website = HoneypotField("Ne pas remplir")

    def offer(self, fills: Sequence[PoolFill]) -> None:
        """Offer these ways to attend and sessions; a single way needs no question."""
        kinds = [fill.kind for fill in modes(fills)]
        self.attendance_mode.offer((kind.value, kind.label) for kind in kinds)
        if len(kinds) == 1 and not self.attendance_mode.data:
            self.attendance_mode.data = kinds[0].value
        offer_sessions(self.sessions, fills)


def offer_sessions(
    field: TicksField, fills: Sequence[PoolFill], mode: PoolKind | None = None
) -> None:
    """The sessions in the order of their times, with their hours, room and seats.

    Those for this way to attend only, when it is known; else one that has seats for each way is
    offered once: the way that is chosen decides which seats are meant.
    """
    offered = [one for one in in_time(sessions(fills)) if mode is None or one.suits(mode)]
    lines: dict[int, list[str]] = {}
    shown: list[PoolFill] = []
    for fill in offered:
        known = next((one for one in shown if mode is None and fill.is_twin_of(one)), None)
        if known is None:
            shown.append(fill)
        lines.setdefault((known or fill).pool_id, []).append(fill.line)
    field.offer(
        [(fill.pool_id, fill.label) for fill in shown],
        {number: " ; ".join(words) for number, words in lines.items()},
    )


class DetailsForm(RegistrationForm):
    """What one may correct later: who one is, without the way to attend and the address."""

    attendance_mode = sessions = email = consent = website = None  # type: ignore[assignment]  # taken out

    def show(self, registration: Registration) -> None:
        for name in ("first_name", "last_name", "organisation"):
            self._fields[name].process(None, getattr(registration, name) or "")


class CorrectForm(DetailsForm):
    """The same for those who run the event, and the address."""

    email = OwnEmailField(  # type: ignore[assignment]  # taken out above
        "Adresse électronique",
        validators=[Optional(), Length(max=254, message="Cette adresse est trop longue.")],
    )

    def show(self, registration: Registration) -> None:
        super().show(registration)
        self.email.process(None, registration.email or "")


class AddressForm(Form):
    """The address given a moment ago, corrected."""

    email = OwnEmailField(
        "La bonne adresse",
        validators=[
            needed("Indiquez la bonne adresse."),
            Length(max=254, message="Cette adresse est trop longue."),
        ],
    )


class FindForm(Form):
    email = EmailField(
        "Adresse électronique",
        validators=[
            needed("Indiquez l’adresse donnée lors de l’inscription."),
            Length(max=254, message="Cette adresse est trop longue."),
        ],
    )


class ModeForm(Form):
    attendance_mode = ChoiceField(
        "Comment venez-vous ?", validators=[needed("Dites comment vous participez.")]
    )


class SessionsForm(Form):
    sessions = TicksField("Mes ateliers", coerce=int, validators=[Optional()])


class RefuseForm(Form):
    reason = TextField(
        "Pourquoi",
        validators=[
            needed("Dites pourquoi, en une phrase : la personne la lira."),
            Length(max=500, message="500 caractères au plus."),
        ],
    )


class GiveSeatForm(Form):
    """Out of turn: from a reserve, or beyond the capacity, which must be said."""

    reserve = ChoiceField("Quelle place donner ?", validators=[Optional()])
    beyond = BooleanField("J’ajoute une place : le nombre de places sera dépassé.")
    reason = TextField(
        "Raison",
        validators=[Optional(), Length(max=500, message="500 caractères au plus.")],
    )


class InviteForm(Form):
    addresses = TextField(
        "Adresses électroniques",
        validators=[
            needed("Indiquez au moins une adresse."),
            Length(max=20_000, message="Trop d’adresses d’un coup : envoyez-les en deux fois."),
        ],
    )


class ConfirmForm(Form):
    """A button that changes something, protected against forgery."""


class WithdrawForm(Form):
    reason = TextField(
        "Raison",
        validators=[Optional(), Length(max=500, message="500 caractères au plus.")],
    )


class BulkForm(Form):
    """Several registrations and one act: first to see what it would do, then to do it."""

    act = SelectField("Que faire des personnes cochées ?", choices=())
    reason = TextField(
        "Raison",
        validators=[Optional(), Length(max=500, message="500 caractères au plus.")],
    )


class ExportForm(Form):
    """A file of the list. What is private is left out unless somebody says what it is for."""

    format = ChoiceField(
        "Format",
        choices=[(kind.value, kind.label) for kind in SheetFormat],
        default=SheetFormat.XLSX.value,
        validators=[needed("Choisissez un format.")],
    )
    columns = TicksField(
        "Colonnes",
        choices=list(HEADINGS.items()),
        default=list(HEADINGS),
        validators=[Optional()],
    )
    answers = TicksField("Réponses aux questions", coerce=int, validators=[Optional()])
    needs = BooleanField("Besoins d’accès")
    meals = BooleanField("Repas")
    purpose = LineField(
        "À quoi servira ce fichier ?",
        validators=[Length(max=LINE_LENGTH, message="160 caractères au plus.")],
    )

    def validate_purpose(self, field: LineField) -> None:
        if (self.answers.data or self.needs.data or self.meals.data) and not field.data:
            raise ValidationError(
                "Dites à quoi servira ce fichier : il contient des données personnelles sensibles."
            )
