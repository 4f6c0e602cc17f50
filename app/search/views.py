"""The search page: one box, results of every kind, the best first."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.search.queries import find, shown
from app.search.sources import SOURCES
from app.search.suggesting import suggestion
from app.web.responses import render
from app.web.routing import PUBLIC, Section, current_actor, row_number
from app.web.security import limiter

search = Section("search", __name__)
PAGE_SIZE = 20
MOST_TYPED = 200


@search.page("/recherche", access=PUBLIC)
@limiter.limit("120 per minute")
def index() -> ResponseReturnValue:
    typed = " ".join(request.args.get("q", "")[:MOST_TYPED].split())
    kind = request.args.get("quoi")
    kind = kind if kind in SOURCES else None
    found = find(current_actor(), typed)
    keys = found.of(kind)
    pages = max(1, -(-len(keys) // PAGE_SIZE))
    number = min(max(1, request.args.get("page", type=row_number) or 1), pages)
    return render(
        "search/index.html",
        typed=typed,
        most_typed=MOST_TYPED,
        kind=kind,
        kinds=[(one.kind, one.plural, found.counts.get(one.kind, 0)) for one in SOURCES.values()],
        total=len(found.keys),
        cut=found.cut,
        meant=suggestion(typed) if typed and not found.keys else "",
        results=shown(keys[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], typed),
        number=number,
        pages=pages,
        page_url=lambda page: url_for("search.index", q=typed, quoi=kind, page=page),
    )
