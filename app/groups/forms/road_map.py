"""Forms of what a group plans and keeps: letter, milestones, notes, documents, names."""

from __future__ import annotations

from datetime import date

from wtforms import BooleanField, DateField, HiddenField, IntegerField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.documents.forms import UploadsField
from app.documents.services import Upload
from app.groups.enums import MemberList, MilestoneStatus
from app.kernel.errors import Invalid
from app.web.fields import ChoiceField, LineField, TextField
from app.web.forms import Form

YEARS = NumberRange(1990, 2100, message="Indiquez une année, par exemple 2024.")


class LetterForm(Form):
    """The draft of the letter of mission; `number` is the draft that was read."""

    body = TextField(
        "Texte de la lettre",
        description="Ce qui est demandé au groupe, pour quand, et ce qu’il rend. "
        "Les titres commencent par ##, les listes par un tiret.",
        validators=[InputRequired(), Length(max=30_000)],
        render_kw={"rows": 16},
    )
    number = HiddenField(default="0")

    @property
    def read(self) -> int:
        typed = self.number.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 6 else 0


class MilestoneForm(Form):
    """A step of the road map."""

    title = LineField("Jalon", validators=[InputRequired(), Length(max=200)])
    due_on = DateField(
        "Pour le", description="Sans date, le jalon garde sa place.", validators=[Optional()]
    )
    rank = IntegerField(
        "Ordre",
        description="Pour les jalons sans date : 1 vient avant 2.",
        validators=[Optional(), NumberRange(0, 999, message="Indiquez un nombre de 0 à 999.")],
    )
    deliverable = LineField(
        "Livrable",
        description="Ce qui en sortira : une note, un outil, une journée.",
        validators=[Optional(), Length(max=300)],
    )


class ResolveForm(Form):
    """How a step ended."""

    status = ChoiceField(
        "Ce jalon est",
        choices=[
            (MilestoneStatus.REACHED.value, MilestoneStatus.REACHED.label),
            (MilestoneStatus.DROPPED.value, MilestoneStatus.DROPPED.label),
        ],
        validators=[InputRequired()],
    )
    resolution = TextField(
        "Ce qui a été fait, ou pourquoi on renonce",
        validators=[InputRequired(), Length(max=1000)],
        render_kw={"rows": 3},
    )

    @property
    def chosen(self) -> MilestoneStatus:
        return MilestoneStatus(self.status.data)


class NoteForm(Form):
    """A point d’étape."""

    told_on = DateField("Où en est le groupe au", validators=[InputRequired()])
    body = TextField(
        "En quelques lignes",
        validators=[InputRequired(), Length(max=3000)],
        render_kw={"rows": 5},
    )

    def when(self) -> date:
        if self.told_on.data is None:
            raise Invalid({"told_on": "Indiquez le jour."})
        day: date = self.told_on.data
        return day


class DocumentForm(Form):
    """One file of the group."""

    title = LineField("Titre", validators=[InputRequired(), Length(max=200)])
    documents = UploadsField("Fichier", validators=[InputRequired()])
    is_public = BooleanField(
        "Visible de tout le monde", description="Sinon, seulement des membres et de l’équipe."
    )

    def upload(self) -> Upload:
        sent = self.documents.uploads
        if len(sent) != 1:
            raise Invalid({"documents": "Choisissez un seul fichier à la fois."})
        return sent[0]


class AliasForm(Form):
    """Another name, with its years."""

    name = LineField("Autre nom", validators=[InputRequired(), Length(max=200)])
    from_year = IntegerField("Depuis", validators=[Optional(), YEARS])
    to_year = IntegerField("Jusqu’en", validators=[Optional(), YEARS])


class OffshootForm(Form):
    """Something lasting that grew out of the group."""

    name = LineField(
        "Ce qui est né du groupe",
        description="Un projet, une journée annuelle, un collectif.",
        validators=[InputRequired(), Length(max=200)],
    )
    since_year = IntegerField("Depuis", validators=[Optional(), YEARS])


class MemberListForm(Form):
    """Who finds out who takes part."""

    member_list = ChoiceField(
        "Qui sait qui prend part à ce groupe ?",
        choices=[(one.value, one.label) for one in MemberList],
        choice_hints={
            MemberList.PUBLIC.value: "Les noms restent aux membres, sauf accord de chaque personne",
            MemberList.MEMBERS.value: "Le public ne voit rien",
            MemberList.TEAM.value: "Les autres membres ne voient pas la liste",
        },
        validators=[InputRequired()],
    )

    @property
    def chosen(self) -> MemberList:
        return MemberList(self.member_list.data)
