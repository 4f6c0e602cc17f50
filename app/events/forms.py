"""The forms by which events are run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, IntegerField
from wtforms.validators import (
    DataRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
)

from app.events.dated_form import DatedForm
from app.events.enums import EventKind, EventMode, PoolKind, Visibility
from app.events.models import Event
from app.events.position import read_position, spoken_position
from app.events.services.contents import Line
from app.events.services.details import DETAILS, FLAGS
from app.events.when import When
from app.events.words import when_of
from app.web.fields import (
    ChoiceField,
    EmailField,
    LineField,
    ParisDateTimeField,
    PartialDateField,
    SelectField,
    TextField,
    TicksField,
)
from app.web.forms import WEB_ADDRESS, ConditionallyRequired, Form

MAX_SEATS = 100_000
SHORT, LONG = 200, 20_000
_TIMED = re.compile(r"(?P<time>\d{1,2}\s?h(?:\s?\d{2})?)\s*[-–:]?\s+(?P<rest>.+)")


def short(limit: int = SHORT) -> Length:
    return Length(max=limit, message=f"{limit} caractères au plus.")


def seats() -> list[Any]:
    """A number of seats, or nothing for no limit."""
    return [Optional(), NumberRange(0, MAX_SEATS, f"Un nombre de 0 à {MAX_SEATS}, ou rien.")]


class PositionField(LineField):
    """A latitude and a longitude; `data` is what is stored, or nothing."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if self.data:
            self.data = read_position(self.data)

    def _value(self) -> str:
        if not self.data or self.process_errors:
            return self.data or ""
        return spoken_position(self.data)


class EventForm(DatedForm):
    """Everything one says of an event. What is left empty shows as "à préciser"."""

    kind = SelectField("Genre", choices=[(kind.value, kind.label) for kind in EventKind])
    title = LineField("Titre", validators=[DataRequired("Donnez un titre."), short()])
    group_id = SelectField(
        "Groupe de travail", coerce=str, validators=[ConditionallyRequired(), Optional()]
    )
    visibility = ChoiceField(
        "Qui le voit ?", choices=[(v.value, v.label) for v in Visibility], default=Visibility.PUBLIC
    )

    starts_at = ParisDateTimeField("Début", validators=[Optional()])
    ends_at = ParisDateTimeField("Fin", validators=[Optional()])
    partial = PartialDateField("Date encore incomplète", validators=[Optional()])

    mode = ChoiceField(
        "Participation",
        choices=[(mode.value, mode.label) for mode in EventMode],
        default=EventMode.ON_SITE,
    )
    venue = LineField("Lieu", validators=[Optional(), short()])
    address = LineField("Adresse", validators=[Optional(), short()])
    city = LineField("Ville", validators=[Optional(), short()])
    position = PositionField("Position sur la carte", validators=[Optional()])
    department_code = SelectField("Département", validators=[Optional()])
    remote_url = LineField(
        "Lien de connexion à distance",
        validators=[
            Optional(),
            short(500),
            Regexp(
                WEB_ADDRESS,
                message="Ce lien n’est pas complet. Exemple : https://visio.example.org/salle",
            ),
        ],
    )
    on_site_capacity = IntegerField("Places sur place", validators=seats())
    remote_capacity = IntegerField("Places à distance", validators=seats())
    registration_opens_at = ParisDateTimeField(
        "Ouverture des inscriptions", validators=[Optional()]
    )
    registration_closes_at = ParisDateTimeField("Clôture des inscriptions", validators=[Optional()])

    approval_required = BooleanField("L’équipe accepte ou refuse chaque demande")
    invitation_only = BooleanField("Seules les personnes invitées s’inscrivent")
    seats_per_organisation = IntegerField(
        "Places par organisation, au plus",
        validators=[Optional(), NumberRange(1, 1000, "De 1 à 1 000, ou rien.")],
    )
    confirmation_hours = IntegerField(
        "Heures pour confirmer son adresse",
        validators=[Optional(), NumberRange(1, 336, "De 1 à 336 heures (deux semaines), ou rien.")],
    )

    summary = TextField("En trois lignes", validators=[Optional(), short(600)])
    programme = TextField("Programme", validators=[Optional(), short(LONG)])
    description = TextField("Présentation", validators=[Optional(), short(LONG)])
    practical = TextField("Informations pratiques", validators=[Optional(), short(LONG)])
    organisers = LineField("Qui organise", validators=[Optional(), short(300)])
    contact_email = EmailField("Adresse de contact", validators=[Optional()])
    axis_ids = TicksField("Axes de la stratégie", coerce=int, validators=[Optional()])

    def offer(
        self,
        *,
        groups: Sequence[tuple[int, str]],
        departments: Sequence[tuple[str, str]],
        axes: Sequence[tuple[int, str]],
    ) -> None:
        """The choices that depend on the data."""
        self.group_id.offer([("", "Aucun"), *((str(key), name) for key, name in groups)])
        self.department_code.offer([("", "À préciser"), *departments])
        self.axis_ids.offer(axes)

    def show(self, event: Event) -> None:
        """Fill the form with what is stored."""
        names = DETAIL_FIELDS - {"group_id"}
        for name in names:
            self._fields[name].process(None, getattr(event, name))
        self.group_id.process(None, str(event.group_id or ""))
        self.starts_at.process(None, event.starts_at)
        self.ends_at.process(None, event.ends_at)
        when = when_of(event)
        self.partial.process(None, (when.year, when.month, when.day) if when.year else None)
        seats = {pool.kind: pool.capacity for pool in event.pools}
        self.on_site_capacity.process(None, seats.get(PoolKind.ON_SITE))
        self.remote_capacity.process(None, seats.get(PoolKind.REMOTE))
        self.axis_ids.process(None, [axis.id for axis in event.axes])
        self.programme.process(None, programme_text(event))

    @property
    def when(self) -> When:
        """The date that was typed; raises `Invalid` when it makes no sense."""
        if self.starts_at.data or self.ends_at.data or not self.partial.data:
            return When(self.starts_at.data, self.ends_at.data)
        year, month, day = self.partial.data
        return When(year=year, month=month, day=day)

    @property
    def capacities(self) -> dict[PoolKind, int | None]:
        return {
            PoolKind.ON_SITE: self.on_site_capacity.data,
            PoolKind.REMOTE: self.remote_capacity.data,
        }

    @property
    def details(self) -> dict[str, Any]:
        """What the services take by name; empty texts are None."""
        values = {name: self._fields[name].data or None for name in DETAIL_FIELDS}
        values |= {name: bool(values[name]) for name in FLAGS}
        values["kind"] = EventKind(self.kind.data)
        values["mode"] = EventMode(self.mode.data)
        values["visibility"] = Visibility(self.visibility.data)
        values["group_id"] = int(self.group_id.data) if self.group_id.data else None
        return values


# Sources are no matter of the form: the import keeps them.
DETAIL_FIELDS = DETAILS - {"source_codes"}


class PostponeForm(DatedForm):
    """Giving up a date, perhaps for another that is known already."""

    reason = TextField(
        "Pourquoi", validators=[DataRequired("Dites pourquoi, en une phrase."), short(600)]
    )
    starts_at = ParisDateTimeField("Nouveau début", validators=[Optional()])
    ends_at = ParisDateTimeField("Nouvelle fin", validators=[Optional()])


class DuplicateForm(DatedForm):
    """The same event another day."""

    title = LineField("Titre", validators=[DataRequired("Donnez un titre."), short(200)])
    starts_at = ParisDateTimeField("Début", validators=[DataRequired("Indiquez le début.")])
    ends_at = ParisDateTimeField("Fin", validators=[DataRequired("Indiquez la fin.")])


class CancelForm(Form):
    reason = TextField(
        "Pourquoi", validators=[DataRequired("Dites pourquoi, en une phrase."), short(600)]
    )


class ActForm(Form):
    """One button, protected against forgery."""


def programme_lines(text: str | None) -> list[Line]:
    """A programme typed one line per item: "9 h 30 Accueil | Préfecture".

    The time at the start and the speakers after a bar are both optional.
    """
    lines: list[Line] = []
    for typed in (text or "").splitlines():
        if not typed.strip():
            continue
        title, _, speakers = (part.strip() for part in typed.strip().partition("|"))
        match = _TIMED.fullmatch(title)
        lines.append(
            Line(
                title=match["rest"] if match else title,
                time_text=_spoken(match["time"]) if match else None,
                speakers=speakers or None,
            )
        )
    return lines


def programme_text(event: Event) -> str:
    """The same programme, as the form shows it again."""
    return "\n".join(
        " ".join(part for part in (item.time_text, item.title) if part)
        + (f" | {item.speakers}" if item.speakers else "")
        for item in event.programme
    )


def _spoken(time: str) -> str:
    """ "9h30" as one writes it: "9 h 30"."""
    hours, _, minutes = time.partition("h")
    return f"{hours.strip()} h {minutes.strip()}".strip()
