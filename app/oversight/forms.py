"""Answering a request of access or erasure."""

from __future__ import annotations

from wtforms import BooleanField
from wtforms.validators import DataRequired, InputRequired, Length

from app.web.fields import EmailField, LineField
from app.web.forms import Form


class PersonForm(Form):
    """Whose data."""

    address = EmailField(
        "Adresse électronique de la personne",
        description="Celle qu’elle a donnée. Une personne peut en avoir donné plusieurs.",
        validators=[InputRequired("Indiquez une adresse.")],
    )


class EraseForm(Form):
    """Whose data, why, and that it is meant."""

    address = EmailField(
        "Adresse dont les données sont effacées",
        id="adresse-a-effacer",
        validators=[InputRequired("Indiquez une adresse.")],
    )
    reason = LineField(
        "D’où vient la demande",
        description="Par exemple « courrier du 3 mars » ; le journal le garde, sans nom.",
        validators=[
            DataRequired("Indiquez d’où vient la demande."),
            Length(max=200, message="200 caractères au plus."),
        ],
    )
    sure = BooleanField(
        "Effacer ces données : rien ne permet de les retrouver ensuite",
        validators=[InputRequired("Cochez cette case pour confirmer l’effacement.")],
    )
