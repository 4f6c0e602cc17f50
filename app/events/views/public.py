"""The agenda and the page of an event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.events import seats
from app.events.cards import EventCard, cards, places
from app.events.enums import EventKind, EventMode
from app.events.filters import COMING, PAST, AgendaFilters
from app.events.models import Event
from app.events.queries import CardRow, event_to_show, filter_options
from app.events.queries import agenda as agenda_rows
from app.events.queries.series import departments_of, elsewhere, series_of
from app.events.related import asked, attached, outcomes, registration_state
from app.events.views.month import weeks
from app.events.views.section import events
from app.events.words import is_over
from app.kernel import clock
from app.kernel.dates import spoken_month
from app.kernel.text import counted
from app.reference.queries import notes
from app.web.responses import render
from app.web.routing import PUBLIC, current_actor, restricted

MONTH_VIEW = "mois"


@events.page("/agenda", access=PUBLIC, remember=True)
def agenda() -> ResponseReturnValue:
    filters = AgendaFilters.parse(request.args)
    if request.args.get("vue") == MONTH_VIEW:
        return _month(filters)
    rows = agenda_rows(current_actor(), filters)
    return render(
        "events/agenda.html",
        months=_by_month(rows),
        **_around(filters, len(rows)),
    )


def _month(filters: AgendaFilters) -> str:
    span = filters.span
    first = span[0] if span and (span[1] - span[0]).days < 32 else clock.today().replace(day=1)
    filters = filters.in_period(f"{first:%Y-%m}")
    rows = agenda_rows(current_actor(), filters)
    shown = cards(rows)
    before, after = first - timedelta(days=1), (first + timedelta(days=32)).replace(day=1)
    return render(
        "events/month.html",
        caption=spoken_month(first.year, first.month),
        weeks=weeks(first, shown),
        events=shown,
        previous=_month_link(filters, before),
        next=_month_link(filters, after),
        **_around(filters, len(rows), vue=MONTH_VIEW),
    )


def _month_link(filters: AgendaFilters, day: date) -> tuple[str, str]:
    parameters = filters.with_(periode=f"{day:%Y-%m}", vue=MONTH_VIEW)
    return spoken_month(day.year, day.month), url_for("events.agenda", **parameters)


def _around(filters: AgendaFilters, count: int, **view: Any) -> dict[str, Any]:
    """What surrounds both views: filters, count, addresses of the same agenda elsewhere."""
    return {
        "filters": filters,
        "groups": _filter_groups(filters, view),
        "count": counted(count, "rencontre"),
        "clear": _without_choices(filters, view) if filters.has_choices else None,
        "list_url": url_for("events.agenda", **filters.with_(periode=None)),
        "month_url": url_for("events.agenda", **filters.with_(vue=MONTH_VIEW, periode=None)),
        "past_url": url_for("events.agenda", **filters.with_(periode=PAST)),
        "feed_parameters": filters.with_(periode=None),
        "is_past": filters.periode == PAST,
        "is_coming": filters.periode == COMING,
    }


def _without_choices(filters: AgendaFilters, view: dict[str, Any]) -> str:
    """The same period with every rencontre in it."""
    period = AgendaFilters(periode=filters.periode)
    return url_for("events.agenda", **period.with_(**view))


def _filter_groups(filters: AgendaFilters, view: dict[str, Any]) -> list[dict[str, Any]]:
    """The filters as a sentence of links."""
    options = filter_options(current_actor())
    return [
        _group(filters, view, "type", "Genre", "Toutes les rencontres", _labels(EventKind)),
        _group(filters, view, "groupe", "Groupe", "tous les groupes", options.groups),
        _group(filters, view, "axe", "Axe", "tous les axes", options.axes),
        _group(filters, view, "departement", "Département", "toute la région", options.departments),
        _group(
            filters,
            view,
            "modalite",
            "Participation",
            "sur place ou à distance",
            _labels(EventMode),
        ),
    ]


def _labels(kind: type[EventKind | EventMode]) -> tuple[tuple[str, str], ...]:
    return tuple((member.value, member.label) for member in kind)


def _group(
    filters: AgendaFilters,
    view: dict[str, Any],
    name: str,
    label: str,
    everything: str,
    options: Sequence[tuple[str, str]],
) -> dict[str, Any]:
    chosen = filters.query().get(name)
    path = url_for("events.agenda")
    choices = [
        {
            "label": text,
            "url": _address(path, {**filters.with_(**{name: value}), **view}),
            "current": value == chosen,
        }
        for value, text in ((None, everything), *options)
    ]
    current = next((choice["label"] for choice in choices if choice["current"]), chosen)
    return {"label": label, "current": current, "choices": choices}


def _address(path: str, parameters: dict[str, Any]) -> str:
    """What `url_for` gives, for fifty links of one page: it would take a tenth of its time."""
    return f"{path}?{urlencode(parameters)}" if parameters else path


def _by_month(rows: Sequence[CardRow]) -> list[tuple[tuple[int, int] | None, list[EventCard]]]:
    """Cards under their month, in the order of the rows; those without a date under None."""
    months: defaultdict[tuple[int, int] | None, list[EventCard]] = defaultdict(list)
    for row, card in zip(rows, cards(rows), strict=True):
        day = row.sorts_on
        known = day is not None and (row.starts_at is not None or row.partial_month is not None)
        months[(day.year, day.month) if known and day else None].append(card)
    return list(months.items())


@events.page("/evenements/<slug>", access=restricted(event_to_show), remember=True)
def show(event: Event) -> ResponseReturnValue:
    fills = seats.fills_with_sessions(event.id)
    others = elsewhere(current_actor(), event)
    return render(
        "events/show.html",
        event=event,
        fills=seats.modes(fills),
        sessions=seats.in_time(seats.sessions(fills)),
        registration=registration_state(event),
        outcomes=outcomes(event),
        attached=attached(event),
        asked=asked(event),
        series=series_of(event) if others else None,
        elsewhere=places(others, departments_of(event.series_id or 0)) if others else [],
        notes=notes(event.source_codes),
        today=clock.today(),
        over=is_over(event),
    )
