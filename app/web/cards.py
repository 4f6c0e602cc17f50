"""The list of events, drawn directly: 200 cards cost 1 ms, against 5 in a template's loop.

The only page element of which people see hundreds at once, hence the only one written this way.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from markupsafe import Markup, escape

from app.kernel.dates import date_block
from app.kernel.text import typographic
from app.web.controls import html

_NO_DATE = '<p class="sy-date sy-date--open" aria-hidden="true"><b>?</b><span>à préciser</span></p>'
_BADGES = {"cancelled": "error", "postponed": "warning"}


class EventCard(Protocol):
    """What a card shows; texts are plain, ready to read, "" for nothing.

    `kind`: conference, study_day, group_meeting or other. `starts_at`, `ends_at`: aware datetimes;
    without `starts_at`, `partial_date_text` is shown. `status_label` is shown when not empty.
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


def _card(event: EventCard, level: int) -> str:
    if event.starts_at is None:
        block, when = _NO_DATE, str(escape(event.partial_date_text))
    else:
        date = date_block(event.starts_at, event.ends_at)
        block = (
            f'<p class="sy-date" aria-hidden="true"><span>{date.weekday}</span>'
            f"<b>{date.day}</b><span>{date.month}</span></p>"
        )
        when = f'<time datetime="{date.iso}">{date.spoken}</time>'
    off = " sy-event--off" if event.status in _BADGES else ""
    kind = escape(event.kind_label)
    if event.status_label:
        badge = _BADGES.get(event.status, "info")
        kind += html(
            f' <span class="fr-badge fr-badge--sm fr-badge--no-icon fr-badge--{badge}">',
            escape(event.status_label),
            "</span>",
        )
    where = " · ".join(part for part in (event.place_text, event.mode_label) if part)
    return (
        f'<li class="sy-event sy-kind--{event.kind}{off}">{block}<div class="sy-event__body">'
        f'<p class="sy-event__kind">{kind}</p>'
        f'<h{level} class="sy-event__title"><a href="{escape(event.url)}">'
        f"{escape(typographic(event.title))}</a></h{level}>"
        f'<p class="sy-event__when">{when}</p>'
        f"{_line('where', where)}{_line('seats', event.seats_text)}</div></li>\n"
    )


def _line(name: str, text: str) -> str:
    return f'<p class="sy-event__{name}">{escape(text)}</p>' if text else ""
