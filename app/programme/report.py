"""What an import did, in numbers and in French."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.kernel.text import plural
from app.programme.reading import Aside, Refusal


class Outcome(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"

    def told(self, count: int) -> str:
        return f"{count} {plural(count, OUTCOME_LABELS[self])}"


OUTCOME_LABELS = {
    Outcome.ADDED: "ajoutée",
    Outcome.CHANGED: "modifiée",
    Outcome.UNCHANGED: "inchangée",
}


# Parts of the file whose names are written without accents.
SECTION_LABELS = {
    "departements": "départements",
    "metropoles": "métropoles",
    "types_partenaires": "familles de partenaires",
    "evenements": "rencontres",
    "contrats_locaux_des_solidarites": "contrats locaux",
}


@dataclass(frozen=True)
class Kept:
    """A value of the team that the file would have changed."""

    section: str
    label: str
    name: str
    line: int


@dataclass(frozen=True)
class Change:
    """What the import does to one row: adds it, or changes fields (before, after)."""

    section: str
    label: str
    line: int
    added: bool = False
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)


@dataclass
class Report:
    """Counts per section and the lines to tell; sections keep the order in which they came."""

    counts: dict[str, Counter[Outcome]] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    # Sentences on how the file was read.
    notes: list[str] = field(default_factory=list)
    absent: int = 0

    def count(self, section: str, outcome: Outcome) -> None:
        self.counts.setdefault(section, Counter())[outcome] += 1

    def total(self, outcome: Outcome) -> int:
        return sum(counter[outcome] for counter in self.counts.values())

    @property
    def wrote(self) -> bool:
        return bool(self.total(Outcome.ADDED) or self.total(Outcome.CHANGED))

    def lines(self) -> Iterator[str]:
        """The whole report, as the command prints it."""
        names = {section: SECTION_LABELS.get(section, section) for section in self.counts}
        width = max((len(name) for name in names.values()), default=0)
        for section, counter in self.counts.items():
            told = ", ".join(outcome.told(counter[outcome]) for outcome in Outcome)
            yield f"  {names[section]:<{width}}  {told}"
        yield from self._details()
        refused = len(self.refusals)
        told = ", ".join(outcome.told(self.total(outcome)) for outcome in Outcome)
        yield f"Total : {told}, {refused} {plural(refused, 'refusée')}."

    def _details(self) -> Iterator[str]:
        if self.kept:
            yield "Gardées telles que l’équipe les a complétées :"
            for kept in self.kept:
                what = f"{kept.label} ({kept.name})" if kept.name else kept.label
                yield f"  ligne {kept.line} : {kept.section}, {what}"
        if self.absent:
            yield (
                f"Déjà importées et absentes de ce fichier : {self.absent} ; rien n’a été retiré."
            )
        if self.aside:
            yield "Laissées de côté, car rien dans Synergies ne les accueille encore :"
            for aside in self.aside:
                yield f"  ligne {aside.line} : {aside.name}"
        if self.refusals:
            yield "Refusées :"
            for refusal in self.refusals:
                yield f"  ligne {refusal.line} : {refusal.section} : {refusal.message}"
