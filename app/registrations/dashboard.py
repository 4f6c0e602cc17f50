"""An event at a glance, for those who run it: how registrations came, from whom, what waits.

One question to the database besides the list, whatever the number of people; then plain counting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.events.seats import PoolFill
from app.kernel.clock import paris
from app.kernel.text import fold
from app.registrations.enums import ClaimStatus
from app.registrations.families import ALONE, UNKNOWN_KIND, known_partners
from app.registrations.roster import Person

# The drawing's own units; it scales with the page.
WIDTH, HEIGHT = 600, 160
MOST_POINTS = 60
UNKNOWN_DEPARTMENT = "Département non connu"


@dataclass(frozen=True)
class Notice:
    """Something that asks for attention; `filters` lead to the list of those concerned."""

    count: int
    one: str
    several: str
    filters: dict[str, str]


@dataclass(frozen=True)
class Curve:
    """Registrations from the first day to the last: `points` for the drawing, `rows` in figures."""

    points: str
    rows: Sequence[tuple[date, int, int]]
    total: int


def notices(people: Sequence[Person], fills: Sequence[PoolFill]) -> list[Notice]:
    """What waits for somebody, most urgent first."""
    requests = sum(p.status == ClaimStatus.REQUESTED for p in people)
    failed = sum(p.mail_failed and p.is_live for p in people)
    found = [
        Notice(requests, "demande à traiter", "demandes à traiter", {"statut": "requested"}),
        Notice(failed, "courriel en erreur", "courriels en erreur", {"courriel": "erreur"}),
    ]
    for fill in fills:
        where = {"lieu": str(fill.pool_id), "statut": ClaimStatus.WAITING.value}
        if fill.waiting and fill.room_left is not None and fill.room_left > 0:
            words = f"en attente alors que des places sont libres ({fill.label})"
            found.append(Notice(fill.waiting, f"personne {words}", f"personnes {words}", where))
        elif fill.waiting:
            words = f"sur liste d’attente ({fill.label})"
            found.append(Notice(fill.waiting, f"personne {words}", f"personnes {words}", where))
    return [notice for notice in found if notice.count]


def curve(people: Sequence[Person]) -> Curve | None:
    """How many people had registered, day by day in Paris; None without anybody.

    Those who left since are counted on the day they came: it tells how the word spread.
    """
    by_day = Counter(paris(person.registered_at).date() for person in people)
    if not by_day:
        return None
    first, last = min(by_day), max(by_day)
    days = (last - first).days
    running, totals = 0, []
    for number in range(days + 1):
        running += by_day[first + timedelta(days=number)]
        totals.append(running)
    step = max(1, -(-len(totals) // MOST_POINTS))
    shown = sorted({*range(0, len(totals), step), len(totals) - 1})
    points = [
        f"{WIDTH * n / days if days else WIDTH:.1f},{HEIGHT - HEIGHT * totals[n] / running:.1f}"
        for n in shown
    ]
    # It starts from nobody.
    start = f"0,{HEIGHT}"
    rows = [(day, by_day[day], totals[(day - first).days]) for day in sorted(by_day)]
    return Curve(" ".join([start, *points]), rows, running)


def origins(people: Sequence[Person]) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Those who are registered now, by kind of organisation and by its department.

    The directory knows them by their name or their acronym, whatever its case and accents.
    """
    known = known_partners()
    kinds: Counter[str] = Counter()
    departments: Counter[str] = Counter()
    for person in people:
        if not person.is_live and person.status not in {ClaimStatus.ATTENDED, ClaimStatus.ABSENT}:
            continue
        own = person.organisation_key
        partner = known.get(own) if own else None
        unknown = UNKNOWN_KIND if own else ALONE
        kinds[partner.family_name or UNKNOWN_KIND if partner else unknown] += 1
        departments[(partner and partner.department) or UNKNOWN_DEPARTMENT] += 1
    return _most_first(kinds), _most_first(departments)


def _most_first(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], fold(pair[0])))
