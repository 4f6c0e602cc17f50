"""Home page and the pages a public site owes."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.kernel.db import db
from app.web.responses import render
from app.web.routing import PUBLIC, Section

home = Section("home", __name__)


@home.page("/", access=PUBLIC)
def index() -> ResponseReturnValue:
    return render("home/index.html")


@home.page("/sante", access=PUBLIC)
def health() -> ResponseReturnValue:
    """Liveness and readiness: 200 when the database answers, 503 otherwise."""
    try:
        db.session.execute(select(1))
    except SQLAlchemyError:
        return jsonify(status="unavailable", database="unreachable"), 503
    return jsonify(status="ok", database="ok")
