"""The forms of registering."""

from __future__ import annotations

from wtforms import BooleanField
from wtforms.validators import DataRequired, Length, Optional

from app.events.enums import PoolKind
from app.registrations.models import Registration
from app.web.fields import ChoiceField, EmailField, HoneypotField, LineField, TextField
from app.web.forms import Form

NAME_LENGTH = 80
LINE_LENGTH = 160


def needed(message: str) -> DataRequired:
    return DataRequired(message)


class RegistrationForm(Form):
    """Names of the fields are fixed by the product; choices are those the event offers."""

    attendance_mode = ChoiceField(
        "Comment venez-vous ?", validators=[needed("Dites comment vous participez.")]
    )
    first_name = LineField(
        "Prénom",
        validators=[
            needed("Indiquez votre prénom."),
            Length(max=NAME_LENGTH, message="80 caractères au plus."),
        ],
    )
    last_name = LineField(
        "Nom",
        validators=[
            needed("Indiquez votre nom."),
            Length(max=NAME_LENGTH, message="80 caractères au plus."),
        ],
    )
    email = EmailField(
        "Adresse électronique",
        validators=[
            needed("Indiquez votre adresse : la confirmation y sera envoyée."),
            Length(max=254, message="Cette adresse est trop longue."),
        ],
    )
    organisation = LineField(
        "Organisation",
        validators=[Optional(), Length(max=LINE_LENGTH, message="160 caractères au plus.")],
    )
    consent = BooleanField(
        "J’accepte que ces informations servent à organiser cet événement.",
        validators=[needed("Votre accord est nécessaire pour vous inscrire.")],
    )
    website = HoneypotField("Ne pas remplir")

    def offer(self, kinds: list[PoolKind]) -> None:
        """Offer these ways to attend; a single one needs no question."""
        self.attendance_mode.offer((kind.value, kind.label) for kind in kinds)
        if len(kinds) == 1 and not self.attendance_mode.data:
            self.attendance_mode.data = kinds[0].value


class DetailsForm(RegistrationForm):
    """What one may correct later: who one is, without the way to attend and the address."""

    attendance_mode = email = consent = website = None  # type: ignore[assignment]  # taken out

    def show(self, registration: Registration) -> None:
        for name in ("first_name", "last_name", "organisation"):
            self._fields[name].process(None, getattr(registration, name) or "")


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


class ConfirmForm(Form):
    """A button that changes something, protected against forgery."""


class WithdrawForm(Form):
    reason = TextField(
        "Raison",
        validators=[Optional(), Length(max=500, message="500 caractères au plus.")],
    )
