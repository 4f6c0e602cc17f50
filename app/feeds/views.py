"""Addresses of calendars, and the two pages that help people use them."""

from __future__ import annotations

from urllib.parse import quote

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from app.events.filters import AgendaFilters
from app.feeds import calendars, names, queries, services
from app.feeds.forms import FeedForm
from app.feeds.http import PRIVATE_CACHE, answer
from app.feeds.models import CalendarFeed
from app.feeds.queries import FeedOwner
from app.kernel import links
from app.kernel.access import Actor
from app.kernel.errors import NotFound
from app.web.responses import render, render_form, see_other
from app.web.routing import (
    ANONYMOUSLY,
    PUBLIC,
    SIGNED_IN,
    Access,
    Section,
    ask_to_sign_in,
    current_actor,
)

feeds = Section("feeds", __name__)


@feeds.page("/agenda.ics", access=ANONYMOUSLY)
def agenda() -> Response:
    """The public agenda, with the filters of the page."""
    return answer(calendars.agenda(AgendaFilters.parse(request.args)))


@feeds.page("/groupes/<slug>.ics", access=ANONYMOUSLY)
def group(slug: str) -> Response:
    return answer(calendars.group(slug))


@feeds.page("/evenements/<slug>.ics", access=ANONYMOUSLY)
def event(slug: str) -> Response:
    """One event as a file. The session is read only for one that not everybody sees."""
    filename = f"{slug}.ics"
    try:
        return answer(calendars.event_file(slug), filename=filename)
    except NotFound:
        actor = current_actor()
        row = queries.file_row(actor, slug)
    if row is None and not actor.is_signed_in:
        return ask_to_sign_in()
    if row is None:
        raise NotFound("Ce rendez-vous n’existe pas, ou n’a pas encore de date.")
    body = calendars.reserved_file(row)
    return answer(body, cache=PRIVATE_CACHE, filename=filename, secret=True)


def _owner(_actor: Actor, token: str) -> FeedOwner | None:
    return services.owner_of(token)


@feeds.page("/calendriers/<token>.ics", access=Access(load=_owner, anonymous=True, secret=True))
def personal(owner: FeedOwner) -> Response:
    """What one person follows; whoever has the address reads it, and can do nothing else."""
    response = answer(calendars.personal(owner), cache=PRIVATE_CACHE, secret=True)
    # A transaction of its own, once a day and feed: reading it stays reading.
    services.note_use(owner)
    return response


@feeds.page("/agenda/abonnement", access=PUBLIC)
def subscribe() -> ResponseReturnValue:
    """How to follow the agenda in one's own calendar."""
    filters = AgendaFilters.parse(request.args)
    asked = filters.query()
    if asked.keys() == {"groupe"}:
        address = links.url("feeds.group", slug=filters.groupe)
    else:
        address = links.url("feeds.agenda", **asked)
    return render(
        "feeds/subscribe.html",
        address=address,
        chosen=names.agenda_name(filters) if asked else None,
        one_click=_one_click(address),
    )


@feeds.page("/compte/agenda", access=SIGNED_IN, methods=["GET", "POST"])
def own() -> ResponseReturnValue:
    """One's private feeds: their addresses, a new one."""
    actor = current_actor()
    form = FeedForm()
    if form.validate_on_submit():
        with form.refusals():
            services.create(actor, name=form.name.data or "")
            flash("Votre calendrier est prêt : copiez son adresse ci-dessous.", "success")
            return see_other("feeds.own")
    listed = [
        (feed, links.url("feeds.personal", token=services.token(feed)))
        for feed in queries.feeds_of(actor.account_id)
    ]
    return render_form("feeds/own.html", form, feeds=listed)


@feeds.page(
    "/compte/agenda/<int:feed_id>/supprimer",
    access=Access(signed_in=True, load=queries.feed_of),
    methods=["POST"],
)
def revoke(feed: CalendarFeed) -> ResponseReturnValue:
    services.revoke(current_actor(), feed)
    flash(f"Le calendrier « {feed.name} » ne répond plus.", "success")
    return see_other("feeds.own")


def _one_click(address: str) -> dict[str, str]:
    """Addresses that open a client on the question "subscribe?"."""
    webcal = f"webcal://{address.partition('://')[2]}"
    encoded = quote(address, safe="")
    return {
        "webcal": webcal,
        "google": f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        "outlook": f"https://outlook.office.com/calendar/0/addfromweb?url={encoded}&name=Synergies",
    }
