"""The link of a pass, and the code that opens its list on a phone without a network."""

from __future__ import annotations

import base64
import hashlib

from app.attendance.models import DeskPass
from app.kernel import links

PURPOSE = "desk"
CODE = "desk code"
CODE_LENGTH = 12


def token_of(given: DeskPass) -> str:
    return links.derive_token(PURPOSE, given.public_id)


def url_of(given: DeskPass) -> str:
    return links.url("attendance.open_door", token=token_of(given))


def code_of(given: DeskPass) -> str:
    """Twelve signs, 60 bits, in groups of four: what the names on the device are sealed with."""
    seed = hashlib.sha256(links.derive_token(CODE, given.public_id).encode()).digest()
    # Letters that nobody takes for a figure: 0, 1 and 8 are not among those of base 32.
    signs = base64.b32encode(seed).decode()[:CODE_LENGTH]
    return "-".join(signs[at : at + 4] for at in range(0, CODE_LENGTH, 4))
