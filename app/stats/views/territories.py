"""The departments and the métropoles, each with all that concerns it."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue

from app.events.cards import cards
from app.kernel import clock
from app.reference.queries import notes
from app.reviews.queries import years
from app.stats.queries.territory import Place, concerned, overview, place_by_slug, places
from app.stats.views.section import stats
from app.stats.views.statistics import file_links
from app.web.responses import render
from app.web.routing import PUBLIC, current_actor, visible


@stats.page("/territoires", access=PUBLIC, remember=True)
def territories() -> ResponseReturnValue:
    year = clock.today().year
    table = overview()
    return render(
        "stats/territories.html",
        places=places(),
        table=table,
        year=year,
        urls={
            line.key: url_for("stats.territory", place=line.key) for line in table.lines if line.key
        },
        links=file_links(table, {"annee": str(year)}),
    )


@stats.page("/territoires/<place>", access=visible(place_by_slug))
def territory(place: Place) -> ResponseReturnValue:
    found = concerned(current_actor(), place)
    known = years()
    return render(
        "stats/territory.html",
        place=place,
        found=found,
        coming=cards(found.coming),
        past=cards(found.past),
        notes=notes(*found.source_codes),
        bilan=next(iter(known), None),
        agenda=url_for("events.agenda", departement=place.department.code),
    )
