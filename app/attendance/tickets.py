"""What the QR code of a ticket holds: a token good for checking in, and for nothing else.

It derives from the registration and the secret key under its own purpose. The private link cannot
be found from it, and the database keeps nothing of it: the server derives those of the event again.
"""

from __future__ import annotations

import io
from collections.abc import Iterable

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
    code = segno.make(f"{PREFIX}{ticket_of(public_id)}", error="m", micro=False)
    drawn = io.BytesIO()
    code.save(
        drawn,
        kind="svg",
        xmldecl=False,
        svgns=False,
        omitsize=True,
        svgclass="sy-qr",
        lineclass=None,
        light="#fff",
        border=3,
    )
    return (
        drawn.getvalue()
        .decode()
        .replace("<svg ", '<svg role="img" aria-label="Code de mon billet" ', 1)
    )
