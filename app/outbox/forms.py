"""Sending a trial mail."""

from __future__ import annotations

from wtforms.validators import DataRequired

from app.web.fields import EmailField
from app.web.forms import Form


class TrialForm(Form):
    email = EmailField(
        "Adresse qui recevra le courriel d’essai",
        [DataRequired("Indiquez une adresse.")],
        description="La vôtre, de préférence. Exemple : prenom.nom@example.org.",
    )
