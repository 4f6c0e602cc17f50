"""Keeping the files that people send."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Iterable
from typing import BinaryIO, NamedTuple

from sqlalchemy import select

from app.audit.services import record
from app.documents import antivirus, storage
from app.documents.models import Document
from app.documents.names import clean_filename
from app.documents.sniffing import Refusal, recognise
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.errors import Invalid
from app.kernel.text import counted, size

logger = logging.getLogger(__name__)
MEBIBYTE = 1024 * 1024
LARGEST = 20 * MEBIBYTE
MOST_AT_ONCE = 10
FIELD = "documents"


class Upload(NamedTuple):
    """A file as it was sent: its bytes and the name its sender gave it."""

    stream: BinaryIO
    filename: str


def store(actor: Actor, stream: BinaryIO, filename: str) -> Document:
    """Keep a file and return its flushed `Document`.

    The content decides what it is. Raises `Invalid({"documents": …})` for an empty file, one beyond
    20 MB, anything but a PDF, an office document or an image, what would run or fetch something,
    and what the antivirus knows. Raises `Unavailable` when the antivirus does not answer.
    """
    name = clean_filename(filename)
    # One byte more than allowed is enough to know, whatever length was announced.
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Invalid({FIELD: f"Le fichier « {name} » dépasse {size(20_000_000)}."})
    try:
        kind = recognise(content, name)
    except Refusal as refusal:
        raise Invalid({FIELD: f"Le fichier « {name} » {refusal}."}) from refusal
    threat = antivirus.check(content)
    if threat:
        logger.warning("antivirus: %s", threat)
        message = f"L’antivirus a reconnu une menace dans le fichier « {name} » : il est refusé."
        raise Invalid({FIELD: message})
    sha256 = hashlib.sha256(content).hexdigest()
    # Bytes first: a row never points at nothing. If the act is undone, they wait for the same file.
    storage.current().put(sha256, content)
    document = Document(
        sha256=sha256,
        filename=name,
        media_type=kind.media_type,
        size=len(content),
        uploaded_by_id=actor.account_id,
    )
    db.session.add(document)
    db.session.flush()
    # The name of a file may name a person: the journal does without.
    record(
        actor,
        "document:store",
        document,
        after={"media_type": document.media_type, "size": document.size, "sha256": sha256},
    )
    return document


def store_all(actor: Actor, uploads: Iterable[Upload]) -> list[Document]:
    """Keep several files, in their order; all the refusals are told at once."""
    uploads = list(uploads)
    if len(uploads) > MOST_AT_ONCE:
        raise Invalid({FIELD: f"Envoyez au plus {counted(MOST_AT_ONCE, 'fichier')} à la fois."})
    documents: list[Document] = []
    refusals: list[str] = []
    for upload in uploads:
        try:
            documents.append(store(actor, upload.stream, upload.filename))
        except Invalid as refusal:
            refusals.append(refusal.message)
    if refusals:
        raise Invalid({FIELD: " ".join(refusals)})
    return documents


def erase(document_ids: Collection[int]) -> int:
    """Forget these files that nothing carries any more, and their bytes; how many.

    Bytes that another document shares stay. Should the act be undone after all, a row is left whose
    file is no more kept: it says so, and the next round ends it.
    """
    gone = db.session.scalars(select(Document).where(Document.id.in_(document_ids))).all()
    for document in gone:
        db.session.delete(document)
    db.session.flush()
    for sha256 in {document.sha256 for document in gone}:
        shared = select(Document.id).where(Document.sha256 == sha256).limit(1)
        if db.session.scalar(shared) is None:
            storage.current().remove(sha256)
    return len(gone)
