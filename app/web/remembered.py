"""Pages that every visitor sees alike, answered from memory while nothing they show has changed.

For who is not signed in and has no message waiting: their page depends on its address and on what
`kernel.memory` notes, and on nothing else. What belongs to one visit (the token of a form, the
moment it was drawn) is a hole in the page, filled each time it is given.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Flask, Response, current_app, g, request, session
from flask_wtf.csrf import generate_csrf

from app.kernel import memory, revision
from app.kernel.db import db
from app.kernel.memory import Memory

_MEMORY: Final = "synergies_pages"
_HOLES: Final = "synergies_holes"
# Where Flask-WTF keeps the token that it has made for this request.
_TOKEN: Final = "csrf_token"  # noqa: S105  # a name
# For each process: some forty lists, or three hundred pages.
_OCTETS: Final = 4 * 1024 * 1024
# What a visitor's session may hold without showing on a page: the key of their forms.
_HARMLESS: Final = frozenset({"csrf_token", "_fresh", "_permanent", "uploads"})

# Each hole, and what to say there.
Holes = dict[str, Callable[[], str]]


@dataclass(frozen=True)
class Page:
    """A page with its holes."""

    body: str
    holes: Holes

    def filled(self) -> str:
        body = self.body
        for hole, say in self.holes.items():
            body = body.replace(hole, say())
        return body


def install(app: Flask) -> None:
    app.extensions[_MEMORY] = Memory[Page](_OCTETS)


def pages(app: Flask) -> Memory[Page]:
    """The memory of this application."""
    found: Memory[Page] = app.extensions[_MEMORY]
    return found


def each_time(say: Callable[[], str]) -> str:
    """What `say` says, anew each time a remembered page is given."""
    holes: Holes | None = g.get(_HOLES)
    if holes is None:
        return say()
    hole = f"hole-{secrets.token_hex(16)}"
    holes[hole] = say
    return hole


def answer(make: Callable[[], Response]) -> Response:
    """The page as remembered, or as `make` now makes it."""
    if not _HARMLESS.issuperset(session) or db.session.identity_map:
        return make()  # a message waits, somebody is signed in, or something was read unnoted
    known = pages(current_app)
    key = (request.script_root, request.path, request.query_string)
    # Before what they stand for: a change meanwhile makes the page be built once more.
    marks = revision.marks()
    page = known.recall(key, marks)
    if page is not None:
        return Response(page.filled(), mimetype="text/html")
    holes: Holes = {}
    setattr(g, _HOLES, holes)
    try:
        with memory.noting() as made:
            response = make()
    finally:
        g.pop(_HOLES)
    if response.is_streamed:
        return response
    page = _with_holes(response.get_data(as_text=True), holes)
    if _is_everyones(response):
        known.keep(key, page, made, marks, weight=len(page.body))
    if holes:
        response.set_data(page.filled())
    return response


def _with_holes(body: str, holes: Holes) -> Page:
    token: str | None = g.get(_TOKEN)
    if token is not None and token in body:
        hole = f"hole-{secrets.token_hex(16)}"
        body = body.replace(token, hole)
        holes = {**holes, hole: generate_csrf}
    return Page(body, holes)


def _is_everyones(response: Response) -> bool:
    """A whole page, after which nothing waits in the session for another one."""
    return (
        response.status_code == 200
        and response.mimetype == "text/html"
        and _HARMLESS.issuperset(session)
    )
