"""The files of a request, looked at before its act begins: the database is not locked meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from flask import request

from app.documents import antivirus, pending, sniffing
from app.documents.forms import WAITING
from app.documents.services import LARGEST, MOST_AT_ONCE

# More than that is refused by whoever takes the files.
MOST_LOOKED_AT = 2 * MOST_AT_ONCE


def inspect_uploads() -> None:
    """Recognise every file that came with the request, or waits for it, and show it to the
    antivirus. Raises `Unavailable`.
    """
    contents = list(_contents())
    if contents:
        sniffing.recognise_before(contents)
        antivirus.scan_before(contents)


def _contents() -> Iterator[bytes]:
    sent = [file for _, file in request.files.items(multi=True) if file.filename]
    for file in sent[:MOST_LOOKED_AT]:
        content = file.stream.read(LARGEST + 1)
        file.stream.seek(0)
        if content and len(content) <= LARGEST:
            yield content
    if not antivirus.is_configured():
        # What waits was recognised when it was sent; the antivirus may know more since.
        return
    waiting = [
        (name.removesuffix(WAITING), token)
        for name, token in request.form.items(multi=True)
        if name.endswith(WAITING)
    ]
    for field, token in waiting[:MOST_LOOKED_AT]:
        found = pending.read(token, field)
        if found is not None:
            yield found[1]
