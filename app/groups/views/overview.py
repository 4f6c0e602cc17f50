"""The life of all groups at a glance, for the commissaire and the team."""

from __future__ import annotations

import csv
import io

from flask import request
from flask.typing import ResponseReturnValue

from app.groups import overview
from app.groups.views.section import groups
from app.kernel import clock
from app.kernel.dates import short_day
from app.web.responses import download, render
from app.web.routing import allow

HEADINGS = (
    "Groupe",
    "État",
    "Dernière réunion",
    "Prochaine réunion",
    "Actions en retard",
    "Jalons en retard",
    "Propositions en attente",
    "Sans réunion depuis (jours)",
)


@groups.page("/gestion/groupes", access=allow("group:overview"))
def overview_page() -> ResponseReturnValue:
    sort = _sort()
    return render(
        "groups/overview.html",
        rows=overview.rows(sort),
        sort=sort,
        sorts=overview.SORTS,
        silent_after=overview.SILENT_AFTER,
    )


@groups.page("/gestion/groupes.csv", access=allow("group:overview"))
def overview_csv() -> ResponseReturnValue:
    """For French spreadsheets: UTF-8 with its mark, semicolons."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADINGS)
    for row in overview.rows(_sort()):
        writer.writerow(
            (
                _safe(row.group.name),
                row.group.status.label,
                short_day(row.meetings.last) if row.meetings.last else "",
                short_day(row.meetings.next) if row.meetings.next else "",
                row.late_actions,
                row.late_milestones,
                row.waiting_proposals,
                "" if row.silent_for is None else row.silent_for,
            )
        )
    name = f"groupes-{clock.today().isoformat()}.csv"
    return download(text.getvalue().encode("utf-8-sig"), name, "text/csv; charset=utf-8")


def _sort() -> str:
    asked = request.args.get("tri", "nom")
    return asked if asked in overview.SORTS else "nom"


def _safe(text: str) -> str:
    """A cell that begins so would be run as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
