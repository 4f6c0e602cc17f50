"""Pages of minutes: reading, writing, publishing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue

from app.events.models import Event
from app.events.queries import event_to_show
from app.groups.models import WorkingGroup
from app.groups.queries import group_by_slug
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.dates import spoken_time
from app.kernel.errors import Conflict, NotFound, Stale
from app.minutes import queries, services
from app.minutes.emails import readers_to_tell
from app.minutes.enums import MinutesStatus
from app.minutes.forms import MinutesForm, PublishForm
from app.minutes.models import Minutes, MinutesEdition
from app.minutes.policies import has_begun, writes
from app.minutes.related import Asked, born_of_decisions
from app.web import autosave
from app.web.responses import render, render_form, see_other
from app.web.routing import PUBLIC, Section, allow, current_actor, visible

minutes = Section("minutes", __name__)

PAGE_SIZE = 30
_YEAR = re.compile(r"(19|20)[0-9]{2}")
NOT_BEGUN = (
    "Le compte rendu s’écrit une fois la rencontre commencée. "
    "Une rencontre annulée ou reportée n’en a pas."
)

CHANGED = (
    "Le compte rendu a été modifié depuis que vous avez ouvert cette page. "
    "Relisez-le avant de le publier."
)


def _load(actor: Actor, minutes_id: int) -> Minutes | None:
    return queries.minutes_by_id(actor, minutes_id)


@dataclass(frozen=True)
class Earlier:
    """An edition with the minutes that it is of."""

    minutes: Minutes
    edition: MinutesEdition


def _load_edition(actor: Actor, minutes_id: int, number: int) -> Earlier | None:
    """For those who write only: what was amended may have been a mistake to hide."""
    found = queries.minutes_by_id(actor, minutes_id)
    if found is None or not writes(actor, found.event):
        return None
    return next((Earlier(found, one) for one in found.editions if one.number == number), None)


def _load_event(actor: Actor, slug: str) -> Event | None:
    return event_to_show(actor, slug=slug)


def _load_group(actor: Actor, slug: str) -> WorkingGroup | None:
    return group_by_slug(actor, slug=slug)


WRITE = allow("minutes:write", load=_load_event)


@minutes.page("/comptes-rendus", access=PUBLIC, remember=True)
def index() -> ResponseReturnValue:
    actor = current_actor()
    year = request.args.get("annee", "")
    filters = queries.MinutesFilters(
        groupe=request.args.get("groupe") or None,
        annee=int(year) if _YEAR.fullmatch(year) else None,
    )
    page = max(1, min(request.args.get("page", 1, type=int), 1000))
    lines = queries.published(actor, filters, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE + 1)
    groups, years = queries.filter_options(actor)
    return render(
        "minutes/index.html",
        lines=lines[:PAGE_SIZE],
        filters=filters,
        choices=_choices(filters, groups, years),
        page=page,
        has_next=len(lines) > PAGE_SIZE,
    )


def _choices(
    filters: queries.MinutesFilters, groups: list[tuple[str, str]], years: list[int]
) -> list[dict[str, object]]:
    """The two filters as links, each keeping the other."""

    def link(label: str, current: bool, **values: Any) -> dict[str, object]:
        return {"label": label, "url": url_for("minutes.index", **values), "current": current}

    by_group = [link("Tous les groupes", filters.groupe is None, annee=filters.annee)]
    by_group += [
        link(name, slug == filters.groupe, groupe=slug, annee=filters.annee)
        for slug, name in groups
    ]
    by_year = [link("Toutes les années", filters.annee is None, groupe=filters.groupe)]
    by_year += [
        link(str(year), year == filters.annee, groupe=filters.groupe, annee=year) for year in years
    ]
    return [
        {"label": label, "choices": choices, "current": _current(choices)}
        for label, choices in (("Groupe", by_group), ("Année", by_year))
    ]


def _current(choices: list[dict[str, object]]) -> object:
    return next((c["label"] for c in choices if c["current"]), choices[0]["label"])


@minutes.page("/comptes-rendus/<int:minutes_id>", access=visible(_load), remember=True)
def show(found: Minutes) -> ResponseReturnValue:
    actor = current_actor()
    return render(
        "minutes/show.html",
        minutes=found,
        event=found.event,
        event_visible=queries.event_is_visible(actor, found.event_id),
        born=born_of_decisions(Asked(actor, found)),
    )


@minutes.page(
    "/comptes-rendus/<int:minutes_id>/editions/<int:number>", access=visible(_load_edition)
)
def edition(found: Earlier) -> ResponseReturnValue:
    return render("minutes/edition.html", minutes=found.minutes, edition=found.edition)


@minutes.page("/groupes/<slug>/comptes-rendus/nouveau", access=allow("group:convene", _load_group))
def choose(group: WorkingGroup) -> ResponseReturnValue:
    """Which meeting? Only asked when several wait."""
    waiting = queries.to_write(current_actor(), group.id)
    if len(waiting) == 1:
        return see_other("minutes.write", slug=waiting[0].event_slug)
    return render("minutes/choose.html", group=group, waiting=waiting)


@minutes.page("/gestion/evenements/<slug>/compte-rendu", access=WRITE, methods=["GET", "POST"])
def write(event: Event) -> ResponseReturnValue:
    if not has_begun(event):
        raise Conflict(NOT_BEGUN)
    stored = queries.minutes_of(event.id)
    form = MinutesForm.of(event, stored)
    slug = event.slug
    if form.validate_on_submit():
        try:
            with form.refusals():
                return _save(event, stored, form)
        except Stale as stale:
            if autosave.autosaving():
                return autosave.stale(stale.message)
            return _stale(slug, form, stale)
    if autosave.autosaving():
        return autosave.unsaved(form)
    if form.errors:
        # What the refused act had begun is undone: read again what the page shows.
        event, stored = _again(slug)
    return _write_page(event, stored, form)


def _again(slug: str) -> tuple[Event, Minutes | None]:
    event = event_to_show(current_actor(), slug=slug)
    if event is None:
        raise NotFound
    return event, queries.minutes_of(event.id)


def _write_page(
    event: Event, stored: Minutes | None, form: MinutesForm, **more: object
) -> Response:
    return render_form("minutes/write.html", form, event=event, minutes=stored, **more)


def _save(event: Event, stored: Minutes | None, form: MinutesForm) -> ResponseReturnValue:
    actor = current_actor()
    uploads = form.documents.uploads
    if stored is not None and stored.status is not MinutesStatus.DRAFT:
        if "more" in request.form:
            form.add_rows()
            return _write_page(event, stored, form)
        made = services.amend(
            actor,
            stored,
            form.content,
            version=form.read_version,
            reason=form.reason.data or "",
            uploads=uploads,
        )
        flash("La nouvelle version est publiée." if made else "Rien n’avait changé.", "success")
        return see_other("minutes.show", minutes_id=stored.id)
    saved = services.save_draft(
        actor, event, form.content, version=form.read_version, uploads=uploads
    )
    if autosave.autosaving():
        return autosave.saved(saved.version, saved.updated_at)
    if "publish" in request.form:
        return see_other("minutes.publish", slug=event.slug)
    flash(f"Enregistré à {spoken_time(clock.now())}. Personne d’autre ne le lit encore.", "success")
    anchor = f"decision-{len(saved.decisions) + 1}" if "more" in request.form else None
    return see_other("minutes.write", slug=event.slug, _anchor=anchor)


def _stale(slug: str, form: MinutesForm, stale: Stale) -> Response:
    """Both texts on one page, and the form set to replace the other version knowingly."""
    event, stored = _again(slug)
    form.version.data = str(stored.version if stored is not None else 0)
    form.version.raw_data = [form.version.data]
    form.form_errors.append(stale.message)
    response = _write_page(event, stored, form, theirs=stale.theirs)
    response.status_code = 409
    return response


@minutes.page(
    "/gestion/evenements/<slug>/compte-rendu/publication", access=WRITE, methods=["GET", "POST"]
)
def publish(event: Event) -> ResponseReturnValue:
    stored = queries.minutes_of(event.id)
    if stored is None:
        return see_other("minutes.write", slug=event.slug)
    if stored.status is not MinutesStatus.DRAFT:
        return see_other("minutes.show", minutes_id=stored.id)
    form = PublishForm()
    if not form.is_submitted():
        form.version.data = str(stored.version)
    if form.validate_on_submit():
        minutes_id = stored.id
        try:
            with form.refusals():
                services.publish(current_actor(), stored, version=form.read_version)
                flash("Le compte rendu est publié.", "success")
                return see_other("minutes.show", minutes_id=minutes_id)
        except Stale as stale:
            raise Conflict(CHANGED) from stale
    event_id = event.id
    stored = queries.minutes_of(event_id)
    if stored is None:
        raise NotFound
    told = readers_to_tell(current_actor(), stored.event)
    return render_form(
        "minutes/publish.html", form, event=stored.event, minutes=stored, told=len(told)
    )
