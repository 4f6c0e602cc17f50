"""Errors as pages: plain French, the right status, an error number, no trace for the visitor."""

from __future__ import annotations

import logging
import os
import secrets
import traceback
from datetime import timedelta
from pathlib import Path
from types import FrameType

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from app.kernel.availability import is_unavailable
from app.kernel.dates import duration
from app.kernel.db import db, unique_violation
from app.kernel.errors import NotYet, Refused, Stale

logger = logging.getLogger(__name__)
OUR_CODE = f"{Path(__file__).parents[1]}{os.sep}"
PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500, 503})


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(RateLimitExceeded, _too_many)
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(IntegrityError, _written_twice)
    app.register_error_handler(Exception, _crash)


def _bare_page(status: int, **context: object) -> Response:
    """A page that asks nothing of the database, not even who is looking.

    The layout's context loads the account: with the database gone, that would fail again and the
    visitor would get no page at all.
    """
    template = current_app.jinja_env.get_template(f"errors/{status}.html")
    settings = current_app.extensions["synergies_settings"]
    return make_response(template.render(request=request, settings=settings, **context), status)


def _page(status: int, message: str = "", **context: object) -> Response:
    if status in {500, 503}:
        return _bare_page(status, message=message, **context)
    template = f"errors/{status if status in PAGES else 400}.html"
    try:
        page = render_template(template, message=message, **context)
    except SQLAlchemyError as error:
        if not is_unavailable(error):
            raise
        return _bare_page(503)
    return make_response(page, status)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or status < 400:
        return make_response(error.get_response())
    ours = error.description if error.description != type(error).description else ""
    response = _page(status, ours or "")
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _refused(error: Refused) -> Response:
    db.session.rollback()
    theirs = error.theirs if isinstance(error, Stale) else {}
    return _page(error.status, error.message, theirs=theirs, not_yet=isinstance(error, NotYet))


def _csrf(error: CSRFError) -> Response:
    return _page(
        400,
        "Le formulaire est resté ouvert trop longtemps, ou les cookies sont bloqués. "
        "Revenez en arrière, rechargez la page et envoyez-le de nouveau.",
    )


def _too_many(error: RateLimitExceeded) -> Response:
    seconds = error.limit.limit.get_expiry()
    response = _page(429, duration(timedelta(seconds=seconds)))
    response.headers["Retry-After"] = str(seconds)
    return response


def _database(error: SQLAlchemyError) -> Response:
    """503 while the database cannot answer, 500 for what no second try would cure."""
    if not is_unavailable(error):
        return _crash(error)
    db.session.rollback()
    logger.error("database unavailable: %s", type(getattr(error, "orig", error)).__name__)
    return _page(503)


def _written_twice(error: IntegrityError) -> Response:
    """A unique value that stayed taken when the act was done again; any other is our mistake."""
    if unique_violation(error) is None:
        return _crash(error)
    db.session.rollback()
    return _page(
        409, "Quelqu’un vient d’enregistrer la même chose. Revenez en arrière pour la retrouver."
    )


def _crash(error: Exception) -> Response:
    number = secrets.token_hex(4)
    # The message of an exception may quote what somebody typed: only its type and place are kept,
    # the last line of ours and the last of all, and the pattern of the address without its values.
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    ours = [frame for frame in frames if frame.f_code.co_filename.startswith(OUR_CODE)]
    places = dict.fromkeys(_place(found[-1]) for found in (ours, frames) if found)
    logger.error(
        "error %s: %s at %s (%s %s)",
        number,
        type(error).__name__,
        ", in ".join(places),
        request.method,
        request.url_rule.rule if request.url_rule else "?",
    )
    db.session.rollback()
    return _page(500, number=number)


def _place(frame: FrameType) -> str:
    return f"{frame.f_code.co_filename.removeprefix(OUR_CODE)}:{frame.f_lineno}"
