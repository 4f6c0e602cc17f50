"""Fields of proposals' forms."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from wtforms import StringField
from wtforms.validators import StopValidation

from app.kernel.text import NBSP, NNBSP

_AMOUNT = re.compile(r"(\d{1,11})(?:[.,](\d{1,2}))?")
_SIGNS = str.maketrans("", "", f" €{NBSP}{NNBSP}")


class EurosField(StringField):
    """An amount as people write it ("12 500,50 €"); `data` is in cents, None when left empty."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data: Any = None
        typed = (str(valuelist[0]) if valuelist else "").translate(_SIGNS)
        if not typed:
            self.raw_data = []
            return
        match = _AMOUNT.fullmatch(typed)
        if match is None:
            raise ValueError("Écrivez un montant en chiffres, par exemple 12 500.")
        self.data = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0") or 0)

    @property
    def cents(self) -> int | None:
        value: int | None = self.data
        return value

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        euros, cents = divmod(self.data, 100)
        return f"{euros},{cents:02d}" if cents else str(euros)


class NeededToSubmit:
    """Necessary to submit, not to keep a draft. The form says which by `wants_all`."""

    field_flags: ClassVar = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        if form.wants_all and not field.data:
            raise StopValidation("Cette réponse est nécessaire pour soumettre la proposition.")


class Needed:
    """A text that must not be blank."""

    field_flags: ClassVar = {"required": True}

    def __init__(self, message: str = "Cette réponse est nécessaire.") -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        if not field.data:
            raise StopValidation(self.message)
