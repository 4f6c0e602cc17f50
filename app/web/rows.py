"""Many small rows of a form as one field: `<name>-<n>-<part>`, drawn by the template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wtforms import Field
from wtforms.validators import ValidationError
from wtforms.widgets import TextInput

from app.kernel.text import number

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class RowsField(Field):
    """`data`: one dictionary of trimmed texts per row that says something, in their order.

    A row of which only the parts in `beside` are filled in says nothing (a choice that is always
    there). Hundreds of rows as forms of their own would take longer to build than the page.
    """

    is_group = True
    widget = TextInput()

    def __init__(
        self,
        label: str | None = None,
        validators: list[Any] | None = None,
        *,
        parts: Sequence[str],
        beside: Sequence[str] = (),
        most: int = 200,
        longest: int = 2_000,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.parts, self.beside, self.most, self.longest = tuple(parts), beside, most, longest
        self.data: list[dict[str, str]] = []

    @property
    def first_id(self) -> str:
        """Where the error summary leads."""
        return f"{self.id}-0-{self.parts[0]}"

    def process(
        self, formdata: Any, data: Any = None, extra_filters: Sequence[Any] | None = None
    ) -> None:
        self.process_errors = []
        self.data = []
        if formdata is None:
            return
        wanted = re.compile(rf"{re.escape(self.name)}-(\d{{1,4}})-({'|'.join(self.parts)})")
        rows: dict[int, dict[str, str]] = {}
        for key in formdata:
            match = wanted.fullmatch(key)
            if match is not None:
                text = str(formdata[key]).replace("\r\n", "\n").replace("\r", "\n")
                rows.setdefault(int(match[1]), {})[match[2]] = _CONTROL.sub("", text).strip()
        for at in sorted(rows)[: self.most]:
            row = {part: rows[at].get(part, "") for part in self.parts}
            if any(text for part, text in row.items() if part not in self.beside):
                self.data.append(row)

    def pre_validate(self, form: Any) -> None:
        for at, row in enumerate(self.data, start=1):
            if any(len(text) > self.longest for text in row.values()):
                most = f"{number(self.longest)} caractères au plus"
                raise ValidationError(f"Ligne {at} : un texte est trop long, {most}.")
