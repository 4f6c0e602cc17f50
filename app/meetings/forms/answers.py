"""Answering a convocation, inviting beyond the members, attaching files."""

from __future__ import annotations

from wtforms.validators import InputRequired, Length, Optional

from app.documents.forms import UploadsField
from app.meetings.enums import Answer
from app.meetings.models import Convocation
from app.meetings.services.answering import offered
from app.web.fields import ChoiceField, NameField, TextField
from app.web.forms import Form


class AnswerForm(Form):
    """One answer, and a name when somebody else comes."""

    answer = ChoiceField(
        "Votre réponse",
        validators=[InputRequired(message="Choisissez une réponse.")],
    )
    delegate_name = NameField(
        "Qui vous remplace ?",
        description="Seulement si une autre personne vient à votre place : son nom.",
        validators=[Optional(), Length(max=120)],
    )

    @classmethod
    def of(cls, convocation: Convocation) -> AnswerForm:
        form = cls()
        form.answer.offer([(one.value, one.label) for one in offered(convocation.event)])
        if not form.is_submitted():
            form.answer.data = convocation.answer.value if convocation.answer else None
            form.delegate_name.data = convocation.delegate_name or ""
        return form

    @property
    def chosen(self) -> Answer:
        return Answer(self.answer.data)


class InviteForm(Form):
    """People beyond the members."""

    invitees = TextField(
        "Personnes à inviter",
        description="Une par ligne : nom, adresse. "
        "Exemple : Dominique Fictif, dominique@example.org",
        validators=[InputRequired(), Length(max=8000)],
        render_kw={"rows": 3},
    )


class AttachForm(Form):
    """More files for those convoked."""

    documents = UploadsField("Documents", validators=[InputRequired()])
