"""Pages that every visitor sees alike, answered from memory while nothing they show has changed.

For who is not signed in and has no message waiting: their page depends on its address and on what
`kernel.memory` notes, and on nothing else. What holds somebody's token is never kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Flask, Response, current_app, g, request, session

from app.kernel import memory, revision
from app.kernel.db import db
from app.kernel.memory import Memory

_MEMORY: Final = "synergies_pages"
# For each process: some forty lists, or three hundred pages.
_OCTETS: Final = 4 * 1024 * 1024
# What a visitor's session may hold without showing on a page: the key of their forms.
_HARMLESS: Final = frozenset({"csrf_token", "_fresh", "_permanent"})


def install(app: Flask) -> None:
    app.extensions[_MEMORY] = Memory(_OCTETS)


def pages(app: Flask) -> Memory:
    """The memory of this application."""
    found: Memory = app.extensions[_MEMORY]
    return found


def answer(make: Callable[[], Response]) -> Response:
    """The page as remembered, or as `make` now makes it."""
    if not _HARMLESS.issuperset(session) or db.session.identity_map:
        return make()  # a message waits, somebody is signed in, or something was read unnoted
    known = pages(current_app)
    key = (request.script_root, request.path, request.query_string)
    # Before what they stand for: a change meanwhile makes the page be built once more.
    marks = revision.marks()
    body = known.recall(key, marks)
    if body is not None:
        return Response(body, mimetype="text/html")
    with memory.noting() as made:
        response = make()
    if _is_everyones(response):
        known.keep(key, response.get_data(), made, marks)
    return response


def _is_everyones(response: Response) -> bool:
    """A whole page without the token of anybody's form."""
    return (
        response.status_code == 200
        and response.mimetype == "text/html"
        and not response.is_streamed
        and not session.modified
        and "csrf_token" not in g  # where Flask-WTF keeps the one it has made
    )
