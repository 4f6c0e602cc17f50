"""Home page, the team's dashboard, and the pages a public site owes."""

from __future__ import annotations

from flask import jsonify, url_for
from flask.typing import ResponseReturnValue

from app.documents import antivirus
from app.documents.storage import storage_ok
from app.events.cards import cards
from app.events.queries import next_events
from app.groups.enums import GroupStatus
from app.groups.queries import all_groups, announced_groups
from app.home import queries
from app.home.todo import waiting_for
from app.kernel.availability import DatabaseState, database_state
from app.outbox import health as health_of_mail
from app.proposals.queries.cards import latest_answers
from app.reviews.queries import years
from app.strategy.queries import announced_years, frameworks
from app.web.responses import render
from app.web.routing import ANONYMOUSLY, PUBLIC, Section, allow, current_actor

home = Section("home", __name__)

NEXT_EVENTS = 4
LATEST_ANSWERS = 3


@home.page("/", access=PUBLIC, remember=True)
def index() -> ResponseReturnValue:
    actor = current_actor()
    groups = [group for group in all_groups() if group.status is not GroupStatus.CLOSED]
    return render(
        "home/index.html",
        todos=waiting_for(actor),
        events=cards(next_events(actor, NEXT_EVENTS)),
        groups=groups,
        announced=announced_groups(),
        answers=latest_answers(LATEST_ANSWERS),
        last_review=_review_to_show(),
    )


def _review_to_show() -> int | None:
    """The latest year that was stated somewhere; else the latest of which anything is known."""
    stated = announced_years()
    return max(stated) if stated else next(iter(years()), None)


@home.page("/gestion", access=allow("home:manage"))
def manage() -> ResponseReturnValue:
    return render("home/manage.html", todos=waiting_for(current_actor()), counts=queries.counts())


@home.page("/plan-du-site", access=PUBLIC)
def sitemap() -> ResponseReturnValue:
    strategy = [
        (framework.name, url_for("strategy.framework", framework_slug=framework.slug))
        for framework in frameworks()
    ]
    groups = [(group.name, url_for("groups.show", slug=group.slug)) for group in all_groups()]
    reviews = [(f"Bilan de {year}", url_for("reviews.show", year=year)) for year in years()]
    found = (
        ("Les groupes de travail", groups),
        ("La stratégie", strategy),
        ("Les bilans", reviews),
    )
    sections = [{"title": title, "links": links} for title, links in found if links]
    return render("legal/sitemap.html", sections=sections)


@home.page("/accessibilite", access=PUBLIC)
def accessibility() -> ResponseReturnValue:
    return render("legal/accessibility.html")


@home.page("/mentions-legales", access=PUBLIC)
def legal_notice() -> ResponseReturnValue:
    return render("legal/mentions.html")


@home.page("/donnees-personnelles", access=PUBLIC)
def privacy() -> ResponseReturnValue:
    return render("legal/privacy.html")


@home.page("/sante", access=ANONYMOUSLY)
def health() -> ResponseReturnValue:
    """200 when people can be served, 503 otherwise; `mail` says why none leaves, if none does."""
    database, storage = database_state(), storage_ok()
    ready = database is DatabaseState.OK and storage
    sending = _mail_state() if ready else "unknown"
    state = {
        "status": "unavailable" if not ready else "degraded" if sending == "waiting" else "ok",
        "database": database.value,
        "storage": "ok" if storage else "unusable",
        "mail": sending,
    }
    if antivirus.is_configured():
        # Files are refused meanwhile, all the rest goes on: the service is not taken out for it.
        state["antivirus"] = "ok" if antivirus.is_available() else "unreachable"
    return jsonify(state), 200 if ready else 503


def _mail_state() -> str:
    obstacle = health_of_mail.obstacle()
    if obstacle is None:
        return "ok"
    return "files" if obstacle.lasting else "waiting"
