"""Numbers of people as tables, as the team or as everybody may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence

from app.events.enums import EventKind
from app.kernel.masking import MASKED, MASKING, SMALLEST_SHOWN, masked
from app.kernel.tables import Line, Table, Value
from app.kernel.text import NBSP
from app.reviews.queries.counting import UNPLACED
from app.stats.filters import StatsFilters
from app.stats.queries.meetings import SHORT_MONTHS, Met
from app.stats.queries.names import Names, Partner
from app.stats.queries.people import People, Tally

# The team's columns; everybody has the first alone: two columns of one row can be subtracted.
COLUMNS = ("Présences", "Absences", "Présence non notée", "Inscriptions")
PRESENCE = "Une présence par personne et par rencontre, d’après l’émargement ou l’accueil."
NO_ORGANISATION = "Sans organisation"
NOT_LISTED = "Organisation absente du répertoire, ou sans famille"


def summary(people: People, *, small: bool) -> Table:
    """Registrations, presence, absence."""
    whole = people.total
    rows: list[tuple[str, Value]] = [
        ("Inscriptions", _shown(whole.registered, small=small)),
        ("Présences", _shown(whole.attended, small=small)),
        ("Absences", _shown(whole.absent, small=small)),
        ("Venues de personnes concernées", _shown(people.persons_concerned, small=small)),
    ]
    noted = whole.attended + whole.absent
    if noted and (small or not _hides(whole)):
        share = f"{round(100 * whole.absent / noted)}{NBSP}%"
        rows.append(("Part des absences", share))
    if not small and _hides(whole):
        rows[2] = ("Absences", MASKED if whole.absent else 0)
    return Table(
        "participation",
        "Inscriptions et présences",
        "Compté",
        ("Nombre",),
        [Line(label, (value,)) for label, value in rows],
        "Une personne inscrite à trois rencontres compte trois fois ; les inscriptions annulées ne "
        f"comptent pas. {PRESENCE} La part des absences est celle des personnes notées absentes "
        "parmi celles dont la présence ou l’absence est notée. Les venues de personnes concernées "
        "sont comptées par l’équipe, sans aucun nom.",
    )


def _hides(whole: Tally) -> bool:
    """Whether absences would tell a small number, themselves or by what is left."""
    parts = (whole.attended, whole.absent, whole.unknown)
    return any(0 < one < SMALLEST_SHOWN for one in parts)


def _shown(value: int, *, small: bool) -> Value:
    return value if small or value == 0 or value >= SMALLEST_SHOWN else MASKED


def arrivals(people: People, *, small: bool) -> Table:
    """Who came for the first time."""
    numbers = [people.first_timers, people.came_before, people.without_address]
    labels = ("Première venue", "Déjà venues", "Sans adresse : on ne sait pas")
    return _presences(
        "premieres-venues",
        "Premières venues",
        "Présences",
        list(zip(labels, numbers, ("", "", ""), strict=True)),
        "Une personne vient pour la première fois quand son adresse électronique n’a été notée "
        "présente à aucune rencontre d’un jour précédent, toutes années comprises. Les adresses "
        "effacées au terme de leur conservation ne comptent plus.",
        small=small,
    )


def by_dimensions(
    filters: StatsFilters,
    people: People,
    events: Sequence[Met],
    names: Names,
    directory: Mapping[str, Partner],
    *,
    small: bool,
) -> list[Table]:
    """By kind and month of the event, by family and department of the organisation."""
    known = {one.id: one for one in events}
    by_event = people.by_event
    kinds = _grouped(by_event, lambda number: known[number].kind if number in known else "")
    months = _grouped(
        by_event,
        lambda number: (
            known[number].day.month if number in known and known[number].has_month else 0
        ),
    )
    by_organisation = people.by_organisation
    families = _grouped(
        by_organisation,
        lambda key: -1 if key is None else (_partner(directory, key).kind_id or 0),
    )
    departments = _grouped(
        by_organisation,
        lambda key: _partner(directory, key or "").department_code or "",
    )
    found = [
        _table(
            "participation-par-genre",
            "Présences par genre de rencontre",
            "Genre",
            [(kind.label, kinds[kind.value], kind.value) for kind in EventKind],
            PRESENCE,
            small=small,
        )
    ]
    if filters.year is not None:
        rows = [(SHORT_MONTHS[n - 1], months[n], f"{filters.year}-{n:02}") for n in range(1, 13)]
        rows += [("mois non connu", months[0], "")] if 0 in months else []
        found.append(
            _table(
                "participation-par-mois",
                f"Présences par mois en {filters.year}",
                "Mois",
                rows,
                PRESENCE,
                small=small,
            )
        )
    rows = [(name, families[number], "") for number, name in names.kinds.items()]
    rows += [(NOT_LISTED, families[0], ""), (NO_ORGANISATION, families[-1], "")]
    found.append(
        _table(
            "participation-par-famille",
            "Présences par famille de partenaires",
            "Famille",
            [row for row in rows if row[1].registered],
            "La famille est celle, au répertoire des partenaires, de l’organisation que la "
            "personne a écrite ; rien n’est deviné au-delà des accents et des majuscules.",
            small=small,
        )
    )
    rows = [(name, departments[code], code) for code, name in names.departments.items()]
    elsewhere = Tally()
    for code, tally in departments.items():
        if code not in names.departments:
            elsewhere.add(tally)
    rows += [(UNPLACED, elsewhere, "")] if elsewhere.registered else []
    found.append(
        _table(
            "participation-par-departement",
            "Présences par département de l’organisation",
            "Département",
            rows,
            "Le département est celui, au répertoire des partenaires, de l’organisation que la "
            "personne a écrite : d’où l’on vient, et non où la rencontre a eu lieu.",
            small=small,
        )
    )
    return found


def _partner(directory: Mapping[str, Partner], key: str) -> Partner:
    return directory.get(key, Partner(None, None))


def _grouped(
    tallies: Mapping[int, Tally] | Mapping[str | None, Tally],
    of: Callable[[object], Hashable] | Callable[..., Hashable],
) -> defaultdict[Hashable, Tally]:
    found: defaultdict[Hashable, Tally] = defaultdict(Tally)
    for key, tally in tallies.items():
        found[of(key)].add(tally)
    return found


def _table(
    name: str,
    title: str,
    heading: str,
    rows: Sequence[tuple[str, Tally, str]],
    definition: str,
    *,
    small: bool,
) -> Table:
    if not small:
        plain = [(label, tally.attended, key) for label, tally, key in rows]
        return _presences(name, title, heading, plain, definition, small=False)
    whole = Tally()
    for _, tally, _ in rows:
        whole.add(tally)
    return Table(
        name,
        title,
        heading,
        COLUMNS,
        [Line(label, _cells(tally), key) for label, tally, key in rows],
        definition,
        Line("Total", _cells(whole)),
        aside=1,
    )


def _cells(tally: Tally) -> tuple[Value, ...]:
    return (tally.attended, tally.absent, tally.unknown, tally.registered)


def _presences(
    name: str,
    title: str,
    heading: str,
    rows: Sequence[tuple[str, int, str]],
    definition: str,
    *,
    small: bool,
) -> Table:
    numbers = [count for _, count, _ in rows]
    shown: Sequence[int | None] = numbers if small else masked(numbers)
    values: list[Value] = [MASKED if one is None else one for one in shown]
    return Table(
        name,
        title,
        heading,
        ("Présences",),
        [Line(label, (value,), key) for (label, _, key), value in zip(rows, values, strict=True)],
        definition if small else f"{definition} {MASKING}",
        Line("Total", (_shown(sum(numbers), small=small),)),
    )


def by_year(years: Mapping[int, Tally], *, small: bool) -> Table:
    """Every year alone: without a total, nothing can be found again from the others."""
    columns = COLUMNS if small else COLUMNS[:1]
    return Table(
        "participation-par-annee",
        "Présences par année",
        "Année",
        columns,
        [
            Line(
                str(year),
                _cells(tally) if small else (_shown(tally.attended, small=False),),
                str(year),
            )
            for year, tally in sorted(years.items())
        ],
        PRESENCE if small else f"{PRESENCE} {MASKING}",
        aside=1 if small else 0,
    )
