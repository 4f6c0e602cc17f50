"""What importing each row of a spreadsheet of figures would do, before anything is done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.collecting import columns
from app.collecting.columns import Cells, cells_of, funded_in, stated_in
from app.collecting.enums import LineState
from app.collecting.models import FigureSheet
from app.kernel.text import joined
from app.reference.models import Department, Metropole, Source
from app.sheets.reading import Row
from app.sheets.titles import key_of
from app.strategy.models import Axis, Dispositif, Figure, Framework, FundingLine, Stated

Fact = Figure | FundingLine

# What may differ between two statements of the same thing.
SAID: Final[Mapping[type[Stated], tuple[str, ...]]] = {
    Figure: ("value", "qualifier", "page", "stated_on", "provisional", "source_codes"),
    FundingLine: ("amount_cents", "page", "stated_on", "provisional", "source_codes"),
}
NO_AXIS = "Un montant ne se rattache à aucun axe ni dispositif : la ligne compte pour l’année."


@dataclass(frozen=True)
class Ground:
    """Everything that the cells of a sheet may name, and what is in force, by series."""

    frameworks: Sequence[Framework]
    departments: Sequence[Department]
    metropoles: Sequence[Metropole]
    sources: Sequence[Source]
    in_force: Mapping[str, Figure]
    funding: Mapping[str, FundingLine]


@dataclass(frozen=True)
class Line:
    """One row: what it says, what would be done with it, and what is wrong with which cell.

    `fact` is what would be stated (no row of the database yet), `stands` what it would replace.
    """

    cells: Cells
    state: LineState
    fact: Fact | None = None
    subject: str = ""
    place: str = ""
    stands: Fact | None = None
    said: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""

    @property
    def number(self) -> int:
        return self.cells.number

    @property
    def messages(self) -> list[str]:
        """Everything there is to say of the row, each mistake with the title of its column."""
        wrong = [f"{columns.LABELS[name]} : {said}" for name, said in self.cells.errors.items()]
        return wrong + ([self.note] if self.note else [])


def rows_of(sheet: FigureSheet) -> list[Row]:
    return [Row(number, cells) for number, cells in sheet.table.get("rows", [])]


def judged(sheet: FigureSheet, ground: Ground) -> list[Line]:
    """Every row with its fate, in order; the same for the preview and for the import."""
    return list(_judge(sheet, ground))


def fingerprint(lines: Sequence[Line]) -> str:
    """A mark of what the lines would do: it changes when a figure they replace has changed."""
    told = [
        (line.number, line.state.value, line.stands and line.stands.id, sorted(line.said.items()))
        for line in lines
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _judge(sheet: FigureSheet, ground: Ground) -> Iterator[Line]:
    names = _Names(ground)
    earlier: dict[str, int] = {}
    for row in rows_of(sheet):
        cells = cells_of(row, sheet.columns)
        if not cells[columns.VALUE] and not cells[columns.AMOUNT]:
            yield Line(cells, LineState.EMPTY)
            continue
        judge = _funded if cells[columns.AMOUNT] else _counted
        line = judge(sheet, cells, names)
        if line.fact is None:
            yield line
            continue
        series = line.fact.series
        stands = (ground.funding if cells[columns.AMOUNT] else ground.in_force).get(series)
        said, state, note = dict(line.said), LineState.NEW, line.note
        if stands is not None:
            said |= _untold(sheet, said, stands)
        if series in earlier:
            state = LineState.DOUBLE
            note = f"Le même chiffre qu’à la ligne {earlier[series]}."
        elif stands is not None:
            state = LineState.SAME if _same(stands, said) else LineState.REPLACES
        earlier.setdefault(series, row.number)
        yield replace(line, state=state, stands=stands, said=said, note=note)


def _counted(sheet: FigureSheet, cells: Cells, names: _Names) -> Line:
    """A row with a number: a figure of a dispositif, an axis or a framework, at a place."""
    said = stated_in(cells, year=sheet.year)
    subject, words = names.subject(cells)
    territory, place = names.place(cells)
    said["source_codes"] = names.sources(cells, sheet.source_codes)
    if cells.errors:
        return Line(cells, LineState.WRONG, subject=words, place=place)
    made = Figure(**said, **subject, **territory)
    return Line(cells, LineState.NEW, made, words, place, said=said)


def _funded(sheet: FigureSheet, cells: Cells, names: _Names) -> Line:
    """A row with an amount: a line of the funding of a year."""
    said = funded_in(cells, year=sheet.year)
    said["source_codes"] = names.sources(cells, sheet.source_codes)
    words = f"Financement : {said['label']}" if said["label"] else "Financement"
    if cells.errors:
        return Line(cells, LineState.WRONG, subject=words, place=cells[columns.PLACE])
    named = any(cells[name] for name in (columns.FRAMEWORK, columns.AXIS))
    named = named or (cells[columns.DISPOSITIF] not in ("", said["label"]))
    made = FundingLine(**said)
    return Line(cells, LineState.NEW, made, words, "Occitanie", said=said, note=NO_AXIS * named)


def _same(stands: Fact, said: Mapping[str, Any]) -> bool:
    """Whether a row adds nothing; one that says no comment leaves the one that stands."""
    alike = all(getattr(stands, name) == said[name] for name in SAID[type(stands)])
    return alike and said["comment"] in (None, stands.comment)


def _untold(sheet: FigureSheet, said: Mapping[str, Any], stands: Fact) -> dict[str, Any]:
    """What a sheet without such a column leaves as it stands."""
    names = ("qualifier", "page", "stated_on", "provisional")
    return {
        name: getattr(stands, name)
        for name in names
        if name in said and name not in sheet.columns and not said[name]
    }


class _Names:
    """Finding what the cells name, whatever the case, the accents or the signs."""

    def __init__(self, ground: Ground) -> None:
        self.frameworks: dict[str, Framework] = {}
        self.axes: list[tuple[Framework, Axis]] = []
        self.dispositifs: dict[str, list[tuple[Framework, Axis, Dispositif]]] = {}
        for framework in ground.frameworks:
            for name in (framework.code, framework.name, framework.slug):
                self.frameworks[key_of(name)] = framework
            for axis in framework.axes:
                self.axes.append((framework, axis))
                for one in axis.dispositifs:
                    for key in {key_of(one.name), key_of(one.acronym or ""), key_of(one.slug)}:
                        if key:
                            self.dispositifs.setdefault(key, []).append((framework, axis, one))
        self.places: dict[str, tuple[dict[str, Any], str]] = {}
        for department in ground.departments:
            found = ({"department_code": department.code}, f"{department.name} ({department.code})")
            code = department.code
            for name in (code, code.lstrip("0"), department.name, f"{department.name} {code}"):
                self.places[key_of(name)] = found
            self.places[key_of(f"{code} {department.name}")] = found
        for metropole in ground.metropoles:
            self.places[key_of(metropole.name)] = ({"metropole_id": metropole.id}, metropole.name)
        self.source_codes = {key_of(one.code): one.code for one in ground.sources}
        self.source_codes |= {key_of(one.label): one.code for one in ground.sources}

    def place(self, cells: Cells) -> tuple[dict[str, Any], str]:
        typed = key_of(cells[columns.PLACE])
        if typed in columns.REGION:
            return {}, "Occitanie"
        if typed not in self.places:
            cells.refuse(
                columns.PLACE,
                f"« {cells[columns.PLACE][:40]} » n’est ni un département d’Occitanie,"
                " ni l’une de ses métropoles.",
            )
            return {}, cells[columns.PLACE]
        return self.places[typed]

    def sources(self, cells: Cells, default: list[str]) -> list[str]:
        typed = cells[columns.SOURCE]
        if not typed:
            if not default:
                cells.refuse(columns.SOURCE, "Dites d’où vient ce chiffre.")
            return list(default)
        known = self.source_codes.get(key_of(typed))
        parts = [known] if known else [self.source_codes.get(key_of(one)) for one in _cut(typed)]
        found = [one for one in parts if one]
        if len(found) != len(parts) or not found:
            cells.refuse(
                columns.SOURCE,
                f"« {typed[:60]} » n’est pas une source décrite : décrivez-la d’abord,"
                " ou écrivez le code de l’une d’elles.",
            )
        return list(dict.fromkeys(found))

    def subject(self, cells: Cells) -> tuple[dict[str, Any], str]:
        """On what the figure hangs: a dispositif, else an axis, else a framework."""
        framework = self._framework(cells)
        number = self._axis_number(cells)
        if cells[columns.DISPOSITIF]:
            return self._dispositif(cells, framework, number)
        if number is not None:
            return self._axis(cells, framework, number)
        if framework is not None:
            return {"framework_id": framework.id}, framework.name
        cells.refuse(columns.DISPOSITIF, "Nommez le dispositif, ou l’axe, ou le cadre.")
        return {}, ""

    def _framework(self, cells: Cells) -> Framework | None:
        typed = cells[columns.FRAMEWORK]
        if not typed:
            return None
        found = self.frameworks.get(key_of(typed))
        if found is None:
            cells.refuse(columns.FRAMEWORK, f"« {typed[:40]} » n’est pas un cadre connu.")
        return found

    def _axis_number(self, cells: Cells) -> int | None:
        typed = key_of(cells[columns.AXIS]).removeprefix("axe").strip().split(" ")[0]
        if not cells[columns.AXIS]:
            return None
        if not typed.isdecimal() or len(typed) > 2:
            cells.refuse(
                columns.AXIS, f"« {cells[columns.AXIS][:40]} » : écrivez le numéro de l’axe."
            )
            return None
        return int(typed)

    def _dispositif(
        self, cells: Cells, framework: Framework | None, number: int | None
    ) -> tuple[dict[str, Any], str]:
        typed = cells[columns.DISPOSITIF]
        every = self.dispositifs.get(key_of(typed), [])
        found = [
            (holder, axis, one)
            for holder, axis, one in every
            if (framework is None or holder is framework)
            and (number is None or axis.number == number)
        ]
        if len(found) == 1:
            return {"dispositif_id": found[0][2].id}, found[0][2].name
        if found:
            where = joined((f"{holder.code}, axe {axis.number}" for holder, axis, _ in found), "ou")
            cells.refuse(
                columns.DISPOSITIF, f"Plusieurs portent ce nom : dites le cadre et l’axe ({where})."
            )
        elif every:
            where = joined(f"{holder.code}, axe {axis.number}" for holder, axis, _ in every)
            cells.refuse(columns.DISPOSITIF, f"Ce dispositif est ailleurs : {where}.")
        else:
            cells.refuse(
                columns.DISPOSITIF,
                f"« {typed[:60]} » n’est pas un dispositif : ajoutez-le d’abord.",
            )
        return {}, typed

    def _axis(
        self, cells: Cells, framework: Framework | None, number: int
    ) -> tuple[dict[str, Any], str]:
        found = [
            (holder, axis)
            for holder, axis in self.axes
            if axis.number == number and (framework is None or holder is framework)
        ]
        if len(found) == 1:
            return {"axis_id": found[0][1].id}, f"Axe {number} : {found[0][1].label}"
        if found:
            cells.refuse(columns.AXIS, "Plusieurs cadres ont cet axe : dites lequel.")
        else:
            cells.refuse(columns.AXIS, f"Aucun cadre n’a d’axe {number}.")
        return {}, f"Axe {number}"


def _cut(typed: str) -> list[str]:
    return [one for one in typed.replace(";", ",").replace("/", ",").split(",") if one.strip()]
