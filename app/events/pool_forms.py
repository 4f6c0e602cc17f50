"""The forms of sessions and of seats kept aside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import DateField, IntegerField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from app.events.forms import MAX_SEATS, seats, short
from app.events.models import Pool
from app.events.seats import PoolFill
from app.events.services.pools import SESSION_FIELDS
from app.web.fields import LineField, ParisDateTimeField, SelectField, TextField
from app.web.forms import Form


class SessionForm(Form):
    """One session (atelier) that people choose when they register."""

    title = LineField("Titre", validators=[DataRequired("Donnez un titre."), short()])
    description = TextField("En quelques mots", validators=[Optional(), short(2000)])
    starts_at = ParisDateTimeField("Début", validators=[Optional()])
    ends_at = ParisDateTimeField("Fin", validators=[Optional()])
    room = LineField("Salle", validators=[Optional(), short()])
    capacity = IntegerField("Places", validators=seats())

    def show(self, pool: Pool) -> None:
        """Fill the form with what is stored."""
        for name in SESSION_FIELDS:
            self._fields[name].process(None, getattr(pool, name))

    @property
    def details(self) -> dict[str, Any]:
        """What the services take by name. No seat at all is a number, not nothing."""
        values = {name: self._fields[name].data or None for name in SESSION_FIELDS}
        return values | {"capacity": self.capacity.data}


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
