"""Forms of the facts that the team completes. Every fact names where it comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, DateField, Field, HiddenField, IntegerField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)
from wtforms.widgets import TextInput

from app.kernel.text import number
from app.reference.models import Department, Metropole
from app.strategy.enums import TotalKey
from app.strategy.services import CENTS_PER_MILLION
from app.web.fields import LineField, SelectField, TextField, TicksField
from app.web.forms import Form

_MANY = 10**9
# Eight decimals of a million of euros are its cents.
_MILLIONS = re.compile(r"\d{1,6}(?:\.\d{1,8})?")
_YEAR = NumberRange(1990, 2100, "Indiquez une année, par exemple 2026.")
_PAGE = "Indiquez un numéro de page."
_NUMBER = "Indiquez un nombre entier, sans espace."


class MillionsField(Field):
    """An amount typed in millions of euros; `data` is exactly that, in cents, or None."""

    widget = TextInput()
    data: int | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return number(self.data / CENTS_PER_MILLION) if self.data is not None else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = re.sub(r"\s", "", str(valuelist[0]) if valuelist else "").replace(",", ".")
        self.data = None
        if not typed:
            # Spaces alone are no answer, for `InputRequired` too.
            self.raw_data = []
            return
        if not _MILLIONS.fullmatch(typed):
            raise ValueError("Indiquez un montant positif, au centime près, par exemple 18,4.")
        self.data = int(Decimal(typed) * CENTS_PER_MILLION)


class FactForm(Form):
    """Base: a fact with its sources. Sub-classes put their fields first."""

    sources = TicksField("Sources", validators=[DataRequired("Dites d’où vient ce fait.")])
    # What the person has read, when the fact exists (`services.version_of`).
    version = HiddenField()

    def __init__(
        self, sources: Sequence[tuple[str, str]], *, version: str = "", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        if not self.is_submitted():
            self.version.data = version
        self.sources.offer(sources)
        # The sources close every form, whatever class declared them.
        self._fields["sources"] = self._fields.pop("sources")


class StatedForm(FactForm):
    """Base of what is superseded, never changed: a page, a day, a comment."""

    page = IntegerField("Page de la source", validators=[Optional(), NumberRange(1, 2000, _PAGE)])
    stated_on = DateField(
        "Date donnée par la source",
        description="Le jour auquel le nombre a été arrêté, s’il est dit",
        validators=[Optional()],
    )
    provisional = BooleanField("Provisoire : un chiffre définitif suivra")
    comment = TextField(
        "Commentaire",
        description="Comment lire ce nombre, ou pourquoi il est corrigé",
        validators=[Length(max=1000)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What is stated comes first, where it was read next, whatever class declared them.
        for name in ("sources", "page", "stated_on", "provisional", "comment"):
            self._fields[name] = self._fields.pop(name)

    def stated(self) -> dict[str, Any]:
        """What every statement says, in the words of its columns."""
        return {
            "source_codes": self.sources.data or [],
            "page": self.page.data,
            "stated_on": self.stated_on.data,
            "provisional": bool(self.provisional.data),
            "comment": (self.comment.data or "").strip() or None,
        }


class WithdrawForm(Form):
    """Why a fact no longer stands."""

    reason = TextField(
        "Pourquoi ce fait ne tient-il plus ?",
        validators=[InputRequired("Dites pourquoi ce fait ne tient plus."), Length(max=1000)],
    )
    version = HiddenField()


class TotalForm(StatedForm):
    """A total announced for a year."""

    year = IntegerField("Année", validators=[InputRequired("Indiquez l’année."), _YEAR])
    key = SelectField("Ce qui est compté", choices=[(key.value, key.label) for key in TotalKey])
    qualifier = LineField(
        "Ce que la source écrit devant le nombre",
        description="Par exemple « plus de »",
        validators=[Length(max=40)],
    )
    value = IntegerField(
        "Nombre", validators=[InputRequired(_NUMBER), NumberRange(0, _MANY, _NUMBER)]
    )

    def fix_identity(self) -> None:
        """What identifies a stored total is no longer asked."""
        del self.year, self.key


class AmountForm(StatedForm):
    """An amount in millions of euros, kept exactly in cents."""

    amount = MillionsField(
        "Montant, en millions d’euros",
        description="Par exemple 18,4",
        validators=[InputRequired("Indiquez un montant, par exemple 18,4.")],
    )


class FundingTotalForm(AmountForm):
    """What was announced for a year."""

    year = IntegerField("Année", validators=[InputRequired("Indiquez l’année."), _YEAR])


class LineForm(AmountForm):
    """One detailed amount."""

    label = LineField(
        "Libellé", validators=[InputRequired("Indiquez le libellé."), Length(max=300)]
    )


class FrameworkForm(FactForm):
    """A framework; what sources do not agree on stays empty."""

    name = LineField("Nom", validators=[InputRequired("Indiquez le nom."), Length(max=300)])
    code = LineField(
        "Sigle",
        description="Court, en capitales, par exemple PACTE. Il ne changera plus.",
        validators=[
            InputRequired("Choisissez un sigle."),
            Regexp(r"[A-Z0-9][A-Z0-9-]{1,19}$", message="De 2 à 20 capitales, chiffres ou « - »."),
        ],
    )
    starts_year = IntegerField("Première année", validators=[Optional(), _YEAR])
    ends_year = IntegerField("Dernière année", validators=[Optional(), _YEAR])
    measures = IntegerField("Nombre de mesures", validators=[Optional(), NumberRange(1, 1000)])
    contractual = BooleanField(
        "Cadre de contrats avec des départements ou des métropoles :"
        " ses axes ne sont pas des chapitres du bilan"
    )
    note = TextField("Ce qu’il faut en savoir", validators=[Length(max=2000)])

    def fix_identity(self) -> None:
        """What identifies a stored framework is no longer asked."""
        del self.code

    def facts(self) -> dict[str, Any]:
        code = {"code": self.code.data} if "code" in self else {}
        return code | {
            "name": self.name.data,
            "starts_year": self.starts_year.data,
            "ends_year": self.ends_year.data,
            "measures": self.measures.data,
            "contractual": bool(self.contractual.data),
            "note": self.note.data or None,
        }


class AxisForm(FactForm):
    """An axis of a framework, its objectives, and what corresponds to it elsewhere."""

    number = IntegerField(
        "Numéro",
        validators=[
            InputRequired("Indiquez le numéro de l’axe."),
            NumberRange(1, 99, "Indiquez un numéro, de 1 à 99."),
        ],
    )
    label = LineField(
        "Intitulé", validators=[InputRequired("Indiquez l’intitulé."), Length(max=300)]
    )
    pilot = LineField("Pilote", validators=[Length(max=200)])
    pilot_note = LineField("Précision sur le pilotage", validators=[Length(max=300)])
    objectives = TextField("Objectifs", description="Un par ligne", validators=[Length(max=4000)])
    correspondences = TicksField("Axes d’autres cadres qui traitent du même sujet", coerce=int)

    def __init__(self, others: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.correspondences.offer([(int(number), words) for number, words in others])

    def fix_identity(self) -> None:
        """The number of a stored axis is in addresses: it is no longer asked."""
        del self.number

    def facts(self) -> dict[str, Any]:
        number = {"number": self.number.data} if "number" in self else {}
        lines = (line.strip() for line in (self.objectives.data or "").splitlines())
        return number | {
            "label": self.label.data,
            "pilot": self.pilot.data or None,
            "pilot_note": self.pilot_note.data or None,
            "objectives": [line for line in lines if line],
        }


class DispositifForm(FactForm):
    """A dispositif; what no source says stays empty."""

    name = LineField("Nom", validators=[InputRequired("Indiquez le nom."), Length(max=300)])
    acronym = LineField("Sigle", validators=[Length(max=40)])
    page = IntegerField(
        "Page du bilan",
        validators=[Optional(), NumberRange(1, 2000, "Indiquez un numéro de page.")],
    )
    cited_year = IntegerField(
        "Année du bilan qui le nomme",
        description="Celle de la page ; sans première année, il n’est dans aucun bilan d’avant",
        validators=[Optional(), _YEAR],
    )
    starts_year = IntegerField("Première année", validators=[Optional(), _YEAR])
    ends_year = IntegerField("Dernière année", validators=[Optional(), _YEAR])
    description = TextField(
        "En quelques mots",
        description="Ce que fait le dispositif, pour qui",
        validators=[Length(max=2000)],
    )
    pilot = LineField("Pilote", validators=[Length(max=200)])
    operator = LineField("Opérateur", validators=[Length(max=200)])
    contract = LineField("Contrat ou convention", validators=[Length(max=200)])
    department_codes = TicksField(
        "Départements", description="Aucun : toute la région, ou à préciser."
    )

    def __init__(self, departments: Sequence[Department], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.department_codes.offer([(one.code, f"{one.name} ({one.code})") for one in departments])

    def facts(self) -> dict[str, Any]:
        texts = {
            name: self._fields[name].data or None
            for name in ("acronym", "description", "pilot", "operator", "contract")
        }
        years = {
            name: self._fields[name].data for name in ("cited_year", "starts_year", "ends_year")
        }
        return {"name": self.name.data, "page": self.page.data, **years, **texts}

    def validate_ends_year(self, field: IntegerField) -> None:
        if field.data and self.starts_year.data and field.data < self.starts_year.data:
            raise ValidationError("La dernière année ne peut pas venir avant la première.")


REGION = "region"


class FigureForm(StatedForm):
    """A figure of a dispositif, an axis or a framework."""

    year = IntegerField("Année", validators=[InputRequired("Indiquez l’année."), _YEAR])
    territory = SelectField("Territoire", default=REGION)
    qualifier = LineField(
        "Ce que la source écrit devant le nombre",
        description="Par exemple « plus de »",
        validators=[Length(max=40)],
    )
    value = IntegerField(
        "Nombre", validators=[InputRequired(_NUMBER), NumberRange(0, _MANY, _NUMBER)]
    )
    unit = LineField(
        "Ce qui est compté",
        description="Par exemple « jeunes accompagnés »",
        validators=[InputRequired("Dites ce que ce nombre compte."), Length(max=200)],
    )

    def __init__(
        self, departments: Sequence[Department], metropoles: Sequence[Metropole], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.territory.choices = territories(departments, metropoles)

    def fix_identity(self) -> None:
        """What identifies a stored figure is no longer asked."""
        del self.year, self.territory, self.unit

    def identity(self) -> dict[str, Any]:
        return {"year": self.year.data, "unit": self.unit.data} | place(self.territory.data)


def territories(
    departments: Sequence[Department], metropoles: Sequence[Metropole]
) -> list[tuple[str, str]]:
    """The region, its departments and its métropoles, as choices of a list."""
    return [
        (REGION, "Toute la région"),
        *((one.code, f"{one.name} ({one.code})") for one in departments),
        *((f"m{one.id}", one.name) for one in metropoles),
    ]


def place(chosen: str) -> dict[str, Any]:
    """The columns of a chosen territory."""
    if chosen == REGION:
        return {}
    if chosen.startswith("m"):
        return {"metropole_id": int(chosen[1:])}
    return {"department_code": chosen}


class SourceForm(Form):
    """A source that facts may cite."""

    code = LineField(
        "Code",
        description="Court, en capitales, par exemple BILAN_2024",
        validators=[
            InputRequired("Choisissez un code."),
            Regexp(r"[A-Z0-9_]{2,40}$", message="De 2 à 40 capitales, chiffres ou « _ »."),
        ],
    )
    label = LineField(
        "Description",
        description="Qui l’a publié, quoi, quand",
        validators=[InputRequired("Décrivez la source."), Length(max=300)],
    )
    url = LineField(
        "Adresse",
        validators=[
            Optional(),
            Regexp(r"https?://[^\s<>\"]+$", message="Indiquez une adresse en https://."),
        ],
    )


class TermForm(FactForm):
    """A sigle and what it stands for."""

    sigle = LineField("Sigle", validators=[InputRequired("Indiquez le sigle."), Length(max=40)])
    words = LineField(
        "Ce qu’il veut dire",
        validators=[InputRequired("Écrivez-le en toutes lettres."), Length(max=300)],
    )
    definition = TextField(
        "En une phrase", description="Ce que c’est, simplement", validators=[Length(max=500)]
    )
