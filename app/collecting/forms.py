"""Asking for figures, giving them, deciding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileRequired
from wtforms import BooleanField, DateField, HiddenField, IntegerField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import TextInput

from app.documents.forms import UploadField
from app.reference.models import Department, Metropole
from app.strategy.forms import REGION, place, territories
from app.web.columns import sheet_name
from app.web.fields import EmailField, LineField, SelectField, TextField, TicksField
from app.web.forms import Form

_NUMBER = "Indiquez un nombre entier, par exemple 1 250."
_SPACES = re.compile(r"[\s\u00a0\u202f]")


class CountField(IntegerField):
    """A whole number as people write it: `1 250`."""

    widget = TextInput()
    largest = 10**15

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = _SPACES.sub("", str(valuelist[0])) if valuelist else ""
        self.data = None
        if not typed:
            self.raw_data = []
            return
        if not re.fullmatch(r"-?\d{1,15}", typed, re.ASCII):
            raise ValueError(_NUMBER)
        self.data = int(typed)


def _year() -> IntegerField:
    return IntegerField(
        "Année des chiffres",
        validators=[
            InputRequired("Indiquez l’année."),
            NumberRange(1990, 2100, "Indiquez une année, par exemple 2026."),
        ],
    )


class AskForm(Form):
    """Whom to ask, for what, until when."""

    dispositif = SelectField("Dispositif")
    year = _year()
    name = LineField(
        "Prénom et nom de la personne référente",
        validators=[InputRequired("Indiquez qui est la personne."), Length(max=200)],
    )
    email = EmailField(
        "Son adresse électronique",
        validators=[InputRequired("Indiquez son adresse : le lien y arrive."), Length(max=254)],
    )
    closes_on = DateField(
        "Dernier jour pour répondre",
        description="Le lien ne s’ouvre plus ensuite. Deux rappels partent : sept jours et un jour"
        " avant, si rien n’est venu.",
        validators=[InputRequired("Choisissez le dernier jour.")],
    )
    message = TextField(
        "Un mot pour la personne",
        description="Par exemple les chiffres qui manquent",
        validators=[Optional(), Length(max=1000)],
    )

    def __init__(self, dispositifs: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dispositif.offer(dispositifs)


class PutOffForm(Form):
    """Another last day."""

    closes_on = DateField(
        "Dernier jour pour répondre", validators=[InputRequired("Choisissez le dernier jour.")]
    )


class ProposeForm(Form):
    """A figure, by who knows it."""

    value = CountField(
        "Nombre",
        description="Un nombre entier, par exemple 1 250",
        validators=[InputRequired(_NUMBER), NumberRange(0, 10**12, _NUMBER)],
    )
    unit = LineField(
        "Ce qui est compté",
        description="Par exemple « jeunes accompagnés »",
        validators=[InputRequired("Dites ce que ce nombre compte."), Length(max=200)],
    )
    qualifier = LineField(
        "Précision devant le nombre",
        description="Par exemple « plus de » ou « environ »",
        validators=[Optional(), Length(max=40)],
    )
    territory = SelectField("Territoire", default=REGION)
    source = LineField(
        "D’où vient ce chiffre",
        description="Le document, le tableau ou le service, par exemple « rapport d’activité »",
        validators=[InputRequired("Dites d’où vient ce chiffre."), Length(max=280)],
    )
    page = IntegerField(
        "Page de la source",
        validators=[Optional(), NumberRange(1, 2000, "Indiquez un numéro de page.")],
    )
    stated_on = DateField("Date à laquelle le chiffre est arrêté", validators=[Optional()])
    provisional = BooleanField("Provisoire : un chiffre définitif suivra")
    comment = TextField(
        "Commentaire",
        description="Comment lire ce chiffre",
        validators=[Optional(), Length(max=1000)],
    )

    def __init__(
        self, departments: Sequence[Department], metropoles: Sequence[Metropole], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.territory.offer(territories(departments, metropoles))

    def said(self) -> dict[str, Any]:
        return {
            "value": self.value.data,
            "unit": self.unit.data,
            "qualifier": self.qualifier.data or None,
            "source": self.source.data,
            "page": self.page.data,
            "stated_on": self.stated_on.data,
            "provisional": bool(self.provisional.data),
            "comment": self.comment.data or None,
        } | place(self.territory.data)


class FinishForm(Form):
    """Nothing more is to come."""

    word = TextField(
        "Un mot pour l’équipe",
        description="Par exemple pourquoi un chiffre manque",
        validators=[Optional(), Length(max=1000)],
    )


class AcceptForm(Form):
    """Take a figure, citing sources that are known or the referent's own words."""

    sources = TicksField(
        "Sources déjà décrites",
        description="Aucune : ce que la personne a écrit devient une source.",
    )
    comment = TextField(
        "Commentaire publié avec le chiffre", validators=[Optional(), Length(max=1000)]
    )
    version = HiddenField()

    def __init__(self, sources: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sources.offer(sources)


class RefuseForm(Form):
    """Leave a figure out."""

    reason = TextField(
        "Pourquoi ce chiffre n’est pas retenu",
        description="La personne le lira.",
        validators=[InputRequired("Dites pourquoi : la personne le lira."), Length(max=1000)],
    )


class SheetForm(Form):
    """A spreadsheet of figures, and what stands for the rows that do not say it."""

    sheet = UploadField("Tableau", validators=[FileRequired("Choisissez un fichier.")])
    page = sheet_name()
    year = IntegerField(
        "Année des lignes qui n’en disent pas",
        validators=[Optional(), NumberRange(1990, 2100, "Indiquez une année, par exemple 2026.")],
    )
    source = SelectField("Source des lignes qui n’en disent pas", validators=[Optional()])

    def __init__(self, sources: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source.offer([("", "Aucune : chaque ligne doit dire la sienne"), *sources])
