"""Forms of a year's report: begin one, write a section, correct what is published."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, IntegerField
from wtforms.validators import InputRequired, Length, Optional

from app.kernel.numbers import whole_or
from app.reviews.enums import REGION
from app.reviews.models import ReviewSection
from app.reviews.services import LONGEST, Words
from app.web.fields import SelectField, TextField
from app.web.forms import Form


class OpenForm(Form):
    """Of which year, for which territory?"""

    year = IntegerField("Année", validators=[InputRequired("Indiquez une année.")])
    territory = SelectField("Territoire", validators=[InputRequired()])

    def offer(self, departments: list[tuple[str, str]], year: int) -> None:
        self.territory.offer([("", "Choisir"), (REGION, "Toute la région"), *departments])
        if not self.is_submitted():
            self.year.data, self.territory.data = year, REGION


class SectionForm(Form):
    """What people write in one section."""

    text = TextField(
        "Texte",
        description="Ce que les chiffres ne disent pas : le contexte, ce qui a changé, pour qui. "
        "Une ligne qui commence par # est un titre, par - un point de liste.",
        validators=[Optional(), Length(max=LONGEST)],
        render_kw={"rows": 14, "data-markdown": ""},
    )
    testimonies = TextField(
        "Témoignages",
        description="Avec l’accord de la personne, et sans son nom de famille.",
        validators=[Optional(), Length(max=LONGEST)],
        render_kw={"rows": 6, "data-markdown": ""},
    )
    version = HiddenField()

    @classmethod
    def of(cls, section: ReviewSection | None) -> SectionForm:
        form = cls()
        if not form.is_submitted():
            form.version.data = str(section.version if section is not None else 0)
            form.text.data = section.text if section is not None else ""
            form.testimonies.data = section.testimonies if section is not None else ""
        return form

    @property
    def words(self) -> Words:
        return Words(self.text.data or "", self.testimonies.data or "")

    @property
    def read_version(self) -> int:
        return _number(self.version.data)


class CorrectForm(Form):
    """What a correction changes, and why."""

    reason = TextField(
        "Ce qui change, et pourquoi",
        description="Cette phrase est publiée avec la nouvelle version.",
        validators=[InputRequired("Dites en une phrase ce qui change, et pourquoi.")],
        render_kw={"rows": 3},
    )
    count_anew = BooleanField(
        "Reprendre les chiffres d’aujourd’hui",
        description="Sinon, les chiffres restent ceux du jour où ils ont été arrêtés.",
    )
    number = HiddenField()

    @property
    def read_number(self) -> int:
        return _number(self.number.data)


def _number(typed: str | None) -> int:
    """What a hidden field holds; -1 when it was tampered with."""
    return whole_or(typed, -1)
