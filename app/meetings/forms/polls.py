"""Polls of dates: proposing, answering."""

from __future__ import annotations

from datetime import datetime

from wtforms import DateField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from app.events.enums import EventMode
from app.kernel.dates import spoken_span
from app.kernel.errors import Invalid
from app.meetings.enums import Choice
from app.meetings.forms.fields import instants
from app.meetings.models import PollVoter
from app.meetings.services.polling import FEWEST
from app.web.fields import ChoiceField, LineField, TextField
from app.web.forms import Form

SLOTS = 6


class PollForm(Form):
    """A question and its dates: six rows, as many filled as one likes."""

    title = LineField("Intitulé de la réunion", validators=[InputRequired(), Length(max=200)])
    mode = ChoiceField(
        "Comment se réunit-on ?",
        choices=[(mode.value, mode.label) for mode in EventMode],
        default=EventMode.HYBRID.value,
        validators=[InputRequired()],
    )
    message = TextField(
        "Un mot pour les membres",
        validators=[Optional(), Length(max=2000)],
        render_kw={"rows": 3},
    )

    def slots(self) -> list[tuple[DateField, TimeField, TimeField]]:
        return [
            (self[f"day_{number}"], self[f"begins_{number}"], self[f"ends_{number}"])
            for number in range(1, SLOTS + 1)
        ]

    def dates(self) -> list[tuple[datetime, datetime]]:
        """The rows that were filled. Raises `Invalid` beside the row that makes no sense."""
        found = [
            instants(day.data, begins.data, ends.data, field=day.short_name)
            for day, begins, ends in self.slots()
            if any(field.data is not None for field in (day, begins, ends))
        ]
        if len(found) < FEWEST:
            raise Invalid({"day_1": f"Proposez au moins {FEWEST} dates."})
        return found


for _number in range(1, SLOTS + 1):
    for _name, _field in (
        ("day", DateField(f"Date {_number}", validators=[Optional()])),
        ("begins", TimeField("Début", validators=[Optional()])),
        ("ends", TimeField("Fin", validators=[Optional()])),
    ):
        setattr(PollForm, f"{_name}_{_number}", _field)


class VoteForm(Form):
    """One answer for each date of a poll."""

    @classmethod
    def of(cls, voter: PollVoter) -> VoteForm:
        fields = {
            f"date_{one.id}": ChoiceField(
                spoken_span(one.starts_at, one.ends_at),
                choices=[(choice.value, choice.label) for choice in Choice],
                validators=[InputRequired(message="Répondez pour cette date.")],
            )
            for one in voter.poll.dates
        }
        form: VoteForm = type("VoteForm", (cls,), fields)()
        if not form.is_submitted():
            for row in voter.choices:
                form[f"date_{row.date_id}"].data = row.choice.value
        return form

    def choices(self) -> dict[int, Choice]:
        return {
            int(name.removeprefix("date_")): Choice(field.data)
            for name, field in self._fields.items()
            if name.startswith("date_")
        }
