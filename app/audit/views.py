"""The journal, for administrators."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.audit import queries, words
from app.audit.queries import Filters
from app.audit.subjects import word_of
from app.kernel.text import fold
from app.web.responses import render
from app.web.routing import Section, allow, row_number

audit = Section("audit", __name__)


@audit.page("/gestion/journal", access=allow("audit:read"))
def journal() -> ResponseReturnValue:
    asked: dict[str, Any] = {
        name: value
        for name in ("compte", "objet", "numero", "acte", "du", "au")
        if (value := request.args.get(name, "").strip())
    }
    filters = Filters(
        actor=_number(asked.get("compte")),
        subject_type=asked.get("objet"),
        subject=_number(asked.get("numero")),
        action=asked.get("acte"),
        first=_day(asked.get("du")),
        last=_day(asked.get("au")),
    )
    page = queries.listing(filters, number=request.args.get("page", 1, type=row_number))
    return render(
        "audit/journal.html",
        page=page,
        lines=queries.lines(page.items),
        asked=asked,
        filters=filters,
        actors=queries.actors(),
        subject_types=sorted(
            ((table, word_of(table)) for table in queries.subject_types()),
            key=lambda pair: fold(pair[1]),
        ),
        actions=[(action, _action_label(action)) for action in queries.actions()],
        page_url=lambda n: url_for("audit.journal", **asked, page=n),
    )


def _action_label(action: str) -> str:
    feature = action.partition(":")[0]
    return f"{words.act(action)} ({word_of(feature)})"


def _number(text: str | None) -> int | None:
    # Beyond nine digits no row has such a number, and PostgreSQL would refuse to compare.
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        return None
    # Years that a clock can hold with a day and an hour to spare.
    return day if day is not None and 1900 <= day.year <= 2200 else None
