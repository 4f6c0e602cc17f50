"""Who came, in numbers: by kind of partner and by department of the organisation they named.

People write their organisation as they please; it counts with the directory's when names or
acronyms agree, accents and case aside. Nothing is guessed beyond that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.attendance.queries import Person
from app.kernel.text import fold
from app.organisations.queries import department_names, organisations

UNKNOWN = "Organisation absente du répertoire"
NONE = "Sans organisation"
NO_DEPARTMENT = "Département non connu"


@dataclass(frozen=True)
class Figures:
    """Counts, largest first."""

    by_kind: Sequence[tuple[str, int]]
    by_department: Sequence[tuple[str, int]]


def figures(people: Iterable[Person]) -> Figures:
    """Those of `people` who came."""
    directory: dict[str, tuple[str, str | None]] = {}
    for one in organisations():
        kind = one.kind.name if one.kind else UNKNOWN
        for name in (one.name, one.acronym):
            if name:
                directory[_key(name)] = (kind, one.department_code)
    names = department_names()
    kinds: Counter[str] = Counter()
    departments: Counter[str] = Counter()
    for person in people:
        if not person.present:
            continue
        if not person.organisation:
            kinds[NONE] += 1
            departments[NO_DEPARTMENT] += 1
            continue
        kind, code = directory.get(_key(person.organisation), (UNKNOWN, None))
        kinds[kind] += 1
        departments[names.get(code or "", NO_DEPARTMENT)] += 1
    return Figures(_sorted(kinds), _sorted(departments))


def _key(name: str) -> str:
    return " ".join(fold(name).replace("’", "'").split())


def _sorted(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], fold(item[0])))
