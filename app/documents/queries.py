"""Reading documents, and asking those who carry them whether somebody may."""

from __future__ import annotations

from collections.abc import Callable

from app.documents.models import Document
from app.kernel.access import Actor
from app.kernel.db import db

# Whether `actor` sees something that carries the document with this id.
Carrier = Callable[[Actor, int], bool]

_carriers: list[Carrier] = []


def carried_by(carrier: Carrier) -> None:
    """Let a feature that attaches documents say who sees them. Declared once, in wiring."""
    if carrier not in _carriers:
        _carriers.append(carrier)


def visible_document(actor: Actor, document_id: int) -> Document | None:
    """The document, if something that the actor sees carries it; None otherwise.

    A document that nothing carries is nobody's to read, its sender included.
    """
    document = db.session.get(Document, document_id)
    if document is None or not any(carrier(actor, document_id) for carrier in _carriers):
        return None
    return document
