"""Dates as people say them, in French and in Paris time. Pure functions, no Flask.

Every function takes aware datetimes (any zone) and shows them in Europe/Paris. The spoken forms are
cached: a list of 200 events asks for the same few hundred strings again and again.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from app.kernel.clock import PARIS
from app.kernel.text import NBSP, counted, sentence

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
SHORT_MONTHS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)
TO_BE_SET = "date à préciser"


def _day(day: date | datetime) -> date:
    if isinstance(day, datetime):
        return day.astimezone(PARIS).date()
    return day


def _number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


@lru_cache(maxsize=2048)
def spoken_day(day: date | datetime, *, year: bool = True, weekday: bool = True) -> str:
    """`jeudi 14 mai 2026`; the day and its month stay on one line."""
    day = _day(day)
    text = f"{_number(day)}{NBSP}{MONTHS[day.month - 1]}"
    if year:
        text += f"{NBSP}{day.year}"
    return f"{DAYS[day.weekday()]} {text}" if weekday else text


@lru_cache(maxsize=2048)
def spoken_time(moment: datetime) -> str:
    """`9 h 30`, `14 h`, `0 h 05`."""
    local = moment.astimezone(PARIS)
    hour = f"{local.hour}{NBSP}h"
    return f"{hour}{NBSP}{local.minute:02d}" if local.minute else hour


DAWN = time(6)


@lru_cache(maxsize=2048)
def spoken_end(moment: datetime) -> str:
    """The hour at which something ends: `16 h 30`, and `minuit` for 0 h."""
    local = moment.astimezone(PARIS)
    return "minuit" if local.time() == time(0) else spoken_time(moment)


@lru_cache(maxsize=2048)
def days_of(starts: datetime, ends: datetime) -> tuple[date, ...]:
    """The days in Paris on which something takes place.

    What ends at 0 h does not reach into the next day, nor does what runs on into the night: hours
    before dawn are the end of the day before.
    """
    first, last = _day(starts), _day(ends)
    if last > first and ends.astimezone(PARIS).time() <= DAWN:
        last -= timedelta(days=1)
    return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))


@lru_cache(maxsize=2048)
def spoken_hours(starts: datetime, ends: datetime | None = None) -> str:
    """`de 9 h 30 à 16 h 30`, `à 9 h 30` when the end is not known."""
    if ends is None or ends <= starts:
        return f"à {spoken_time(starts)}"
    return f"de {spoken_time(starts)} à {spoken_end(ends)}"


@lru_cache(maxsize=2048)
def spoken_moment(moment: datetime) -> str:
    """`jeudi 14 mai 2026 à 9 h 30`."""
    return f"{spoken_day(moment)} à {spoken_time(moment)}"


@lru_cache(maxsize=2048)
def spoken_days(first: date | datetime, last: date | datetime) -> str:
    """`du jeudi 14 au vendredi 15 mai 2026`, with month and year said once where they can be."""
    first, last = _day(first), _day(last)
    if first == last:
        return spoken_day(first)
    if first.year != last.year:
        start = spoken_day(first)
    elif first.month != last.month:
        start = spoken_day(first, year=False)
    else:
        start = f"{DAYS[first.weekday()]} {_number(first)}"
    return f"du {start} au {spoken_day(last)}"


@lru_cache(maxsize=2048)
def spoken_span(starts: datetime, ends: datetime | None = None) -> str:
    """`jeudi 14 mai 2026, de 9 h 30 à 16 h 30`, or `du jeudi 14 mai 2026 à 9 h 30 au …`.

    An evening that ends in the night is said on its own day: `…, de 20 h à 1 h`.
    """
    if ends is None or ends <= starts or len(days_of(starts, ends)) == 1:
        return f"{spoken_day(starts)}, {spoken_hours(starts, ends)}"
    last = _day(ends - timedelta(seconds=1))
    one_year = _day(starts).year == last.year
    return (
        f"du {spoken_day(starts, year=not one_year)} à {spoken_time(starts)}"
        f" au {spoken_day(last)} à {spoken_end(ends)}"
    )


@lru_cache(maxsize=512)
def spoken_month(year: int, month: int) -> str:
    """`mai 2026`."""
    return f"{MONTHS[month - 1]}{NBSP}{year}"


@lru_cache(maxsize=512)
def spoken_partial(year: int | None, month: int | None = None, day: int | None = None) -> str:
    """A date of which only the year, or the year and month, may be known.

    `date à préciser`, `date à préciser (2026)`, `date à préciser (mai 2026)`, or the whole day.
    """
    if year is None:
        return TO_BE_SET
    if month is None:
        return f"{TO_BE_SET} ({year})"
    if day is None:
        return f"{TO_BE_SET} ({spoken_month(year, month)})"
    return spoken_day(date(year, month, day))


@lru_cache(maxsize=2048)
def short_day(day: date | datetime) -> str:
    """`14/05/2026`, for tables."""
    return f"{_day(day):%d/%m/%Y}"


@lru_cache(maxsize=2048)
def iso_day(day: date | datetime) -> str:
    """`2026-05-14` in Paris, for `<time datetime>` and month anchors."""
    return _day(day).isoformat()


@lru_cache(maxsize=2048)
def iso_moment(moment: datetime) -> str:
    """`2026-05-14T09:30+02:00` in Paris, for `<time datetime>`."""
    return moment.astimezone(PARIS).isoformat(timespec="minutes")


def distance(day: date | datetime, today: date) -> str:
    """How far a day is: `aujourd’hui`, `demain`, `dans 3 jours`, `il y a 2 mois`.

    Counts calendar days in Paris; weeks are not used, months from 60 days and years from 730 on.
    """
    days = (_day(day) - today).days
    near = {
        -2: "avant-hier",
        -1: "hier",
        0: "aujourd’hui",
        1: "demain",
        2: "après-demain",
    }
    if days in near:
        return near[days]
    amount = abs(days)
    if amount < 60:
        text = counted(amount, "jour")
    elif amount < 730:
        text = counted(amount // 30, "mois", "mois")
    else:
        text = counted(amount // 365, "an")
    return f"dans {text}" if days > 0 else f"il y a {text}"


def duration(length: timedelta) -> str:
    """`30 minutes`, `1 h 30`, `2 heures`, `3 jours`."""
    minutes = round(length.total_seconds() / 60)
    if minutes < 60:
        return counted(minutes, "minute")
    if minutes >= 1440 and minutes % 1440 == 0:
        return counted(minutes // 1440, "jour")
    hours, rest = divmod(minutes, 60)
    return f"{hours}{NBSP}h{NBSP}{rest:02d}" if rest else counted(hours, "heure")


class DateBlock(NamedTuple):
    """What a card shows of a date: `jeu.` `14` `mai`, the spoken span, and the machine form."""

    weekday: str
    day: str
    month: str
    spoken: str
    iso: str


@lru_cache(maxsize=4096)
def date_block(starts: datetime, ends: datetime | None = None) -> DateBlock:
    """Everything a card says of its date, looked up once: lists of 200 cards call only this."""
    day = _day(starts)
    spoken = spoken_span(starts, ends)
    return DateBlock(
        DAYS[day.weekday()][:3] + ".",
        str(day.day),
        SHORT_MONTHS[day.month - 1],
        sentence(spoken),
        iso_moment(starts),
    )
