"""The form that convenes: short, from a date to a published meeting."""

from __future__ import annotations

from datetime import date, datetime

from wtforms import BooleanField, DateField, HiddenField, IntegerField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from app.documents.forms import UploadsField
from app.events.dated_form import DatedForm
from app.events.enums import EventMode, Visibility
from app.kernel.dates import spoken_day
from app.meetings import recurrence
from app.meetings.agenda import agenda_lines, check_length
from app.meetings.forms.fields import all_instants, invitees
from app.meetings.recurrence import Repeat
from app.meetings.services import Plan
from app.web.fields import ChoiceField, LineField, TextField, TicksField
from app.web.forms import WEB_ADDRESS


class ConveneForm(DatedForm):
    """What a lead knows when convening. Hours are those of Paris."""

    title = LineField("Intitulé", validators=[InputRequired(), Length(max=200)])
    day = DateField("Jour", validators=[InputRequired()])
    begins = TimeField("Début", validators=[InputRequired()])
    ends = TimeField("Fin", validators=[InputRequired()])
    repeat = ChoiceField(
        "La réunion revient-elle ?",
        choices=[(one.value, one.label) for one in Repeat],
        default=Repeat.ONCE.value,
        validators=[InputRequired()],
    )
    times = IntegerField(
        "Combien de réunions en tout ?",
        description=f"De 2 à {recurrence.MOST}. Vous verrez les dates avant de convoquer.",
        default=6,
        validators=[
            Optional(),
            NumberRange(2, recurrence.MOST, message=f"Indiquez de 2 à {recurrence.MOST} réunions."),
        ],
    )
    mode = ChoiceField(
        "Comment se réunit-on ?",
        choices=[(mode.value, mode.label) for mode in EventMode],
        default=EventMode.HYBRID.value,
        validators=[InputRequired()],
    )
    venue = LineField(
        "Lieu",
        description="Nom de la salle ou du bâtiment. Vide : « à préciser ».",
        validators=[Optional(), Length(max=200)],
    )
    address = LineField("Adresse", validators=[Optional(), Length(max=200)])
    city = LineField("Ville", validators=[Optional(), Length(max=120)])
    remote_url = LineField(
        "Lien pour participer à distance",
        description="Montré seulement aux personnes qui participent à distance.",
        validators=[
            Optional(),
            Length(max=500),
            Regexp(
                WEB_ADDRESS,
                message="Ce lien n’est pas complet. Exemple : https://visio.example.org/salle.",
            ),
        ],
    )
    agenda = TextField(
        "Ordre du jour",
        description="Un point par ligne, avec sa durée si vous voulez : « Budget (20 min) ».",
        validators=[Optional(), Length(max=20_000)],
        render_kw={"rows": 7},
    )
    documents = UploadsField("Documents à joindre", validators=[Optional()])
    invitees = TextField(
        "Inviter aussi",
        description="Des personnes qui ne sont pas membres, une par ligne : nom, adresse.",
        validators=[Optional(), Length(max=8000)],
        render_kw={"rows": 3},
    )
    visibility = ChoiceField(
        "Qui voit cette réunion dans l’agenda ?",
        choices=[(v.value, v.label) for v in Visibility],
        default=Visibility.GROUP.value,
        validators=[InputRequired()],
    )
    open_to_others = BooleanField(
        "Laisser d’autres personnes s’inscrire",
        description="Les personnes convoquées répondent par le lien de leur courriel.",
    )
    # The days of meetings that come back, shown before anything is created.
    days = TicksField("Dates", validators=[Optional()])
    previewed = HiddenField()
    poll_date = HiddenField()

    def take_one_date(self) -> None:
        """Leave the rhythm out: the date was chosen by a poll, and is one."""
        del self.repeat, self.times

    @property
    def repeats(self) -> Repeat:
        return Repeat(self.repeat.data) if "repeat" in self else Repeat.ONCE

    def offer_days(self) -> list[date]:
        """The days that the answers lead to; their choice is then offered to be narrowed."""
        if self.day.data is None or not self._rhythm_is_possible():
            found: list[date] = []
        else:
            try:
                found = recurrence.days(self.day.data, self.repeats, self._times())
            except (OverflowError, ValueError):
                found = []
        self.days.offer([(day.isoformat(), spoken_day(day)) for day in found])
        return found

    def _rhythm_is_possible(self) -> bool:
        return "repeat" not in self or self.repeat.data in set(Repeat)

    def _times(self) -> int:
        asked = self.times.data if "times" in self else None
        return asked if asked and 2 <= asked <= recurrence.MOST else 2

    def needs_preview(self, offered: list[date]) -> bool:
        """Whether these very days have not been shown yet."""
        return self.repeats is not Repeat.ONCE and self.previewed.data != signature(offered)

    def show_preview(self, offered: list[date]) -> None:
        self.previewed.data = signature(offered)
        self.days.data = [day.isoformat() for day in offered]

    def moments(self, offered: list[date]) -> list[tuple[datetime, datetime]]:
        """When to meet. Raises `Invalid`, also for an unusual date or too long an agenda."""
        kept = offered
        if self.repeats is not Repeat.ONCE:
            kept = [day for day in offered if day.isoformat() in (self.days.data or ())]
        found = all_instants(kept, self.begins.data, self.ends.data)
        for starts, ends in found[:1]:
            self.check_date(starts)
            check_length(agenda_lines(self.agenda.data), ends - starts)
        return found

    def plan(self) -> Plan:
        """All but the dates. Raises `Invalid` beside `invitees`."""
        return Plan(
            title=self.title.data or "",
            mode=EventMode(self.mode.data),
            visibility=Visibility(self.visibility.data),
            agenda=agenda_lines(self.agenda.data),
            venue=self.venue.data or None,
            address=self.address.data or None,
            city=self.city.data or None,
            remote_url=self.remote_url.data or None,
            invitees=invitees(self.invitees.data),
            uploads=self.documents.uploads,
            open_to_others=bool(self.open_to_others.data),
        )


def signature(days: list[date]) -> str:
    return " ".join(day.isoformat() for day in days)
