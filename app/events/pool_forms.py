"""The forms of sessions and of seats kept aside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import DateField, IntegerField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from app.events.enums import EventMode
from app.events.forms import MAX_SEATS, seats, short
from app.events.models import Event, Pool
from app.events.seats import PoolFill
from app.events.services.pools import SESSION_FIELDS
from app.web.fields import ChoiceField, LineField, ParisDateTimeField, SelectField, TextField
from app.web.forms import Form

# Among the answers to who may choose a session: a stock of seats for each.
EACH = "each"
WHO = (
    (EventMode.ON_SITE.value, "Les personnes sur place"),
    (EventMode.REMOTE.value, "Les personnes à distance"),
    (EventMode.HYBRID.value, "Toutes, avec les mêmes places"),
)


class SessionForm(Form):
    """One session (atelier) that people choose when they register."""

    title = LineField("Titre", validators=[DataRequired("Donnez un titre."), short()])
    description = TextField("En quelques mots", validators=[Optional(), short(2000)])
    starts_at = ParisDateTimeField("Début", validators=[Optional()])
    ends_at = ParisDateTimeField("Fin", validators=[Optional()])
    room = LineField("Salle", validators=[Optional(), short()])
    attendance = ChoiceField(
        "Qui peut le choisir",
        choices=[*WHO, (EACH, "Toutes, avec des places pour chaque participation")],
        validators=[InputRequired("Dites qui peut choisir cet atelier.")],
    )
    capacity = IntegerField("Places", validators=seats())
    remote_capacity = IntegerField("Places à distance", validators=seats())

    def ask_of(self, event: Event, pool: Pool | None) -> None:
        """Ask who may choose it where the event is attended in both ways.

        Seats for each way make two sessions, once: each has its own page afterwards.
        """
        if event.mode is not EventMode.HYBRID:
            del self.attendance, self.remote_capacity
        elif pool is not None:
            del self.remote_capacity
            self.attendance.offer(WHO)

    def show(self, pool: Pool) -> None:
        """Fill the form with what is stored."""
        for name in SESSION_FIELDS:
            if name in self:
                self._fields[name].process(None, getattr(pool, name))

    @property
    def details(self) -> dict[str, Any]:
        """What the services take by name. No seat at all is a number, not nothing."""
        names = [name for name in SESSION_FIELDS if name in self]
        values: dict[str, Any] = {name: self._fields[name].data or None for name in names}
        if self.wants_each:
            values["attendance"] = EventMode.ON_SITE
        elif "attendance" in values:
            values["attendance"] = EventMode(values["attendance"])
        return values | {"capacity": self.capacity.data}

    @property
    def wants_each(self) -> bool:
        """Whether those at a distance have seats of their own."""
        return "attendance" in self and self.attendance.data == EACH

    @property
    def remote_details(self) -> dict[str, Any]:
        """The same session for those at a distance: no room, seats of its own."""
        own = {"attendance": EventMode.REMOTE, "capacity": self.remote_capacity.data, "room": None}
        return self.details | own


class ReserveForm(Form):
    pool_id = SelectField("De quelles places ?", coerce=int)
    label = LineField(
        "Pour qui",
        validators=[DataRequired("Dites pour qui."), short(80)],
    )
    seats = IntegerField(
        "Combien",
        validators=[
            InputRequired("Dites combien de places."),
            NumberRange(1, MAX_SEATS, "Au moins une place."),
        ],
    )
    release_on = DateField("Rendues à tous le", validators=[Optional()])

    def offer(self, fills: Sequence[PoolFill]) -> None:
        self.pool_id.offer(
            (fill.pool_id, fill.label) for fill in fills if fill.capacity is not None
        )
