"""What was announced or entered for a year, beside what the service holds of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.events.enums import EventKind
from app.kernel.text import counted, plural, sentence, slugify, typographic
from app.reviews.content import Fact, Part, Row, Series, amount
from app.reviews.enums import FactKind, Mark
from app.reviews.figures import Activity
from app.reviews.scope import Scope
from app.strategy import queries as strategy
from app.strategy.enums import TotalKey
from app.strategy.models import AnnouncedTotal, Axis, Dispositif, Figure, Framework

# Singular word, and the ending of « annoncé » and « renseigné » that agree with it.
_WORDS = {
    TotalKey.GROUPS: ("groupe", ""),
    TotalKey.CONFERENCES: ("conférence", "e"),
    TotalKey.STUDY_DAYS: ("journée", "e"),
    TotalKey.DISPOSITIFS: ("dispositif", ""),
    TotalKey.AXES: ("axe", ""),
}


def axis_key(framework: Framework, axis: Axis) -> str:
    return f"axe-{slugify(framework.code, limit=20)}-{axis.number}"


def opening(scope: Scope, frameworks: Sequence[Framework], activity: Activity) -> Part:
    """The year at a glance. Announced totals are the region's."""
    totals = strategy.announced(scope.year) if scope.department is None else ()
    known = held(frameworks, activity, scope.year)
    facts = [_total(total, known[TotalKey(total.key)]) for total in totals if total.key in known]
    missing = [fact.note for fact in facts if fact.note]
    return Part(
        "annee",
        "L’année en bref",
        facts=tuple(facts),
        missing=tuple(missing),
        lead="Les totaux annoncés, et à côté ce que Synergies contient. L’écart n’est pas un "
        "retard : c’est ce qui reste à renseigner."
        if facts
        else "",
    )


def held(frameworks: Sequence[Framework], activity: Activity, year: int) -> dict[str, int]:
    """What the service holds of each total that may be announced."""
    axes = [axis for framework in frameworks for axis in framework.axes]
    return {
        TotalKey.GROUPS: activity.groups,
        TotalKey.CONFERENCES: activity.events_of(EventKind.CONFERENCE),
        TotalKey.STUDY_DAYS: activity.events_of(EventKind.STUDY_DAY),
        TotalKey.DISPOSITIFS: sum(
            one.is_in_force(year) for axis in axes for one in axis.dispositifs
        ),
        TotalKey.AXES: len(axes),
    }


def _total(total: AnnouncedTotal, known: int) -> Fact:
    return Fact(
        f"annonce-{total.key.replace('_', '-')}",
        typographic(total.label),
        total.value,
        mark=Mark.ANNOUNCED,
        qualifier=total.qualifier or "",
        sources=tuple(total.source_codes),
        known=known,
        note=_gap(total, known),
        definition="Total annoncé par la source ; le nombre renseigné est compté dans Synergies.",
    )


def _gap(total: AnnouncedTotal, known: int) -> str:
    """`12 groupes annoncés, 10 renseignés`; nothing where all is there."""
    if known == total.value:
        return ""
    word, feminine = _WORDS[TotalKey(total.key)]
    if known > total.value:
        if total.key != TotalKey.GROUPS:
            return ""
        # Groups carry no years: those that came later cannot be told apart.
        return (
            f"{counted(known, 'groupe')} dans Synergies aujourd’hui : les groupes n’y portent pas "
            f"d’année, et tous ne sont pas de {total.year}."
        )
    told = counted(total.value, f"{word} annoncé{feminine}")
    before = f"{total.qualifier} " if total.qualifier else ""
    return sentence(f"{before}{told}, {known} {plural(known, f'renseigné{feminine}')}.")


def funding(scope: Scope) -> list[Part]:
    """Amounts announced for the region, exact in cents; what no line details is shown as such."""
    found = strategy.funding(scope.year) if scope.department is None else None
    if found is None:
        return []
    facts = [
        Fact(
            "financement-total",
            "annoncés",
            found.total,
            FactKind.CENTS,
            Mark.ANNOUNCED,
            sources=tuple(found.source_codes),
            definition="Total des crédits de l’État annoncé pour l’année.",
        ),
        *(
            Fact(
                f"financement-{slugify(line.label, limit=50)}",
                typographic(line.label),
                line.amount_cents,
                FactKind.CENTS,
                Mark.ANNOUNCED,
                sources=tuple(line.source_codes),
                definition="Ligne détaillée par la source, non rattachée à un axe.",
            )
            for line in found.lines
        ),
    ]
    rows = [Row(fact.label, fact.value) for fact in facts[1:]]
    missing = []
    if found.remainder > 0:
        rows.append(Row("Non détaillé par la source", found.remainder))
        missing.append(
            f"La source détaille {amount(found.detailed)} des {amount(found.total)} annoncés : "
            f"{amount(found.remainder)} ne sont pas détaillés et sont montrés tels quels."
        )
    elif found.remainder < 0:
        missing.append(
            f"Les lignes dépassent le total annoncé de {amount(-found.remainder)} : "
            "la somme ne tombe pas juste, et rien n’est corrigé à la place de la source."
        )
    if any(share_of(row.value, found.total) is None for row in rows):
        missing.append("Sans total, aucune part n’est calculée.")
    return [
        Part(
            "financements",
            "Les financements",
            facts=tuple(facts),
            series=(
                Series(
                    "financement-lignes",
                    "Crédits de l’État, ligne par ligne",
                    "€",
                    tuple(rows),
                    FactKind.CENTS,
                    of=f"des {amount(found.total)} annoncés",
                ),
            ),
            missing=tuple(missing),
        )
    ]


def share_of(value: int | None, whole: int) -> int | None:
    """A share in whole percents; None where it would mean nothing."""
    return None if value is None or whole <= 0 else round(100 * value / whole)


def concerns(dispositif: Dispositif, scope: Scope, places: Mapping[int, set[str]]) -> bool:
    """Those in force that year; in a department, those that name it, or name none, hence all."""
    if not dispositif.is_in_force(scope.year, scope.department):
        return False
    if scope.department is None:
        return True
    codes = places.get(dispositif.id)
    return not codes or scope.department in codes


def stated_in(scope: Scope) -> Sequence[Figure]:
    """The figures in force of the year, of the very territory of the report. One query."""
    found = strategy.figures(year=scope.year, department_code=scope.department)
    return [one for one in found if scope.department is not None or one.is_regional]


def figure_fact(figure: Figure, about: str, detail: str) -> Fact:
    """A figure as its source gives it; `about` begins its key."""
    return Fact(
        f"chiffre-{about}-{slugify(figure.unit, limit=40)}",
        typographic(figure.unit),
        figure.value,
        mark=Mark.ENTERED,
        qualifier=figure.qualifier or "",
        detail=typographic(detail),
        page=figure.page,
        sources=tuple(figure.source_codes),
        note="Chiffre provisoire." if figure.provisional else "",
        definition=f"Chiffre de {figure.year} tel que sa source le donne.",
    )
