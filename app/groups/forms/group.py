"""Forms of groups."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wtforms import BooleanField, DateField, HiddenField, SelectField
from wtforms.validators import InputRequired, Length, Optional

from app.groups import queries
from app.groups.enums import GroupRole, GroupStatus
from app.groups.models import WorkingGroup
from app.groups.queries import axis_choices, organisation_choices
from app.groups.services import Scope
from app.groups.states import reachable
from app.kernel.access import Actor
from app.web.fields import ChoiceField, EmailField, LineField, TextField, TicksField
from app.web.forms import Form

TEAM_FIELDS = ("name", "lead_organisation_id", "axis_ids", "dispositif_ids")


def _optional_id(value: Any) -> int | None:
    return int(value) if value not in {None, ""} else None


class GroupForm(Form):
    """What is said of a group. Those who animate it see fewer questions than the team."""

    name = LineField("Nom du groupe", validators=[InputRequired(), Length(max=120)])
    purpose = TextField(
        "À quoi sert ce groupe ?",
        description="Quelques phrases simples : le sujet, ce que le groupe cherche à obtenir.",
        validators=[Optional(), Length(max=4000)],
        render_kw={"rows": 6},
    )
    lead_organisation_id = SelectField(
        "Structure animatrice",
        coerce=_optional_id,
        description="L’organisation qui anime le groupe ; « à préciser » si ce n’est pas attesté.",
        validators=[Optional()],
    )
    referent_service = LineField(
        "Service référent",
        description="Le service de l’État qui suit le groupe ; vide : « à préciser ».",
        validators=[Optional(), Length(max=200)],
    )
    contact_email = EmailField(
        "Adresse pour écrire au groupe",
        description="Elle sera publique : préférez une adresse de service à celle d’une personne.",
        validators=[Optional()],
    )
    axis_ids = TicksField("Axes auxquels le groupe contribue", coerce=int, validators=[Optional()])
    dispositif_ids = TicksField("Dispositifs concernés", coerce=int, validators=[Optional()])
    territory = ChoiceField(
        "Territoire",
        choices=[
            ("", "À préciser"),
            ("region", "Toute la région"),
            ("listed", "Certains départements ou métropoles"),
        ],
        default="",
        validators=[Optional()],
    )
    department_codes = TicksField("Départements", validators=[Optional()])
    metropole_ids = TicksField("Métropoles", coerce=int, validators=[Optional()])
    lead_submits = BooleanField(
        "Les propositions passent par l’animation du groupe",
        description="Elle relit ce que les membres écrivent, puis le soumet elle-même.",
    )
    seen = HiddenField()

    @classmethod
    def for_team(cls, group: WorkingGroup | None = None) -> GroupForm:
        """Every question, answered as the group stands."""
        form = cls(obj=group)
        form.lead_organisation_id.choices = [("", "À préciser"), *organisation_choices()]
        form.axis_ids.choices = axis_choices()
        form.dispositif_ids.offer(queries.dispositif_choices())
        _offer_territory(form)
        if group is not None:
            _fill(form, group)
            if not form.is_submitted():
                form.axis_ids.data = [axis.id for axis in group.axes]
                form.dispositif_ids.data = [one.id for one in group.dispositifs]
        return form

    @classmethod
    def for_actor(cls, actor: Actor, group: WorkingGroup) -> GroupForm:
        """The questions that this person may answer."""
        if actor.is_team:
            return cls.for_team(group)
        form = cls(obj=group)
        for name in TEAM_FIELDS:
            del form[name]
        _offer_territory(form)
        _fill(form, group)
        return form

    def details(self) -> dict[str, Any]:
        """What services take; an empty text means "à préciser"."""
        names = [n for n in self._fields if n not in {"csrf_token", "seen"}]
        values = self.values(*names)
        territory = values.pop("territory")
        values["covers_region"] = {"region": True, "listed": False}.get(territory)
        listed = territory == "listed"
        values["scope"] = Scope(
            values.pop("dispositif_ids", None),
            values.pop("department_codes") if listed else [],
            values.pop("metropole_ids") if listed else [],
        )
        for name in ("department_codes", "metropole_ids"):
            values.pop(name, None)
        for name in ("purpose", "contact_email", "referent_service"):
            values[name] = values[name] or None
        return values

    def seen_at(self) -> datetime | None:
        """When the group that the person read had last been saved."""
        try:
            return datetime.fromisoformat(self.seen.data or "")
        except ValueError:
            return None


def _fill(form: GroupForm, group: WorkingGroup) -> None:
    if not form.is_submitted():
        form.seen.data = group.updated_at.isoformat()
        territory = {True: "region", False: "listed", None: ""}[group.covers_region]
        form.territory.data = territory
        form.department_codes.data = [one.code for one in group.departments]
        form.metropole_ids.data = [one.id for one in group.metropoles]


def _offer_territory(form: GroupForm) -> None:
    form.department_codes.offer(queries.department_choices())
    form.metropole_ids.offer(queries.metropole_choices())


class StatusForm(Form):
    """Another state for a group, and why."""

    status = ChoiceField("Nouvel état", validators=[InputRequired()])
    reason = TextField(
        "Pourquoi ?",
        description="Les membres du groupe et l’équipe le liront dans son historique.",
        validators=[InputRequired(), Length(max=1000)],
        render_kw={"rows": 3},
    )

    @classmethod
    def for_group(cls, group: WorkingGroup) -> StatusForm:
        form = cls()
        form.status.choices = [(s.value, s.label) for s in reachable(group.status)]
        return form

    @property
    def chosen(self) -> GroupStatus:
        return GroupStatus(self.status.data)


class AppointForm(Form):
    """A role for somebody who has an account."""

    email = EmailField(
        "Adresse électronique",
        description="Celle du compte de la personne. Aucun compte n’est créé ici.",
        validators=[InputRequired()],
        render_kw={"autocomplete": "off"},
    )
    role = ChoiceField(
        "Rôle",
        choices=[(role.value, role.label) for role in GroupRole],
        default=GroupRole.MEMBER.value,
        choice_hints={
            GroupRole.LEAD.value: "Convoque, publie les comptes rendus, soumet les propositions",
            GroupRole.CO_LEAD.value: "Comme l’animation, avec elle",
            GroupRole.REFERENT.value: "Suit le groupe pour son service, est convoqué",
            GroupRole.SECRETARY.value: "Convoque, publie les comptes rendus",
            GroupRole.MEMBER.value: "Est convoqué, lit les documents du groupe, propose",
        },
        validators=[InputRequired()],
    )
    since = DateField("À partir du", validators=[InputRequired()])
    until = DateField(
        "Jusqu’au",
        description="Si la fin est connue : de ce jour, la personne n’a plus ce rôle.",
        validators=[Optional()],
    )

    @property
    def chosen(self) -> GroupRole:
        return GroupRole(self.role.data)


class EndMandateForm(Form):
    """From which day somebody no longer has a role."""

    until = DateField(
        "De quel jour ce rôle prend-il fin ?",
        description="Un jour passé, aujourd’hui ou un jour à venir : de ce jour, la personne n’a "
        "plus ce rôle.",
        validators=[InputRequired()],
    )
