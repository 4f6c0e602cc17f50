"""Writing a message, and keeping its text."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField
from wtforms.validators import DataRequired, Length, Optional

from app.registrations.enums import ClaimStatus
from app.web.fields import LineField, TextField, TicksField
from app.web.forms import Form

SUBJECT_LENGTH, BODY_LENGTH, NAME_LENGTH = 120, 8000, 80


class MailingForm(Form):
    """To whom, and what. No box ticked of a kind means all of that kind."""

    attempt = HiddenField()
    statuses = TicksField(
        "Inscriptions",
        choices=[(one.value, one.label) for one in ClaimStatus],
        validators=[Optional()],
    )
    pools = TicksField("Places et ateliers", coerce=int, validators=[Optional()])
    families = TicksField("Familles de partenaires", validators=[Optional()])
    subject = LineField(
        "Objet",
        validators=[
            DataRequired("Écrivez l’objet du message."),
            Length(max=SUBJECT_LENGTH, message=f"{SUBJECT_LENGTH} caractères au plus."),
        ],
    )
    body = TextField(
        "Message",
        validators=[
            DataRequired("Écrivez le message."),
            Length(max=BODY_LENGTH, message="8 000 caractères au plus."),
        ],
    )


class KeepForm(Form):
    name = LineField(
        "Nom du modèle",
        validators=[
            DataRequired("Donnez un nom à ce modèle."),
            Length(max=NAME_LENGTH, message=f"{NAME_LENGTH} caractères au plus."),
        ],
    )
    replace = BooleanField("Remplacer l’ancien texte, si le modèle existe déjà")
