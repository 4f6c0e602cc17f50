"""When an event takes place: an exact time, a day, a month, a year, or not known yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.kernel import clock
from app.kernel.dates import spoken_partial, spoken_span
from app.kernel.errors import Invalid


@dataclass(frozen=True)
class When:
    """Exact (`starts_at`, `ends_at`), partial (`year`, maybe `month`, maybe `day`) or unknown."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.starts_at is None and self.ends_at is not None:
            raise Invalid({"starts_at": "Indiquez aussi le début."})
        if self.starts_at is not None and self.ends_at is None:
            raise Invalid({"ends_at": "Indiquez aussi la fin."})
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise Invalid({"ends_at": "La fin doit venir après le début."})
        for moment in (self.starts_at, self.ends_at):
            # Calendars of partners stop there (calendar rule E17).
            if moment and not 1970 <= moment.year <= 2037:
                raise Invalid({"starts_at": "L’année doit être comprise entre 1970 et 2037."})

    @property
    def is_exact(self) -> bool:
        return self.starts_at is not None

    @property
    def sorts_on(self) -> date | None:
        """The day under which lists file it: the first of a month or year only partly known."""
        if self.starts_at is not None:
            return clock.paris(self.starts_at).date()
        if self.year is not None:
            return date(self.year, self.month or 1, self.day or 1)
        return None

    @property
    def ends_before(self) -> date | None:
        """The day after the last on which it may take place; None when nothing is known of it."""
        if self.ends_at is not None:
            return clock.paris(self.ends_at).date() + timedelta(days=1)
        if self.year is None:
            return None
        if self.month is None:
            return date(self.year + 1, 1, 1)
        if self.day is None:
            return date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return date(self.year, self.month, self.day) + timedelta(days=1)

    @property
    def spoken(self) -> str:
        if self.starts_at is not None:
            return spoken_span(self.starts_at, self.ends_at)
        return spoken_partial(self.year, self.month, self.day)


UNKNOWN = When()
