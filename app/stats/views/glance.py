"""The year at a glance, for the commissaire and the team."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.events.cards import cards
from app.kernel import clock
from app.stats.queries.glance import glance
from app.stats.views.section import stats
from app.web.responses import render
from app.web.routing import allow, current_actor


@stats.page("/gestion/annee", access=allow("stats:year"))
def year() -> ResponseReturnValue:
    found = glance(current_actor(), clock.today())
    return render("stats/glance.html", found=found, planned=cards(found.planned))
