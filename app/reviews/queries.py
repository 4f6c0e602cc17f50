"""The review of a year: what was announced, and what the service holds beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.events.enums import EventKind
from app.kernel.access import Actor
from app.kernel.clock import today
from app.kernel.text import counted, plural
from app.reviews import figures
from app.reviews.figures import Activity
from app.strategy import queries as strategy
from app.strategy.enums import TotalKey
from app.strategy.models import AnnouncedTotal, Framework
from app.strategy.queries import Funding

# Singular word, and the endings of « annoncé » and « renseigné » that agree with it.
_WORDS = {
    TotalKey.GROUPS: ("groupe", ""),
    TotalKey.CONFERENCES: ("conférence", "e"),
    TotalKey.STUDY_DAYS: ("journée", "e"),
    TotalKey.DISPOSITIFS: ("dispositif", ""),
    TotalKey.AXES: ("axe", ""),
}


@dataclass(frozen=True)
class Comparison:
    """One announced total and the count that the service holds of it."""

    total: AnnouncedTotal
    known: int

    @property
    def announced_text(self) -> str:
        """`12`, or with what the source puts before it: `plus de 65`."""
        value = str(self.total.value)
        return f"{self.total.qualifier} {value}" if self.total.qualifier else value

    @property
    def sentence(self) -> str:
        """`12 groupes annoncés, 10 renseignés`."""
        word, feminine = _WORDS[TotalKey(self.total.key)]
        announced = counted(self.total.value, f"{word} annoncé{feminine}")
        before = f"{self.total.qualifier} " if self.total.qualifier else ""
        held = f"{self.known} {plural(self.known, f'renseigné{feminine}')}"
        return f"{before}{announced}, {held}"


@dataclass(frozen=True)
class Review:
    """Everything that the page of a year says."""

    year: int
    comparisons: Sequence[Comparison]
    funding: Funding | None
    frameworks: Sequence[Framework]
    activity: Activity
    other_years: Sequence[int]

    @property
    def is_stated(self) -> bool:
        """Whether somebody announced something for the year; else it is only counted."""
        return bool(self.comparisons or self.funding)

    @property
    def undated_groups(self) -> int | None:
        """How many groups are known when that is more than were announced for the year.

        Groups carry no years: those that came later cannot be told apart.
        """
        for one in self.comparisons:
            if one.total.key == TotalKey.GROUPS and one.known > one.total.value:
                return one.known
        return None

    @property
    def announced(self) -> Sequence[AnnouncedTotal]:
        return [comparison.total for comparison in self.comparisons]


def years() -> list[int]:
    """The years that have a review, latest first; a year to come has none."""
    known = strategy.announced_years() | figures.active_years()
    return sorted((year for year in known if year <= today().year), reverse=True)


def review(_actor: Actor, *, year: int) -> Review | None:
    """The review of a year; None when nothing is known of it."""
    known_years = years()
    if year not in known_years:
        return None
    frameworks = strategy.frameworks_of(year)
    activity = figures.activity(year)
    known = _known(frameworks, activity)
    return Review(
        year=year,
        comparisons=[
            Comparison(total, known[TotalKey(total.key)])
            for total in strategy.announced(year)
            if total.key in known
        ],
        funding=strategy.funding(year),
        frameworks=frameworks,
        activity=activity,
        other_years=[one for one in known_years if one != year],
    )


def _known(frameworks: Sequence[Framework], activity: Activity) -> dict[str, int]:
    axes = [axis for framework in frameworks for axis in framework.axes]
    return {
        TotalKey.GROUPS: activity.groups,
        TotalKey.CONFERENCES: activity.events_of(EventKind.CONFERENCE),
        TotalKey.STUDY_DAYS: activity.events_of(EventKind.STUDY_DAY),
        TotalKey.DISPOSITIFS: sum(len(axis.dispositifs) for axis in axes),
        TotalKey.AXES: len(axes),
    }
