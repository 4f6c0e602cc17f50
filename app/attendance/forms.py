"""The forms of the day."""

from __future__ import annotations

from wtforms import BooleanField, IntegerField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, Regexp

from app.attendance.papers import LABEL_SHEETS, MOST_BLANK_LINES
from app.documents.forms import UploadsField
from app.web.fields import EmailField, LineField, SelectField, TextField, TicksField
from app.web.forms import WEB_ADDRESS, Form

NAME_LENGTH, LINE_LENGTH = 80, 160
MOST_PEOPLE = 10_000


class SheetForm(Form):
    """What the sign-in sheets hold."""

    blank = IntegerField(
        "Lignes vides pour les personnes non inscrites",
        default=10,
        validators=[
            NumberRange(0, MOST_BLANK_LINES, f"Un nombre de 0 à {MOST_BLANK_LINES}."),
        ],
    )


class BadgeForm(Form):
    sheet = SelectField(
        "Planche d’étiquettes",
        choices=[(key, sheet.label) for key, sheet in LABEL_SHEETS.items()],
        default="80x50",
    )


class PassForm(Form):
    """The role "accueil", given by a link or to an account."""

    label = LineField(
        "Pour qui, ou pour quel téléphone",
        validators=[
            DataRequired("Dites à qui sert ce lien, pour pouvoir le fermer."),
            Length(max=NAME_LENGTH, message="80 caractères au plus."),
        ],
    )
    email = EmailField("Adresse de son compte", validators=[Optional()])


class TickForm(Form):
    """Who was there, from the paper sheet."""

    here = TicksField("Personnes présentes")


class CountForm(Form):
    """Empty means: not counted."""

    persons_concerned = IntegerField(
        "Personnes concernées présentes",
        validators=[Optional(), NumberRange(0, MOST_PEOPLE, "Un nombre entier, 0 ou plus.")],
    )


class LookUpForm(Form):
    """One act at the desk, without a script."""


class WalkInForm(Form):
    first_name = LineField(
        "Prénom", validators=[Length(max=NAME_LENGTH, message="80 caractères au plus.")]
    )
    last_name = LineField(
        "Nom",
        validators=[
            DataRequired("Indiquez au moins le nom."),
            Length(max=NAME_LENGTH, message="80 caractères au plus."),
        ],
    )
    organisation = LineField(
        "Organisation",
        validators=[Optional(), Length(max=LINE_LENGTH, message="160 caractères au plus.")],
    )


class SupportsForm(Form):
    documents = UploadsField("Fichiers montrés ou remis")
    for_all = BooleanField("Visibles par tout le monde, et non par les seules personnes inscrites")


class ReplayForm(Form):
    replay_url = LineField(
        "Adresse de la rediffusion",
        validators=[
            Optional(),
            Length(max=500, message="500 caractères au plus."),
            Regexp(WEB_ADDRESS, message="Une adresse du web, qui commence par https://."),
        ],
    )
    replay_for_all = BooleanField("Visible par tout le monde")


class ThanksForm(Form):
    message = TextField(
        "Votre message",
        validators=[
            DataRequired("Écrivez votre message."),
            Length(max=3000, message="3 000 caractères au plus."),
        ],
    )
