"""The fields by which people send files; what they chose waits when another answer is wrong."""

from __future__ import annotations

import io
from typing import Any, Final

from flask import request
from flask_wtf.file import FileField, MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms.validators import ValidationError

from app.documents import pending
from app.documents.enums import EVERY_EXTENSION, EVERY_LABEL
from app.documents.names import clean_filename
from app.documents.pending import PendingFile
from app.documents.services import LARGEST, MOST_AT_ONCE, Upload
from app.documents.sniffing import Refusal, recognise

LIMITS: Final = f"{EVERY_LABEL}, 20 Mo au plus par fichier, {MOST_AT_ONCE} fichiers au plus."
# What the page sends of files that wait: their tokens, and which of them to take away.
WAITING: Final = "-waiting"
REMOVED: Final = "-removed"


class _Waiting:
    """What both fields do with the files of a form that is shown again.

    A file that waits is one of `data` like any other, and is checked like any other.
    """

    name: str
    data: Any
    errors: Any
    # Whether one that waited is no more there.
    _is_gone = False

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        """Said whatever the validators are: `Optional` clears what processing has to say."""
        super().post_validate(form, validation_stopped)  # type: ignore[misc]  # of the field
        if self._is_gone:
            raise ValidationError("Un fichier n’est plus gardé : choisissez-le de nouveau.")

    def waiting(self) -> list[PendingFile]:
        """The files to show beside the field: what was sent with it and was not refused."""
        found = [self._wait(file) for file in _files(self.data) if self._is_right(file)]
        return [one for one in found if one is not None]

    def lost(self) -> list[str]:
        """The names of those that cannot wait, to be chosen again."""
        there = {one.filename for one in self.waiting()}
        names = [clean_filename(file.filename) for file in _files(self.data)]
        return [name for name in names if name not in there]

    def _wait(self, file: Any) -> PendingFile | None:
        waits: PendingFile | None = getattr(file, "pending", None)
        if waits is None:
            waits = pending.save(_content(file), file.filename, self.name)
            file.pending = waits
        return waits

    def _is_right(self, file: Any) -> bool:
        """One file with an error is the wrong one."""
        return not self.errors

    def _recall(self) -> list[FileStorage]:
        """The files that waited, as if they had been sent now."""
        removed = set(request.form.getlist(self.name + REMOVED))
        files = []
        for token in dict.fromkeys(request.form.getlist(self.name + WAITING)):
            if token in removed:
                continue
            found = pending.read(token, self.name)
            if found is None:
                self._is_gone = True
                continue
            file: Any = FileStorage(io.BytesIO(found[1]), found[0].filename)
            file.pending = found[0]
            files.append(file)
        return files


class UploadField(_Waiting, FileField):  # type: ignore[misc]  # flask-wtf ships no types
    """One file. Another one takes the place of the one that waits."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if not self.data:
            self.data = next(iter(self._recall()), None)


class UploadsField(_Waiting, MultipleFileField):  # type: ignore[misc]  # flask-wtf ships no types
    """Any number of files. Name it `documents`: refusals of `documents.services` show beside it.

    `uploads` is what `services.store_all` takes; empty boxes are left out.
    """

    def __init__(self, label: str = "Fichiers", *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("description", LIMITS)
        kwargs["render_kw"] = {"accept": ",".join(EVERY_EXTENSION), **kwargs.get("render_kw", {})}
        super().__init__(label, *args, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = [*self._recall(), *_files(self.data)]

    @property
    def uploads(self) -> list[Upload]:
        sent = _files(self.data)
        for file in sent:
            # A view runs a second time when the database asks for it: from the first byte again.
            file.stream.seek(0)
        return [Upload(file.stream, file.filename) for file in sent]

    def _is_right(self, file: Any) -> bool:
        """Those that are documents wait; the error names the others."""
        try:
            recognise(_content(file), file.filename)
        except Refusal:
            return False
        return True


def _files(data: Any) -> list[Any]:
    """What was sent, without empty boxes."""
    several = data if isinstance(data, list | tuple) else [data]
    return [file for file in several if getattr(file, "filename", "")]


def _content(file: Any) -> bytes:
    """Its bytes, one more than allowed at most; the file is left at its beginning."""
    file.stream.seek(0)
    content: bytes = file.stream.read(LARGEST + 1)
    file.stream.seek(0)
    return content
