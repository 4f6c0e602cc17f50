"""Choosing a pace."""

from __future__ import annotations

from wtforms.validators import InputRequired

from app.follows.enums import Pace
from app.web.fields import ChoiceField
from app.web.forms import Form


class PaceForm(Form):
    """How often somebody wants to hear of a group."""

    pace = ChoiceField(
        "Que voulez-vous recevoir de ce groupe ?",
        choices=[(one.value, one.label) for one in Pace],
        choice_hints={
            Pace.DAILY.value: "Le matin, seulement s’il s’est passé quelque chose la veille",
            Pace.WEEKLY.value: "Le lundi matin, seulement s’il s’est passé quelque chose",
            Pace.NOTHING.value: "Les convocations, les annulations et les réponses à vos "
            "propositions vous parviennent toujours",
        },
        validators=[InputRequired()],
    )

    @property
    def chosen(self) -> Pace:
        return Pace(self.pace.data)
