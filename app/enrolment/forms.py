"""The forms by which one registers others or passes a seat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileRequired
from wtforms import BooleanField
from wtforms.validators import Length, Optional

from app.documents.forms import UploadField
from app.enrolment.matching import FIELDS, SESSION_FIELDS
from app.enrolment.services import Somebody, Who
from app.events.enums import PoolKind
from app.questions.fields import Needed
from app.questions.models import EventQuestion
from app.registrations.forms import NAME_LENGTH, RegistrationForm, names, needed
from app.web.columns import ColumnsForm, columns_form, sheet_name
from app.web.fields import ChoiceField, LineField, NameField, OwnEmailField, SelectField
from app.web.forms import Form

ROWS, MOST_ROWS = 3, 20
PHONE_LENGTH = 30


def _address(label: str, message: str) -> OwnEmailField:
    too_long = Length(max=254, message="Cette adresse est trop longue.")
    return OwnEmailField(label, validators=[needed(message), too_long])


class OthersForm(RegistrationForm):
    """Who registers; the people come in rows, added by `with_rows`."""

    attendance_mode = ChoiceField(
        "Comment ces personnes viennent-elles ?",
        validators=[needed("Dites comment ces personnes participent.")],
    )
    first_name, last_name = names(
        ("Votre prénom", "Indiquez votre prénom."), ("Votre nom", "Indiquez votre nom.")
    )
    email = _address("Votre adresse électronique", "Indiquez votre adresse : le suivi y arrive.")
    consent = BooleanField(
        "Ces personnes savent que je les inscris.",
        validators=[needed("Prévenez d’abord les personnes que vous inscrivez.")],
    )

    @property
    def who(self) -> Who:
        return Who(self.first_name.data or "", self.last_name.data or "", self.email.data or "")

    def row(self, number: int) -> tuple[Any, Any, Any]:
        """The three fields of one person, as the page shows them."""
        found = self._fields
        return tuple(found[f"{name}_{number}"] for name in ("first_name", "last_name", "email"))

    def people(self, rows: int) -> list[tuple[int, Somebody]]:
        """The rows that hold something, with their number; what they lack is told beside them."""
        found: list[tuple[int, Somebody]] = []
        for number in range(rows):
            first, last, email = self.row(number)
            if not (first.data or last.data or email.data):
                continue
            if not (first.data or last.data):
                self.add_error(last.name, "Indiquez le nom.")
            # Without an address, the contact gets what is said to the person.
            found.append((number, Somebody(first.data, last.data, email.data or None)))
        if not found:
            self.add_error("first_name_0", "Indiquez au moins une personne.")
        return found


def with_rows(rows: int) -> type[OthersForm]:
    """The form with so many rows for people."""
    fields: dict[str, Any] = {}
    for number in range(rows):
        limit = Length(max=NAME_LENGTH, message=f"{NAME_LENGTH} caractères au plus.")
        # Needed in a row that is begun: `people` says so, no browser must insist.
        no_fill = {"autocomplete": "off", "required": False}
        fields[f"first_name_{number}"] = NameField(
            f"Prénom, personne {number + 1}",
            validators=[Needed(), Optional(), limit],
            render_kw=no_fill,
        )
        fields[f"last_name_{number}"] = NameField(
            f"Nom, personne {number + 1}",
            validators=[Needed(), Optional(), limit],
            render_kw=no_fill,
        )
        fields[f"email_{number}"] = OwnEmailField(
            f"Adresse électronique, personne {number + 1}",
            validators=[
                Optional(),
                Length(max=254, message="Cette adresse est trop longue."),
            ],
            render_kw=no_fill,
        )
    return type("RowsForm", (OthersForm,), fields)


class AloneForm(RegistrationForm):
    """A person without an address, and who accompanies them."""

    email = None  # type: ignore[assignment]  # that is the point
    attendance_mode = ChoiceField(
        "Comment la personne vient-elle ?",
        validators=[needed("Dites comment la personne participe.")],
    )
    first_name, last_name = names(
        ("Son prénom", "Indiquez le prénom de la personne."),
        ("Son nom", "Indiquez le nom de la personne."),
    )
    contact_first_name, contact_last_name = names(
        ("Votre prénom", "Indiquez votre prénom."),
        ("Votre nom", "Indiquez votre nom."),
        prefix="contact_",
    )
    contact_email = _address(
        "Votre adresse électronique", "Indiquez votre adresse : les nouvelles y arrivent."
    )
    contact_phone = LineField(
        "Votre téléphone",
        validators=[
            Optional(),
            Length(max=PHONE_LENGTH, message=f"{PHONE_LENGTH} caractères au plus."),
        ],
    )
    consent = BooleanField(
        "La personne est d’accord pour que je l’inscrive.",
        validators=[needed("Demandez d’abord son accord à la personne.")],
    )

    @property
    def who(self) -> Who:
        return Who(
            self.contact_first_name.data or "",
            self.contact_last_name.data or "",
            self.contact_email.data or "",
            self.contact_phone.data or None,
        )


class PaperForm(RegistrationForm):
    """From a paper form or a call: the team types, the address may be missing."""

    attendance_mode = ChoiceField(
        "Comment la personne vient-elle ?",
        validators=[needed("Dites comment la personne participe.")],
    )
    email = OwnEmailField(
        "Adresse électronique",
        validators=[Optional(), Length(max=254, message="Cette adresse est trop longue.")],
    )
    consent = BooleanField(
        "La personne a donné son accord.",
        validators=[needed("Sans son accord, personne n’est inscrit.")],
    )


class ConfirmForm(Form):
    """A button alone."""


class OfferForm(Form):
    first_name, last_name = names(
        ("Prénom", "Indiquez le prénom de la personne."), ("Nom", "Indiquez le nom de la personne.")
    )
    email = _address("Adresse électronique", "Indiquez son adresse : elle accepte par courriel.")


class SheetForm(Form):
    sheet = UploadField("Tableau", validators=[FileRequired("Choisissez un fichier.")])
    page = sheet_name()
    attendance_mode = SelectField("Si rien n’est dit de la participation")

    def offer(self, kinds: Sequence[PoolKind]) -> None:
        self.attendance_mode.offer((kind.value, kind.label) for kind in kinds)


def file_columns(
    header: Sequence[str],
    questions: Sequence[EventQuestion],
    columns: dict[str, int],
    *,
    with_sessions: bool = False,
) -> ColumnsForm:
    """One list per field of a registration, on the column that was recognised."""
    more = SESSION_FIELDS if with_sessions else {}
    labels = {**FIELDS, **more, **{question.name: question.label for question in questions}}
    return columns_form(header, labels, columns)
