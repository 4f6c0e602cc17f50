"""The files of a request, looked at by the antivirus before its act begins."""

from __future__ import annotations

from collections.abc import Iterator

from flask import request

from app.documents import antivirus
from app.documents.services import LARGEST, MOST_AT_ONCE


def scan_uploads() -> None:
    """Look at every file that came with the request. Raises `Unavailable`."""
    if antivirus.is_configured() and request.files:
        antivirus.scan_before(_contents())


def _contents() -> Iterator[bytes]:
    sent = [file for _, file in request.files.items(multi=True) if file.filename]
    # More than that is refused by whoever takes the files.
    for file in sent[: 2 * MOST_AT_ONCE]:
        content = file.stream.read(LARGEST + 1)
        file.stream.seek(0)
        if content and len(content) <= LARGEST:
            yield content
