"""The form of an organisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms.validators import InputRequired, Length, Optional, Regexp

from app.kernel.text import typographic
from app.organisations.models import PartnerKind
from app.organisations.services import Details
from app.web.fields import LineField, SelectField, TextField
from app.web.forms import WEB_ADDRESS, Form

UNKNOWN = "à préciser"
ADDRESS = Regexp(WEB_ADDRESS, message="Indiquez une adresse qui commence par https://.")


class OrganisationForm(Form):
    """What the directory shows of a partner."""

    name = LineField("Nom", validators=[InputRequired("Indiquez le nom."), Length(max=200)])
    acronym = LineField("Sigle", validators=[Length(max=40)])
    kind_id = SelectField("Famille de partenaires")
    department_code = SelectField(
        "Département", description="Laissez « à préciser » si l’action est régionale."
    )
    website = LineField(
        "Site internet",
        description="Par exemple https://www.example.org",
        validators=[Optional(), ADDRESS],
    )
    note = TextField("Ce qu’il faut savoir", validators=[Length(max=2000)])

    def __init__(
        self,
        kinds: Sequence[PartnerKind],
        departments: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        known = ((str(kind.id), typographic(kind.name)) for kind in kinds)
        self.kind_id.offer([("", UNKNOWN), *known])
        names = ((code, f"{name} ({code})") for code, name in departments.items())
        self.department_code.offer([("", UNKNOWN), *names])

    def details(self) -> Details:
        return Details(
            name=self.name.data or "",
            acronym=self.acronym.data or None,
            kind_id=int(self.kind_id.data) if self.kind_id.data else None,
            department_code=self.department_code.data or None,
            website=self.website.data or None,
            note=self.note.data or None,
        )
