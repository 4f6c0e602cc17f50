"""Lists of registrations as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.registrations.queries import Line
from app.sheets import Sheet
from app.sheets.csvs import csv_text

HEADINGS = (
    "Statut",
    "Rang",
    "Prénom",
    "Nom",
    "Adresse électronique",
    "Organisation",
    "Participation",
    "Inscription le",
)
# For scripts: names and values that do not change with the interface (product contract).
PLAIN_HEADINGS = (
    "status",
    "rank",
    "first_name",
    "last_name",
    "email",
    "organisation",
    "mode",
    "registered_at",
    "sessions",
)


def sheet(lines: Sequence[Line]) -> Sheet:
    """The list for people: labels in French, ranks and dates typed."""
    rows = [
        (
            line.status.label,
            line.rank,
            line.first_name,
            line.last_name,
            line.email,
            line.organisation,
            line.mode.label,
            line.registered_at,
        )
        for line in lines
    ]
    return Sheet("Inscriptions", HEADINGS, rows)


def plain_csv(lines: Sequence[Line], sessions: Mapping[int, str] | None = None) -> str:
    """For scripts: commas, fixed names, instants in ISO 8601 UTC.

    `sessions` says by registration how each session stands: "A=confirmed; B=waiting 2".
    """
    rows = [
        (
            line.status.value,
            str(line.rank or ""),
            line.first_name,
            line.last_name,
            line.email or "",
            line.organisation or "",
            line.mode.value,
            line.registered_at.isoformat(),
            (sessions or {}).get(line.registration_id, ""),
        )
        for line in lines
    ]
    return csv_text(PLAIN_HEADINGS, rows, ",")
