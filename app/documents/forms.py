"""The field by which people send files."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import MultipleFileField

from app.documents.enums import EVERY_EXTENSION, EVERY_LABEL
from app.documents.services import MOST_AT_ONCE, Upload

LIMITS = (
    f"{EVERY_LABEL}, 20 Mo au plus par fichier, {MOST_AT_ONCE} fichiers au plus. "
    "Si l’un d’eux est refusé, il faudra choisir de nouveau tous les fichiers."
)


class UploadsField(MultipleFileField):  # type: ignore[misc]  # flask-wtf ships no types
    """Any number of files. Name it `documents`: refusals of `documents.services` show beside it.

    `uploads` is what `services.store_all` takes; empty boxes are left out.
    """

    def __init__(self, label: str = "Fichiers", *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("description", LIMITS)
        kwargs["render_kw"] = {"accept": ",".join(EVERY_EXTENSION), **kwargs.get("render_kw", {})}
        super().__init__(label, *args, **kwargs)

    @property
    def uploads(self) -> list[Upload]:
        sent = [file for file in (self.data or []) if getattr(file, "filename", "")]
        for file in sent:
            # A view runs a second time when the database asks for it: from the first byte again.
            file.stream.seek(0)
        return [Upload(file.stream, file.filename) for file in sent]
