"""The public figures on proposals: how many, how long, what share is retained and carried out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.kernel import clock
from app.proposals.enums import Outcome, ProposalStatus
from app.proposals.queries.published import Counted

S = ProposalStatus
RETAINED = frozenset({Outcome.ACCEPTED, Outcome.PARTLY_ACCEPTED})

# What each column counts, as readers are told: (name in files, heading, definition).
DEFINITIONS: Sequence[tuple[str, str, str]] = (
    (
        "soumises",
        "Soumises",
        "Propositions du registre public, selon l’année où elles ont été soumises au commissaire. "
        "Une proposition soumise dont le groupe ne montre pas encore le titre n’y est pas.",
    ),
    (
        "en_cours",
        "En cours",
        "Celles qui attendent encore une réponse : soumises, en instruction ou ajournées.",
    ),
    ("repondues", "Répondues", "Celles dont la réponse du commissaire a été notifiée."),
    ("retenues", "Retenues", "Réponse « retenue » ou « retenue en partie »."),
    ("non_retenues", "Non retenues", "Réponse « non retenue », motivée."),
    (
        "autres",
        "Autres issues",
        "Sans réponse du commissaire : transmises à une autre autorité, jointes à une autre "
        "proposition ou retirées par leurs auteurs.",
    ),
    ("part_retenue", "Part retenue", "Retenues sur répondues, en pour cent."),
    (
        "delai_median",
        "Délai médian",
        "En jours, entre la soumission et la première réponse notifiée : une proposition sur deux "
        "a eu sa réponse plus tôt. Les jours passés à attendre un complément comptent.",
    ),
    (
        "achevees",
        "Mises en œuvre",
        "Retenues dont la mise en œuvre est achevée : chaque action prévue est faite ou abandonnée "
        "avec ses raisons.",
    ),
    ("part_achevee", "Part mise en œuvre", "Mises en œuvre sur retenues, en pour cent."),
)


@dataclass(frozen=True)
class Line:
    """The figures of one year, or of all of them (`year` None). A share of nothing is None."""

    year: int | None
    submitted: int
    waiting: int
    answered: int
    retained: int
    declined: int
    other: int
    retained_share: int | None
    median_days: int | None
    completed: int
    completed_share: int | None

    @property
    def values(self) -> tuple[int | None, ...]:
        """In the order of `DEFINITIONS`."""
        return (
            *(self.submitted, self.waiting, self.answered, self.retained, self.declined),
            *(self.other, self.retained_share, self.median_days),
            *(self.completed, self.completed_share),
        )


def figures(proposals: Iterable[Counted]) -> list[Line]:
    """All years together first, then each, the last first; empty when there is no proposal."""
    every = list(proposals)
    if not every:
        return []
    by_year: dict[int, list[Counted]] = {}
    for one in every:
        by_year.setdefault(clock.paris(one.submitted_at).year, []).append(one)
    return [_line(None, every), *(_line(year, by_year[year]) for year in sorted(by_year)[::-1])]


def _line(year: int | None, of: Sequence[Counted]) -> Line:
    answered = [one for one in of if one.outcome is not None]
    retained = [one for one in answered if one.outcome in RETAINED]
    ended = {S.REDIRECTED, S.MERGED, S.WITHDRAWN}
    other = [one for one in of if one.outcome is None and one.state in ended]
    completed = [one for one in retained if one.state is S.COMPLETED]
    return Line(
        year=year,
        submitted=len(of),
        waiting=len(of) - len(answered) - len(other),
        answered=len(answered),
        retained=len(retained),
        declined=len(answered) - len(retained),
        other=len(other),
        retained_share=_share(len(retained), len(answered)),
        median_days=_median([_days(one.submitted_at, one.answered_at) for one in answered]),
        completed=len(completed),
        completed_share=_share(len(completed), len(retained)),
    )


def _share(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def _days(start: datetime, end: datetime | None) -> int:
    return (clock.paris(end).date() - clock.paris(start).date()).days if end else 0


def _median(days: list[int]) -> int | None:
    """The middle one; of two in the middle, the later: no half days."""
    return sorted(days)[len(days) // 2] if days else None
