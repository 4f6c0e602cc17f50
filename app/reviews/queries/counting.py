"""The sections that are counted: meetings, groups, proposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.events.enums import EventKind
from app.kernel.dates import spoken_day
from app.kernel.masking import SMALLEST_SHOWN, masked
from app.kernel.text import counted, number, plural, sentence, typographic
from app.proposals.enums import Outcome
from app.reviews import figures
from app.reviews.content import Fact, Line, Listing, Part, Row, Series
from app.reviews.enums import FactKind
from app.reviews.figures import Activity, People
from app.reviews.queries import gathering
from app.reviews.queries.gathering import ListedEvent, ListedProposal
from app.reviews.scope import Scope

# Sections that do not depend on the frameworks of the year; axes come after the second.
OPENING = {"annee": "L’année en bref", "financements": "Les financements"}
CLOSING = {
    "rencontres": "Les rencontres",
    "groupes": "Les groupes de travail",
    "propositions": "Les propositions et ce qu’elles sont devenues",
    "perspectives": "Perspectives",
}
# One and several, as they stand under a figure.
KINDS = {
    EventKind.CONFERENCE: ("conférence régionale", "conférences régionales"),
    EventKind.STUDY_DAY: ("journée d’études", "journées d’études"),
    EventKind.GROUP_MEETING: ("réunion de groupe", "réunions de groupe"),
    EventKind.OTHER: ("autre rendez-vous", "autres rendez-vous"),
}
OUTCOMES = {
    Outcome.ACCEPTED: ("proposition retenue", "propositions retenues"),
    Outcome.PARTLY_ACCEPTED: ("proposition retenue en partie", "propositions retenues en partie"),
    Outcome.DECLINED: ("proposition non retenue", "propositions non retenues"),
}
ELSEWHERE = "Sans département"
UNPLACED = "Organisation absente du répertoire, ou sans département"


def meetings(
    scope: Scope, activity: Activity, events: Sequence[ListedEvent], names: Mapping[str, str]
) -> Part:
    facts = [
        Fact(
            f"rencontres-{kind.value}",
            plural(activity.events_of(kind), *KINDS[kind]),
            activity.events_of(kind),
            definition="Rencontres annoncées de l’année, sans les brouillons ni les annulées.",
        )
        for kind in EventKind
        if activity.events_of(kind)
    ]
    facts += _people(activity)
    there = activity.people
    silent, held = figures.meetings_without_minutes(scope)
    missing = []
    if silent:
        missing.append(
            f"{counted(silent, 'réunion')} de groupe sur {held} "
            f"{plural(silent, 'n’a', 'n’ont')} pas encore de compte rendu publié."
        )
    if not activity.events:
        missing.append(f"Aucune rencontre n’est connue pour {scope.year}.")
    if there.events_unnoted:
        missing.append(
            f"La présence n’est pas notée pour {counted(there.events_unnoted, 'rencontre')} "
            f"sur {there.events_asked} : les présences sont donc un minimum."
        )
    hidden = gathering.hidden_events(scope)
    return Part(
        "rencontres",
        CLOSING["rencontres"],
        facts=tuple(facts),
        series=_territories(scope, names, there),
        listings=(
            (
                Listing(
                    "rencontres-liste",
                    "Conférences, journées d’études et autres rendez-vous",
                    tuple(one.line for one in events),
                    hidden=f"et {counted(hidden, 'rencontre')} réservée aux membres d’un groupe"
                    if hidden
                    else "",
                ),
            )
            if events
            else ()
        ),
        missing=tuple(missing),
        lead=_running(scope),
    )


def _running(scope: Scope) -> str:
    today = figures.until_today(scope)
    if today is None:
        return ""
    return f"L’année n’est pas finie : compté au {spoken_day(today, weekday=False)}."


def _people(activity: Activity) -> list[Fact]:
    found = []
    if activity.registrations:
        found.append(
            _persons(
                "inscriptions",
                plural(activity.registrations, "inscription"),
                activity.registrations,
                "Une personne inscrite à trois rencontres compte trois fois ; "
                "les inscriptions annulées ne comptent pas.",
            )
        )
    if activity.attended:
        whole = activity.registered_where_noted
        share = round(100 * activity.attended / whole) if whole else 0
        # What came without being registered beforehand can make more than the whole.
        note = (
            f"soit {share} % des {number(whole)} personnes inscrites "
            "aux rencontres où la présence a été notée"
            if whole >= activity.attended
            else ""
        )
        found.append(
            _persons(
                "presences",
                plural(activity.attended, "présence notée"),
                activity.attended,
                "Une par personne et par rencontre, d’après la feuille d’émargement ou l’accueil.",
                note,
            )
        )
    if activity.persons_concerned:
        found.append(
            _persons(
                "personnes-concernees",
                plural(
                    activity.persons_concerned,
                    "venue d’une personne concernée",
                    "venues de personnes concernées",
                ),
                activity.persons_concerned,
                "Nombre donné par l’équipe à chaque rencontre, sans aucun nom.",
            )
        )
    return found


def _persons(key: str, label: str, value: int, definition: str, note: str = "") -> Fact:
    shown = masked([value])[0]
    return Fact(
        key,
        label,
        shown,
        FactKind.PEOPLE,
        definition=definition,
        note=note if shown is not None else "",
    )


def _territories(scope: Scope, names: Mapping[str, str], there: People) -> tuple[Series, ...]:
    """Where things took place and from where people came; a department has no map of itself."""
    found = []
    if scope.department is None:
        held = figures.events_by_department(scope)
        if any(held.get(code) for code in names):
            rows = [Row(name, held.get(code, 0), code) for code, name in names.items()]
            elsewhere = sum(n for code, n in held.items() if code not in names)
            rows += [Row(ELSEWHERE, elsewhere)] if elsewhere else []
            found.append(
                Series(
                    "rencontres-par-departement",
                    "Rencontres par département",
                    "rencontres",
                    tuple(rows),
                    of=f"des {number(sum(held.values()))} rencontres de l’année",
                )
            )
    placed, unplaced = dict(there.placed), there.unplaced
    if placed:
        codes = list(names)
        values = masked([*(placed.get(code, 0) for code in codes), unplaced])
        rows = [
            Row(names[code], value, code)
            for code, value in zip(codes, values[:-1], strict=True)
            if scope.department is None or value != 0
        ]
        rows += [Row(UNPLACED, values[-1])] if unplaced else []
        whole = sum(placed.values()) + unplaced
        found.append(
            Series(
                "presences-par-departement",
                "Présences par département de l’organisation",
                "présences",
                tuple(rows),
                kind=FactKind.PEOPLE,
                of=f"des {number(whole)} présences notées" if whole >= SMALLEST_SHOWN else "",
            )
        )
    return tuple(found)


def groups(scope: Scope, activity: Activity) -> Part:
    met = figures.meetings_by_group(scope)
    before, after = gathering.address("groups.show", "slug")
    facts = []
    if activity.groups_that_met:
        facts.append(
            Fact(
                "groupes-reunis",
                plural(activity.groups_that_met, "groupe réuni"),
                activity.groups_that_met,
                definition="Groupes de travail dont une réunion au moins a été annoncée.",
            )
        )
    if activity.minutes:
        facts.append(
            Fact(
                "comptes-rendus",
                plural(activity.minutes, "compte rendu publié", "comptes rendus publiés"),
                activity.minutes,
                definition="Comptes rendus publiés dans l’année, quels qu’en soient les lecteurs.",
            )
        )
    if activity.decisions:
        facts.append(
            Fact(
                "decisions",
                plural(activity.decisions, "décision prise", "décisions prises"),
                activity.decisions,
                definition="Décisions numérotées des comptes rendus publiés dans l’année.",
            )
        )
    lines = tuple(
        Line(typographic(name), counted(count, "réunion"), f"{before}{slug}{after}")
        for slug, name, count in met
    )
    return Part(
        "groupes",
        CLOSING["groupes"],
        facts=tuple(facts),
        listings=(Listing("groupes-liste", "Groupes réunis", lines),) if lines else (),
        missing=() if met else (f"Aucune réunion de groupe n’est connue pour {scope.year}.",),
    )


def proposals_part(scope: Scope, activity: Activity, listed: Sequence[ListedProposal]) -> Part:
    facts = []
    if activity.submitted:
        facts.append(
            Fact(
                "propositions-soumises",
                plural(activity.submitted, "proposition soumise"),
                activity.submitted,
                definition="Propositions soumises au commissaire dans l’année.",
            )
        )
    for outcome in Outcome:
        count = activity.answers.get(outcome, 0)
        if count:
            facts.append(
                Fact(
                    f"reponses-{outcome.value}",
                    plural(count, *OUTCOMES[outcome]),
                    count,
                    definition="Réponses du commissaire notifiées dans l’année ; "
                    "d’une décision rectifiée, la dernière compte.",
                )
            )
    if activity.done:
        facts.append(
            Fact(
                "actions-terminees",
                plural(activity.done, "action terminée", "actions terminées"),
                activity.done,
                definition="Actions de mise en œuvre des propositions retenues, "
                "terminées dans l’année.",
            )
        )
    answered = tuple(one.line for one in listed if one.answered)
    waiting = tuple(one.line for one in listed if not one.answered)
    listings = (
        Listing("propositions-repondues", "Propositions qui ont reçu une réponse", answered),
        Listing(
            "propositions-en-cours", "Propositions soumises, sans réponse dans l’année", waiting
        ),
    )
    return Part(
        "propositions",
        CLOSING["propositions"],
        facts=tuple(facts),
        listings=tuple(one for one in listings if one.lines),
        missing=() if facts else (sentence(f"aucune proposition n’est connue pour {scope.year}."),),
    )
