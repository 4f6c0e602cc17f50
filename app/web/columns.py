"""The form that says which column of a spreadsheet holds what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms.validators import Length

from app.web.fields import LineField, SelectField
from app.web.forms import Form


def sheet_name() -> LineField:
    """Which sheet of a workbook is read."""
    return LineField(
        "Feuille à lire (facultatif)",
        description="Si le fichier en a plusieurs : écrivez le nom de son onglet. Sans cela, celle "
        "qui porte les titres attendus est lue.",
        validators=[Length(max=100, message="100 caractères au plus.")],
    )


class ColumnsForm(Form):
    """Its fields come from the file."""

    def chosen(self) -> dict[str, int]:
        """Field → number of the column, for those that have one."""
        return {name: int(one) for name, one in self.values().items() if one}


def columns_form(
    header: Sequence[str], labels: Mapping[str, str], columns: Mapping[str, int]
) -> ColumnsForm:
    """One list per field of `labels`, on the column that was recognised."""
    choices = [("", "Aucune colonne")] + [
        (str(number), title or f"Colonne {number + 1}") for number, title in enumerate(header)
    ]
    fields: dict[str, Any] = {
        name: SelectField(label, choices=choices, default=str(columns.get(name, "")))
        for name, label in labels.items()
    }
    made = type("FileColumnsForm", (ColumnsForm,), fields)()
    assert isinstance(made, ColumnsForm)  # noqa: S101  # built on the line above
    return made
