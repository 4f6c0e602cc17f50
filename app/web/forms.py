"""The form base: CSRF, French messages, and rules of services shown beside their field."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from werkzeug.datastructures import CombinedMultiDict, ImmutableMultiDict
from wtforms import FileField

from app.kernel.db import db
from app.kernel.errors import Invalid
from app.web import limits
from app.web.dsfr import DsfrMeta

# For `Regexp`: the library's own `URL` lets any scheme through (`javascript:`), and these become
# links of pages and mails.
WEB_ADDRESS = r"https?://[^\s<>\"]+$"


class ConditionallyRequired:
    """Marks a field that some answers make necessary: its label does not say "facultatif".

    Its description says when; the rule itself is checked where the answers are known.
    """

    field_flags: ClassVar[dict[str, Any]] = {"conditional": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Check nothing."""


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Base of every form."""

    class Meta(DsfrMeta, FlaskForm.Meta):  # type: ignore[misc]  # the same
        locales = ("fr_FR", "fr")

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What a form sent: no JSON, and no file where words are asked.

            No page of ours sends either; the library takes the first for pairs unseen, and gives
            the second to any field of that name.
            """
            if formdata is _Auto and request.is_json:
                return None
            wrapped = super().wrap_formdata(form, formdata)
            if formdata is _Auto and wrapped is not None and request.files:
                words = {n for n, field in form._fields.items() if not isinstance(field, FileField)}
                files = [pair for pair in request.files.items(multi=True) if pair[0] not in words]
                return CombinedMultiDict((ImmutableMultiDict(files), request.form))
            return wrapped

    def validate(self, extra_validators: Any = None) -> bool:
        """The rules of each field, and the bounds that every field has."""
        valid: bool = super().validate(extra_validators)
        return not limits.refuse_too_much(self) and valid

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Turn the `Invalid` of a service into errors of the fields it names.

        Whatever the service had begun is undone, to a savepoint: what the page has loaded stays
        usable, and is shown again with what was typed.
        """
        savepoint = db.session.begin_nested()
        try:
            yield
            if savepoint.is_active:
                savepoint.commit()
        except Invalid as refusal:
            savepoint.rollback()
            self.refuse(refusal)

    def refuse(self, refusal: Invalid) -> None:
        """The same for a service that refuses before it writes anything: nothing to undo."""
        for name, message in refusal.errors.items():
            self.add_error(name, message)

    def add_error(self, name: str, message: str) -> None:
        """Put a message beside the field `name`, or at the top when there is no such field."""
        field = self._fields.get(name)
        if field is None:
            self.form_errors.append(message)
        else:
            field.errors = [*field.errors, message]

    def values(self, *names: str) -> dict[str, Any]:
        """The cleaned values of these fields, or of all but the CSRF field."""
        chosen = names or tuple(name for name in self._fields if name != "csrf_token")
        return {name: self._fields[name].data for name in chosen}
