"""Saving while people write: `static/editor.js` posts the form, views answer in JSON.

A page asks for it with `data-autosave` on its form and the macros of `dsfr/editing.html`. Its view
saves as it does for the button, then answers `saved` when `autosaving()`; a stale save raises
`Stale` as ever and is answered with `stale`, a form with errors with `unsaved`. Nothing else
changes: without a script, the button does it all.
"""

from __future__ import annotations

import re
from datetime import datetime

from flask import Response, jsonify, request
from flask_wtf import FlaskForm

from app.kernel.dates import spoken_time
from app.web.mistakes import mistakes

# Marks a request of the script. Another site cannot send it: it would need our leave (CORS).
HEADER = "X-Autosave"
WRITER = "writer"
_WRITER = re.compile(r"[0-9a-f-]{36}")


def autosaving() -> bool:
    """Whether the script asks, and wants to hear only whether it was saved."""
    return HEADER in request.headers


def writer() -> str | None:
    """Which open page is writing, as the script named it: saves of one page follow each other.

    Its answer may have been lost on the way, with the new version: the next save is then not stale.
    """
    typed = request.form.get(WRITER, "")
    return typed if _WRITER.fullmatch(typed) else None


def saved(version: int, at: datetime) -> Response:
    """It is kept. `version` is what the form sends with its next save."""
    return jsonify(version=str(version), said=f"Enregistré à {spoken_time(at)}")


def stale(message: str) -> Response:
    """Somebody else saved meanwhile: the page offers to see both texts."""
    return _refusal(409, [message])


def unsaved(form: FlaskForm) -> Response:
    """What the form must be told before it can be saved."""
    return _refusal(422, [m.message for m in mistakes(form)])


def _refusal(status: int, messages: list[str]) -> Response:
    response = jsonify(messages=messages)
    response.status_code = status
    return response
