"""The life of all groups at a glance, for the commissaire and the team."""

from __future__ import annotations

from datetime import date, datetime

from flask import request
from flask.typing import ResponseReturnValue

from app.groups import overview
from app.groups.views.section import groups
from app.kernel import clock
from app.sheets import Sheet, SheetFormat
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
    return _file(SheetFormat.CSV)


@groups.page("/gestion/groupes.ods", access=allow("group:overview"))
def overview_ods() -> ResponseReturnValue:
    return _file(SheetFormat.ODS)


def _file(kind: SheetFormat) -> ResponseReturnValue:
    """The same table for a spreadsheet; days stay days and counts stay numbers."""
    rows = [
        (
            row.group.name,
            row.group.status.label,
            _day(row.meetings.last),
            _day(row.meetings.next),
            row.late_actions,
            row.late_milestones,
            row.waiting_proposals,
            row.silent_for,
        )
        for row in overview.rows(_sort())
    ]
    content = Sheet("Groupes de travail", HEADINGS, rows).written_as(kind)
    name = f"groupes-{clock.today().isoformat()}.{kind.value}"
    return download(content, name, kind.media_type)


def _day(moment: datetime | None) -> date | None:
    return clock.paris(moment).date() if moment is not None else None


def _sort() -> str:
    asked = request.args.get("tri", "nom")
    return asked if asked in overview.SORTS else "nom"
