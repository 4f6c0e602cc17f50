"""Lists of registrations as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.questions.enums import NeedKind
from app.questions.queries import Said
from app.registrations.queries import Line
from app.registrations.roster import Person
from app.sheets import Cell, Sheet
from app.sheets.csvs import csv_text

HEADINGS = (
    "Statut",
    "Rang",
    "Prénom",
    "Nom",
    "Adresse électronique",
    "Organisation",
    "Participation",
    "Ateliers",
    "Inscription le",
)
NEEDS_HEADING = "Besoins et repas"
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

Needs = Mapping[int, Mapping[NeedKind, str | None]]


def sheet(
    people: Sequence[Person],
    *,
    questions: Mapping[int, str] | None = None,
    said: Mapping[int, Sequence[Said]] | None = None,
    needs: Needs | None = None,
) -> Sheet:
    """The list for people: labels in French, ranks and dates typed.

    `questions` (id → label) adds one column each, filled from `said`; `needs` adds what people
    need: both are for those who organise, who asked for them.
    """
    columns = [*HEADINGS, *(questions or {}).values()]
    if needs is not None:
        columns.append(NEEDS_HEADING)
    rows: list[list[Cell]] = []
    for person in people:
        row = _row(person)
        answers = {
            one.question_id: one.words for one in (said or {}).get(person.registration_id, ())
        }
        row += [answers.get(number) for number in questions or {}]
        if needs is not None:
            row.append(_needs(needs.get(person.registration_id, {})))
        rows.append(row)
    return Sheet("Inscriptions", columns, rows)


def _row(person: Person) -> list[Cell]:
    sessions = "\n".join(f"{seat.label} ({seat.status.label.lower()})" for seat in person.sessions)
    return [
        person.status.label,
        person.mode.rank,
        person.first_name,
        person.last_name,
        person.email,
        person.organisation,
        person.mode.label,
        sessions,
        person.registered_at,
    ]


def _needs(declared: Mapping[NeedKind, str | None]) -> str:
    return "\n".join(
        f"{kind.label} : {detail}" if detail else kind.label for kind, detail in declared.items()
    )


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
