"""The one question asked for a private feed."""

from __future__ import annotations

from wtforms.validators import InputRequired, Length

from app.web.fields import LineField
from app.web.forms import Form


class FeedForm(Form):
    name = LineField(
        "Nom de ce calendrier",
        description="Pour le reconnaître plus tard, par exemple « Mon téléphone ».",
        validators=[
            InputRequired("Donnez un nom à ce calendrier, par exemple « Mon téléphone »."),
            Length(max=80, message="Un nom de 80 signes au plus."),
        ],
    )
