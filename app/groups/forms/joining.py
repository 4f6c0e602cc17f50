"""Asking to join, answering, inviting."""

from __future__ import annotations

from wtforms.validators import InputRequired, Length, Optional

from app.groups.enums import GroupRole
from app.web.fields import ChoiceField, EmailField, HoneypotField, NameField, TextField
from app.web.forms import Form


class JoinForm(Form):
    """Who asks, and why. Somebody signed in is not asked who they are."""

    name = NameField("Prénom et nom", validators=[InputRequired(), Length(max=120)])
    email = EmailField("Adresse électronique", validators=[InputRequired()])
    organisation = NameField(
        "Votre organisation",
        description="Vide si vous venez en votre nom.",
        validators=[Optional(), Length(max=200)],
    )
    message = TextField(
        "Pourquoi ce groupe ?",
        validators=[Optional(), Length(max=2000)],
        render_kw={"rows": 4},
    )
    website = HoneypotField("Ne pas remplir")

    @classmethod
    def for_person(cls, *, is_signed_in: bool) -> JoinForm:
        form = cls()
        if is_signed_in:
            del form.name
            del form.email
        return form


class RefuseForm(Form):
    """Why not."""

    reason = TextField(
        "Pourquoi ?",
        description="La personne lira ces mots.",
        validators=[InputRequired(), Length(max=1000)],
        render_kw={"rows": 3},
    )


class InvitationForm(Form):
    """Somebody to invite."""

    name = NameField("Prénom et nom", validators=[InputRequired(), Length(max=120)])
    email = EmailField(
        "Adresse électronique",
        validators=[InputRequired()],
        render_kw={"autocomplete": "off"},
    )
    role = ChoiceField(
        "Rôle",
        choices=[(role.value, role.label) for role in GroupRole],
        default=GroupRole.MEMBER.value,
        validators=[InputRequired()],
    )

    @classmethod
    def for_person(cls, *, is_team: bool) -> InvitationForm:
        form = cls()
        if not is_team:
            del form.role
        return form

    @property
    def chosen(self) -> GroupRole:
        return GroupRole(self.role.data) if "role" in self._fields else GroupRole.MEMBER
