"""Forms of conventions and contracts. Amounts are typed in euros and kept in cents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from wtforms import DateField, Field, HiddenField, IntegerField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import TextInput

from app.documents.forms import UploadsField
from app.kernel.text import number
from app.reference.models import Department, Metropole
from app.strategy.enums import ConventionKind, ConventionStatus
from app.strategy.forms import FactForm
from app.web.fields import LineField, SelectField, TextField
from app.web.forms import Form

_EUROS = re.compile(r"\d{1,12}(?:\.\d{1,2})?")
_SHARE = NumberRange(0, 100, "Indiquez un pourcentage, de 0 à 100.")
NONE = ("", "Aucun")


class EurosField(Field):
    """An amount typed in euros; `data` is exactly that, in cents, or None."""

    widget = TextInput()
    data: int | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return number(self.data / 100, 0 if self.data % 100 == 0 else 2)

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = re.sub(r"[\s€]", "", str(valuelist[0]) if valuelist else "").replace(",", ".")
        self.data = None
        if not typed:
            self.raw_data = []
            return
        if not _EUROS.fullmatch(typed):
            raise ValueError("Indiquez un montant positif en euros, par exemple 1 250 000,50.")
        self.data = int(Decimal(typed) * 100)


class ConventionForm(FactForm):
    """A convention; what no source says stays empty."""

    kind = SelectField("Genre", choices=[(kind.value, kind.label) for kind in ConventionKind])
    title = LineField(
        "Intitulé", validators=[InputRequired("Indiquez l’intitulé."), Length(max=300)]
    )
    status = SelectField("État", choices=[(one.value, one.label) for one in ConventionStatus])
    department = SelectField("Département", validators=[Optional()])
    metropole = SelectField(
        "Métropole",
        description="Les deux, pour une convention conjointe",
        validators=[Optional()],
    )
    signatories = LineField(
        "Signataires",
        description="Par exemple « État, conseil départemental »",
        validators=[Length(max=300)],
    )
    signed_on = DateField("Date de signature", validators=[Optional()])
    starts_on = DateField("Début", validators=[Optional()])
    ends_on = DateField("Fin", validators=[Optional()])
    amount_cents = EurosField("Montant total, en euros", description="Par exemple 1 250 000")
    state_share = IntegerField(
        "Part de l’État, en pourcentage du montant total", validators=[Optional(), _SHARE]
    )
    note = TextField("Ce qu’il faut en savoir", validators=[Length(max=2000)])

    def __init__(
        self, departments: Sequence[Department], metropoles: Sequence[Metropole], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        named = [(one.code, f"{one.name} ({one.code})") for one in departments]
        self.department.offer([NONE, *named])
        self.metropole.offer([NONE, *((str(one.id), one.name) for one in metropoles)])

    def facts(self) -> dict[str, Any]:
        names = ("title", "signed_on", "starts_on", "ends_on", "amount_cents", "state_share")
        return {name: self._fields[name].data for name in names} | {
            "kind": ConventionKind(self.kind.data),
            "status": ConventionStatus(self.status.data),
            "department_code": self.department.data or None,
            "metropole_id": int(self.metropole.data) if self.metropole.data else None,
            "signatories": self.signatories.data or None,
            "note": self.note.data or None,
            "source_codes": self.sources.data or [],
        }


class ActionForm(Form):
    """An action of a convention, or a priority of a pact."""

    label = LineField(
        "Action ou priorité", validators=[InputRequired("Indiquez l’action."), Length(max=300)]
    )
    axis = SelectField("Axe", validators=[Optional()])
    pilot = LineField("Pilote", validators=[Length(max=200)])
    amount_cents = EurosField("Montant, en euros")
    version = HiddenField()

    def __init__(self, axes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis.offer([NONE, *axes])

    def facts(self) -> dict[str, Any]:
        return {
            "label": self.label.data,
            "axis_id": int(self.axis.data) if self.axis.data else None,
            "pilot": self.pilot.data or None,
            "amount_cents": self.amount_cents.data,
        }


class FilesForm(Form):
    """Files of a convention, which everybody may read."""

    documents = UploadsField("Documents de la convention, lisibles par tout le monde")
