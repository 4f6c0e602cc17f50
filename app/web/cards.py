"""The list of events, drawn directly: 200 cards cost 1 ms, against 5 in a template's loop.

The only page element of which people see hundreds at once, hence the only one written this way.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from markupsafe import Markup, escape

from app.kernel.dates import SHORT_MONTHS, date_block
from app.kernel.text import sentence, typographic
from app.web.controls import html

_NO_DATE = '<p class="sy-date sy-date--open" aria-hidden="true"><b>?</b><span>à préciser</span></p>'
_BADGES = {"cancelled": "error", "postponed": "warning"}


class EventCard(Protocol):
    """What a card shows; texts are plain, ready to read, "" for nothing.

    `kind`: conference, study_day, group_meeting or other. `starts_at`, `ends_at`: aware datetimes;
    without `starts_at`, `partial_date_text` is shown, and its year and month where they are known.
    `seats_text` may say several things, parted by " · ". `status_label` is shown when not empty.
    """

    @property
    def url(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def kind_label(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def starts_at(self) -> datetime | None: ...
    @property
    def ends_at(self) -> datetime | None: ...
    @property
    def partial_date_text(self) -> str: ...
    @property
    def partial_year(self) -> int | None: ...
    @property
    def partial_month(self) -> int | None: ...
    @property
    def place_text(self) -> str: ...
    @property
    def mode_label(self) -> str: ...
    @property
    def seats_text(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def status_label(self) -> str: ...


def event_list(events: Iterable[EventCard], level: int = 3) -> Markup:
    """A list of cards; `level` is the rank of their titles (3 under an h2)."""
    return html('<ul class="sy-events">', *(_card(event, level) for event in events), "</ul>")


@lru_cache(maxsize=8192)
def _safe(text: str) -> str:
    """The text dressed and escaped; the same titles and places come back page after page."""
    return str(escape(typographic(text)))


@lru_cache(maxsize=512)
def _open_block(year: int | None, month: int | None) -> str:
    """The date block of an event whose day is not known: no day is invented."""
    if year is None:
        words = "<b>?</b><span>à préciser</span>"
    elif month is None:
        words = f"<span>courant</span><b>{year}</b>"
    else:
        words = f"<b>{SHORT_MONTHS[month - 1]}</b><span>{year}</span>"
    return f'<p class="sy-date sy-date--open" aria-hidden="true">{words}</p>'


def _card(event: EventCard, level: int) -> str:
    if event.starts_at is None:
        block = _open_block(event.partial_year, event.partial_month)
        when = _safe(sentence(event.partial_date_text))
    else:
        date = date_block(event.starts_at, event.ends_at)
        block = (
            f'<p class="sy-date" aria-hidden="true"><span>{date.weekday}</span>'
            f"<b>{date.day}</b><span>{date.month}</span></p>"
        )
        when = f'<time datetime="{date.iso}">{date.spoken}</time>'
    status, place, mode = event.status, event.place_text, event.mode_label
    off = " sy-event--off" if status in _BADGES else ""
    badge = seats = where = ""
    if event.status_label:
        badge = (
            f' <span class="fr-badge fr-badge--sm fr-badge--no-icon fr-badge--'
            f'{_BADGES.get(status, "info")}">{_safe(event.status_label)}</span>'
        )
    if place or mode:
        middle = " · " if place and mode else ""
        where = f'<p class="sy-event__where">{_safe(place)}{middle}{_safe(mode)}</p>'
    if event.seats_text:
        seats = f'<p class="sy-event__seats">{_safe(event.seats_text).replace(" · ", "<br>")}</p>'
    return (
        f'<li class="sy-event sy-kind--{event.kind}{off}">{block}<div class="sy-event__body">'
        f'<p class="sy-event__kind">{_safe(event.kind_label)}{badge}</p>'
        f'<h{level} class="sy-event__title"><a href="{escape(event.url)}">{_safe(event.title)}</a>'
        f'</h{level}><p class="sy-event__when">{when}</p>{where}{seats}</div></li>\n'
    )
