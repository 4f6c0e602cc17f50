"""Forms of a text written elsewhere: the file, then the place of each of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileRequired
from wtforms import BooleanField, HiddenField

from app.documents.forms import UploadField
from app.kernel.text import counted, joined, shortened
from app.minutes.importing import ACTIONS, BODY, DECISIONS, NEW, NOWHERE, Piece
from app.web.fields import SelectField
from app.web.forms import Form


class ImportForm(Form):
    text = UploadField(
        "Fichier DOCX ou ODT",
        description="20 Mo au plus, sans macros.",
        validators=[FileRequired("Choisissez un fichier.")],
        render_kw={"accept": ".docx,.odt"},
    )
    keep = BooleanField(
        "Joindre aussi ce fichier au compte rendu",
        description="Il sera lu par les mêmes personnes, avec ses commentaires et ses "
        "modifications suivies.",
    )


class PlacesForm(Form):
    """One choice per piece, `place_<n>`; `mark_<n>` where a text marks decisions or actions."""

    places = HiddenField()
    # Stands for the items that were offered: places are told by their rank.
    outline = HiddenField()

    @classmethod
    def of(cls, found: Sequence[Piece], items: Sequence[str]) -> PlacesForm:
        fields: dict[str, Any] = {}
        for number, piece in enumerate(found):
            fields[f"place_{number}"] = SelectField(
                "Où va ce passage ?",
                choices=_choices(piece, items),
                default=piece.place,
            )
            if piece.place not in {DECISIONS, ACTIONS} and (piece.decisions or piece.actions):
                fields[f"mark_{number}"] = BooleanField(
                    f"Ajouter aussi {_marks(piece)} au relevé", default=True
                )
        form: PlacesForm = type("PlacesOfText", (cls,), fields)()
        return form

    def chosen(self, count: int) -> list[str]:
        return [self._fields[f"place_{number}"].data for number in range(count)]

    @property
    def marks(self) -> frozenset[int]:
        return frozenset(
            int(name[5:])
            for name, field in self._fields.items()
            if name.startswith("mark_") and field.data
        )


def _choices(piece: Piece, items: Sequence[str]) -> list[tuple[str, str]]:
    own = []
    if piece.place == DECISIONS:
        own = [(DECISIONS, f"Dans les décisions ({len(piece.decisions)})")]
    if piece.place == ACTIONS:
        own = [(ACTIONS, f"Dans les actions ({len(piece.actions)})")]
    if piece.title:
        own.append((NEW, "Dans un nouveau point, sous ce titre"))
    return [
        *own,
        *(
            (f"item-{number}", f"Au point {number + 1} : {shortened(title, 60)}")
            for number, title in enumerate(items)
        ),
        (BODY, "Dans « Autres échanges »"),
        (NOWHERE, "Nulle part : ne pas le reprendre"),
    ]


def _marks(piece: Piece) -> str:
    said = []
    if piece.decisions:
        said.append(counted(len(piece.decisions), "décision marquée", "décisions marquées"))
    if piece.actions:
        said.append(counted(len(piece.actions), "action marquée", "actions marquées"))
    return joined(said)
