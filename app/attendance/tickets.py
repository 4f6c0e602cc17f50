"""What the QR code of a ticket holds: a token good for checking in, and for nothing else.

It derives from the registration and the secret key under its own purpose. The private link cannot
be found from it, and the database keeps nothing of it: the server derives those of the event again.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import segno

from app.kernel import links

PURPOSE = "ticket"
# A scanner that reads it elsewhere shows what it is.
PREFIX = "SYNERGIES:"


def ticket_of(public_id: str) -> str:
    return links.derive_token(PURPOSE, public_id)


def by_ticket(registrations: Iterable[tuple[int, str]]) -> dict[str, int]:
    """Ids of registrations by the token of their ticket, from pairs (id, public id)."""
    return {ticket_of(public_id): number for number, public_id in registrations}


def qr_svg(public_id: str) -> str:
    """The QR code as an SVG element for a page, without its own size: the page gives it one."""
    drawn = _drawn(_words(public_id), svgns=False, svgclass="sy-qr", border=3)
    return drawn.replace("<svg ", '<svg role="img" aria-label="Code de mon billet" ', 1)


def paper_code(public_id: str) -> str:
    """The same code as an SVG file, for a ticket on paper."""
    return qr_file(_words(public_id))


def qr_file(words: str) -> str:
    """Any words as a QR code, as an SVG file for a printed page."""
    return _drawn(words, border=0)


def _words(public_id: str) -> str:
    return f"{PREFIX}{ticket_of(public_id)}"


def _drawn(words: str, **more: Any) -> str:
    drawn = io.BytesIO()
    segno.make(words, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, omitsize=True, lineclass=None, light="#fff", **more
    )
    return drawn.getvalue().decode()
