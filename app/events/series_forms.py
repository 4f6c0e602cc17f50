"""The form by which one event is held in other places too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import IntegerField
from wtforms.validators import Optional

from app.events.dated_form import DatedForm
from app.events.forms import seats, short
from app.events.services import Place
from app.web.fields import LineField, ParisDateTimeField, SelectField

ROWS, MOST_ROWS = 3, 12
FIELDS = ("department_code", "city", "venue", "capacity", "starts_at")


class PlacesForm(DatedForm):
    """The places come in rows, added by `with_places`."""

    def row(self, number: int) -> list[Any]:
        """The fields of one place, as the page shows them."""
        return [self._fields[f"{name}_{number}"] for name in FIELDS]

    def offer(self, departments: Sequence[tuple[str, str]], rows: int) -> None:
        for number in range(rows):
            self._fields[f"department_code_{number}"].offer([("", "Choisir"), *departments])

    def places(self, rows: int) -> list[Place]:
        """The rows that hold something; what they lack is told beside them."""
        found: list[Place] = []
        for number in range(rows):
            department, city, venue, capacity, starts_at = (one.data for one in self.row(number))
            if not (department or city or venue or starts_at) and capacity is None:
                continue
            if not department:
                self.add_error(f"department_code_{number}", "Choisissez le département.")
                continue
            found.append(Place(department, city or None, venue or None, capacity, starts_at))
        if not found and not self.errors:
            self.add_error("department_code_0", "Indiquez au moins un lieu.")
        return found


def with_places(rows: int) -> type[PlacesForm]:
    """The form with so many rows."""
    fields: dict[str, Any] = {}
    for number in range(rows):
        fields |= {
            f"department_code_{number}": SelectField("Département", validators=[Optional()]),
            f"city_{number}": LineField("Ville", validators=[Optional(), short()]),
            f"venue_{number}": LineField("Lieu", validators=[Optional(), short()]),
            f"capacity_{number}": IntegerField("Places sur place", validators=seats()),
            f"starts_at_{number}": ParisDateTimeField(
                "Début, s’il est différent", validators=[Optional()]
            ),
        }
    return type("PlacesRowsForm", (PlacesForm,), fields)
