"""Lists of registrations as files."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from app.questions.enums import NeedKind
from app.questions.queries import Said
from app.registrations.queries import Line
from app.registrations.roster import Person
from app.sheets import Cell, Sheet
from app.sheets.csvs import plain_csv_text

# What the file may hold of everybody, by the name that the form gives it.
HEADINGS = {
    "status": "Statut",
    "rank": "Rang",
    "first_name": "Prénom",
    "last_name": "Nom",
    "email": "Adresse électronique",
    "organisation": "Organisation",
    "mode": "Participation",
    "sessions": "Ateliers",
    "registered_at": "Inscription le",
}
NEEDS_HEADING, MEALS_HEADING = "Besoins d’accès", "Repas"
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
    columns: Collection[str] = (),
    questions: Mapping[int, str] | None = None,
    said: Mapping[int, Sequence[Said]] | None = None,
    needs: Needs | None = None,
    meals: Needs | None = None,
) -> Sheet:
    """The list for people: labels in French, ranks and dates typed.

    `columns` are those of `HEADINGS` that are wanted, all when none is named. `questions` (id →
    label) adds one column each, filled from `said`; `needs` and `meals` add what people need and
    whether they eat: these are for those who organise, who asked for them.
    """
    wanted = [name for name in HEADINGS if name in columns] or list(HEADINGS)
    titles = [*(HEADINGS[name] for name in wanted), *(questions or {}).values()]
    titles += [NEEDS_HEADING] if needs is not None else []
    titles += [MEALS_HEADING] if meals is not None else []
    rows: list[list[Cell]] = []
    for person in people:
        cells = _cells(person)
        row = [cells[name] for name in wanted]
        answers = {
            one.question_id: one.value for one in (said or {}).get(person.registration_id, ())
        }
        row += [answers.get(number) for number in questions or {}]
        for declared, of_meals in ((needs, False), (meals, True)):
            if declared is not None:
                row.append(_needs(declared.get(person.registration_id, {}), meals=of_meals))
        rows.append(row)
    return Sheet("Inscriptions", titles, rows)


def _cells(person: Person) -> dict[str, Cell]:
    sessions = "\n".join(f"{seat.label} ({seat.status.label.lower()})" for seat in person.sessions)
    return {
        "status": person.status.label,
        "rank": person.mode.rank,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "organisation": person.organisation,
        "mode": person.mode.label,
        "sessions": sessions,
        "registered_at": person.registered_at,
    }


def _needs(declared: Mapping[NeedKind, str | None], *, meals: bool) -> str:
    return "\n".join(
        f"{kind.label} : {detail}" if detail else kind.label
        for kind, detail in declared.items()
        if kind.is_meal is meals
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
    return plain_csv_text(PLAIN_HEADINGS, rows, ",")
