"""Files sent with a form of which another answer is wrong: nobody has to choose them again.

The bytes wait in the storage under their hash, as those of any upload whose act is undone: nothing
carries them, so the daily task erases them within a week (`tasks.sweep`). The page bears a signed
token that names them. It serves one person, or one browser where nobody is signed in, in one field
of one form, for a day.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from flask import current_app, request, session
from itsdangerous import BadData, URLSafeTimedSerializer

from app.documents import antivirus, storage
from app.documents.names import clean_filename
from app.documents.services import LARGEST, MEBIBYTE
from app.web.routing import current_actor

LIFETIME: Final = timedelta(days=1)
# What a visitor leaves without having sent anything that is right.
LARGEST_OF_VISITORS: Final = 5 * MEBIBYTE
# What a session of a visitor is known by here.
SESSION_KEY: Final = "uploads"


@dataclass(frozen=True)
class PendingFile:
    """One file that waits: its token, the name it was sent under, its size."""

    token: str
    filename: str
    size: int


def save(content: bytes, filename: str, field: str) -> PendingFile | None:
    """Let a file of this form wait; None when it is empty, too large
    to, or a threat."""
    most = LARGEST if current_actor().is_signed_in else LARGEST_OF_VISITORS
    if not 0 < len(content) <= most or antivirus.check(content):
        return None
    name, sha256 = clean_filename(filename), hashlib.sha256(content).hexdigest()
    storage.current().put(sha256, content)
    token = _signer().dumps([sha256, name, _owner(field)])
    return PendingFile(str(token), name, len(content))


def read(token: str, field: str) -> tuple[PendingFile, bytes] | None:
    """The file of a token and its bytes; None when it is another's, too old or no more there."""
    try:
        sha256, name, owner = _signer().loads(token, max_age=int(LIFETIME.total_seconds()))
    except (BadData, ValueError):
        return None
    if owner != _owner(field):
        return None
    try:
        content = storage.read(sha256)
    except FileNotFoundError:
        return None
    return PendingFile(token, name, len(content)), content


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="pending file")


def _owner(field: str) -> str:
    """Whose and where: another person, browser, form or field reads nothing with the token."""
    actor = current_actor()
    if actor.is_signed_in:
        who = f"account {actor.account_id}"
    else:
        who = f"session {session.setdefault(SESSION_KEY, secrets.token_hex(16))}"
    return hashlib.sha256(f"{who} {request.path} {field}".encode()).hexdigest()[:32]
