"""What stands behind one figure: events, minutes, proposals, presence in numbers, or its source.

Each reader finds listed what that reader may see; the rest is counted, never named. No person is
ever named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.events.enums import EventKind
from app.kernel.access import Actor, can
from app.kernel.masking import MASKING, masked
from app.kernel.text import counted, typographic
from app.reviews.content import Fact, Part, Report, amount
from app.reviews.enums import FactKind, Mark
from app.reviews.queries import evidence
from app.reviews.queries.evidence import Found, Row
from app.reviews.scope import Scope
from app.strategy import queries as strategy


@dataclass(frozen=True)
class Trace:
    """One figure and what it is made of. `sums` says whether the lines add up to it."""

    part: Part
    fact: Fact
    what: str
    rows: Sequence[Row]
    hidden: str = ""
    sums: str = ""
    agrees: bool = True

    @property
    def has_values(self) -> bool:
        return any(row.value != 1 for row in self.rows)


def trace(actor: Actor, scope: Scope, report: Report, key: str) -> Trace | None:
    """The trace of a figure of the report, as `actor` may see it; None: no such figure."""
    found = next(((part, fact) for part, fact in report.facts() if fact.key == key), None)
    if found is None:
        return None
    part, fact = found
    gather = _gatherer(key)
    if gather is None:
        return Trace(part, fact, "", ())
    what, rows, hidden, hidden_words = gather(actor, scope, fact)
    if fact.kind is FactKind.PEOPLE:
        rows, hidden = _without_small(actor, rows, hidden)
    told = f"et {counted(hidden.count, *hidden_words)}" if hidden and hidden.count else ""
    if told and hidden and fact.kind is FactKind.PEOPLE:
        told += f" : {hidden.value if hidden.value is not None else 'nombre non communiqué'}"
    made = Trace(part, fact, what, rows, told)
    return _summed(made, hidden)


Gathered = tuple[str, Sequence[Row], "Found | None", tuple[str, str]]
Gatherer = Callable[[Actor, Scope, Fact], Gathered]
_EVENTS = (
    "rencontre réservée aux membres d’un groupe",
    "rencontres réservées aux membres de groupes",
)
_MINUTES = (
    "compte rendu que tout le monde ne lit pas",
    "comptes rendus que tout le monde ne lit pas",
)
_PROPOSALS = (
    "proposition dont le titre n’est pas public",
    "propositions dont le titre n’est pas public",
)


def _gatherer(key: str) -> Gatherer | None:
    exact = _EXACT.get(key)
    if exact is not None:
        return exact
    for kind in EventKind:
        if key == f"rencontres-{kind.value}":
            return _events_of(kind)
    if key.startswith("reponses-"):
        return _answers
    return None


def _events_of(kind: EventKind) -> Gatherer:
    def gather(actor: Actor, scope: Scope, _fact: Fact) -> Gathered:
        return "Les rencontres comptées", *evidence.events(actor, scope, kind), _EVENTS

    return gather


def _registrations(actor: Actor, scope: Scope, _fact: Fact) -> Gathered:
    return "Inscriptions, rencontre par rencontre", *evidence.registrations(actor, scope), _EVENTS


def _presences(actor: Actor, scope: Scope, _fact: Fact) -> Gathered:
    return "Présences notées, rencontre par rencontre", *evidence.presences(actor, scope), _EVENTS


def _concerned(actor: Actor, scope: Scope, _fact: Fact) -> Gathered:
    return "Nombres donnés par l’équipe", *evidence.headcounts(actor, scope), _EVENTS


def _groups(actor: Actor, scope: Scope, _fact: Fact) -> Gathered:
    return "Les groupes qui se sont réunis", evidence.groups(scope), None, _EVENTS


def _minutes(actor: Actor, scope: Scope, _fact: Fact) -> Gathered:
    return "Les comptes rendus comptés", *evidence.minutes(actor, scope, decisions=False), _MINUTES


def _decisions(actor: Actor, scope: Scope, _fact: Fact) -> Gathered:
    return "Décisions, par compte rendu", *evidence.minutes(actor, scope, decisions=True), _MINUTES


def _submitted(_actor: Actor, scope: Scope, _fact: Fact) -> Gathered:
    return "Les propositions comptées", *evidence.submitted(scope), _PROPOSALS


def _answers(_actor: Actor, scope: Scope, fact: Fact) -> Gathered:
    outcome = fact.key.removeprefix("reponses-")
    return (
        "Les propositions qui ont reçu cette réponse",
        evidence.answered(scope, outcome),
        None,
        (
            "",
            "",
        ),
    )


def _done(_actor: Actor, scope: Scope, _fact: Fact) -> Gathered:
    return (
        "Les actions comptées",
        *evidence.done(scope),
        (
            "action d’une proposition qui n’est pas publique",
            "actions de propositions qui ne sont pas publiques",
        ),
    )


def _known_groups(_actor: Actor, _scope: Scope, _fact: Fact) -> Gathered:
    return "Les groupes renseignés dans Synergies", evidence.known_groups(), None, ("", "")


def _conferences(actor: Actor, scope: Scope, _fact: Fact) -> Gathered:
    rows, hidden = evidence.events(actor, scope, EventKind.CONFERENCE)
    return "Les conférences renseignées dans Synergies", rows, hidden, _EVENTS


def _study_days(actor: Actor, scope: Scope, _fact: Fact) -> Gathered:
    rows, hidden = evidence.events(actor, scope, EventKind.STUDY_DAY)
    return "Les journées renseignées dans Synergies", rows, hidden, _EVENTS


def _dispositifs(_actor: Actor, scope: Scope, _fact: Fact) -> Gathered:
    return (
        "Les dispositifs renseignés dans Synergies",
        evidence.dispositifs(scope),
        None,
        ("", ""),
    )


def _axes(_actor: Actor, scope: Scope, _fact: Fact) -> Gathered:
    return "Les axes", evidence.axes(scope), None, ("", "")


def _funding(_actor: Actor, scope: Scope, _fact: Fact) -> Gathered:
    found = strategy.funding(scope.year)
    rows = [
        Row(typographic(line.label), value=line.amount_cents, sources=tuple(line.source_codes))
        for line in (found.lines if found is not None else ())
    ]
    return "Les lignes que la source détaille", rows, None, ("", "")


_EXACT: Mapping[str, Gatherer] = {
    "inscriptions": _registrations,
    "presences": _presences,
    "personnes-concernees": _concerned,
    "groupes-reunis": _groups,
    "comptes-rendus": _minutes,
    "decisions": _decisions,
    "propositions-soumises": _submitted,
    "actions-terminees": _done,
    "annonce-groups": _known_groups,
    "annonce-conferences": _conferences,
    "annonce-study-days": _study_days,
    "annonce-dispositifs": _dispositifs,
    "annonce-axes": _axes,
    "financement-total": _funding,
}


def _without_small(
    actor: Actor, rows: Sequence[Row], hidden: Found | None
) -> tuple[Sequence[Row], Found | None]:
    """Small numbers of people are for those who answer for them."""
    if can(actor, "review:see_small"):
        return rows, hidden
    values = [row.value or 0 for row in rows] + ([hidden.value or 0] if hidden else [])
    shown = masked(values)
    told = [replace(row, value=value) for row, value in zip(rows, shown, strict=False)]
    return told, replace(hidden, value=shown[-1]) if hidden else None


def _summed(made: Trace, hidden: Found | None) -> Trace:
    """Whether what is listed makes the figure; said when it does not."""
    fact = made.fact
    values: list[int | None] = [row.value for row in made.rows]
    if hidden is not None:
        values.append(hidden.value)
    small = sum(value is None for value in values)
    if small:
        said = f"{MASKING} Il y en a {small} ici : leur somme ne se vérifie pas depuis cette page."
        return replace(made, sums=said)
    total = sum(value for value in values if value is not None)
    if fact.value is None:
        said = f"Ces lignes font {total} : le bilan ne communique pas ce nombre de personnes."
        return replace(made, sums=said)
    if fact.kind is FactKind.CENTS:
        return _summed_cents(made, total, fact.value)
    if fact.mark is Mark.ANNOUNCED:
        said = f"{total} sur {fact.text} : ce qui manque reste à renseigner."
        return replace(
            made,
            sums=said if total < fact.value else f"Tout est renseigné : {total}.",
            agrees=total >= fact.value,
        )
    if total == fact.value:
        return replace(made, sums=f"Ces lignes font {total}, comme le chiffre du bilan.")
    said = f"Ces lignes font {total} aujourd’hui, et le chiffre du bilan est de {fact.value}."
    return replace(made, sums=said, agrees=False)


def _summed_cents(made: Trace, total: int, announced: int) -> Trace:
    rest = announced - total
    if rest == 0:
        return replace(made, sums=f"Ces lignes font {amount(total)}, comme le total annoncé.")
    if rest > 0:
        said = f"Ces lignes font {amount(total)} : {amount(rest)} ne sont pas détaillés."
    else:
        said = f"Ces lignes font {amount(total)} : elles dépassent le total de {amount(-rest)}."
    return replace(made, sums=said, agrees=False)
