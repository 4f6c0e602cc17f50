"""Forms of the way from a draft to its readers: circulated, approved, published, signed."""

from __future__ import annotations

from typing import Any, Self

from wtforms import BooleanField, DateField, HiddenField
from wtforms.validators import InputRequired, Optional

from app.documents.forms import UploadsField
from app.kernel.numbers import whole_or
from app.minutes.forms.audience import AUDIENCE_HINTS, audiences
from app.minutes.models import Minutes
from app.web.fields import ChoiceField, SelectField
from app.web.forms import Form


def _tick(label: str) -> Any:
    return BooleanField(
        label, validators=[InputRequired(message="Cochez cette case après avoir vérifié.")]
    )


class PublishForm(Form):
    """The check-list on personal data, before others read."""

    named = _tick(
        "Les personnes nommées le sont pour leur fonction, ou ont dit oui. "
        "Les autres sont seulement comptées."
    )
    private = _tick(
        "Rien ne parle de la santé, de la situation ou de la vie privée d’une personne "
        "que l’on pourrait reconnaître."
    )
    attached = _tick(
        "Les fichiers joints ont été relus aussi : pas de feuille d’émargement, "
        "d’adresse personnelle ni de numéro de téléphone."
    )
    audience = ChoiceField(
        "Qui pourra lire ?", choice_hints=AUDIENCE_HINTS, validators=[InputRequired()]
    )
    version = HiddenField()

    @classmethod
    def of(cls, minutes: Minutes) -> Self:
        form = cls()
        form.audience.choices = audiences(minutes.event)
        if not form.is_submitted():
            form.version.data = str(minutes.version)
            form.audience.data = minutes.audience.value
        return form

    @property
    def read_version(self) -> int:
        return _number(self.version.data)


def _number(typed: str | None) -> int:
    """The version that the person read; -1 when the field was tampered with."""
    return whole_or(typed, -1)


class CirculateForm(Form):
    """Until when may the text be commented on?"""

    until = DateField(
        "Relecture possible jusqu’au",
        description="Cinq jours ouvrés au moins. Les remarques restent possibles ce jour-là.",
        validators=[InputRequired()],
    )
    version = HiddenField()

    @property
    def read_version(self) -> int:
        return _number(self.version.data)


class ApproveForm(PublishForm):
    """By whom, once the comments have their answers; published at once if the list is ticked."""

    meeting = SelectField("Approuvé par", validators=[Optional()])

    def without_publishing(self) -> Self:
        """Approved without being published yet: the check-list waits."""
        for name in ("named", "private", "attached", "audience"):
            self._fields[name].validators = ()
        self.audience.validate_choice = False
        return self


class SignedForm(Form):
    documents = UploadsField("Compte rendu signé (PDF)")
