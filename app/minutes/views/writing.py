"""Writing minutes: the form, saved by its button or by itself, and the history of the text."""

from __future__ import annotations

from flask import Response, flash, request
from flask.typing import ResponseReturnValue

from app.events.models import Event
from app.groups.models import WorkingGroup
from app.groups.queries import group_by_slug
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.dates import spoken_day, spoken_time
from app.kernel.errors import Conflict, NotFound, Stale
from app.minutes import queries, services
from app.minutes.content import data_of, text_of
from app.minutes.emails import readers_to_tell
from app.minutes.enums import MinutesStatus
from app.minutes.forms import MinutesForm
from app.minutes.models import Minutes
from app.minutes.policies import has_begun
from app.minutes.queries import stored_content
from app.minutes.services.life import first_end
from app.minutes.states import WRITABLE
from app.minutes.views.section import NOT_BEGUN, WRITE, again, minutes
from app.web import autosave
from app.web.responses import render, render_form, see_other
from app.web.routing import allow, current_actor, row_number

LISTS = ("items", "decisions", "actions", "people", "counts")


def _load_group(actor: Actor, slug: str) -> WorkingGroup | None:
    return group_by_slug(actor, slug=slug)


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
        event, stored = again(slug)
    return _write_page(event, stored, form)


def _write_page(
    event: Event, stored: Minutes | None, form: MinutesForm, **more: object
) -> Response:
    form.fill_up()
    members = len(readers_to_tell(current_actor(), event)) if "until" in form else 0
    return render_form(
        "minutes/write.html", form, event=event, minutes=stored, members=members, **more
    )


def _save(event: Event, stored: Minutes | None, form: MinutesForm) -> ResponseReturnValue:
    actor = current_actor()
    uploads = form.documents.uploads
    if stored is not None and "keep_theirs" in request.form:
        services.keep_aside(actor, stored, form.content)
        flash("L’autre texte est gardé. Le vôtre reste dans l’historique des versions.", "success")
        return see_other("minutes.write", slug=event.slug)
    if stored is not None and stored.status not in WRITABLE:
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
        actor,
        event,
        form.content,
        version=form.read_version,
        uploads=uploads,
        writer=autosave.writer(),
    )
    if autosave.autosaving():
        return autosave.saved(saved.version, saved.updated_at)
    if "circulate" in request.form and saved.status is MinutesStatus.DRAFT:
        until = form.until.data or first_end()
        minutes_id = saved.id
        services.circulate(actor, saved, version=saved.version, until=until)
        flash(f"Envoyé. Relecture jusqu’au {spoken_day(until)}.", "success")
        return see_other("minutes.show", minutes_id=minutes_id)
    flash(f"Enregistré à {spoken_time(clock.now())}. Personne d’autre ne le lit encore.", "success")
    anchor = None
    if "more" in request.form:
        anchor = request.form["more"] if request.form["more"] in LISTS else "decisions"
    return see_other("minutes.write", slug=event.slug, _anchor=anchor)


def _stale(slug: str, form: MinutesForm, stale: Stale) -> Response:
    """Both texts on one page, and the form set to replace the other version knowingly."""
    event, stored = again(slug)
    form.version.data = str(stored.version if stored is not None else 0)
    form.version.raw_data = [form.version.data]
    form.form_errors.append(stale.message)
    response = _write_page(
        event, stored, form, theirs=stale.theirs, mine=text_of(data_of(form.content))
    )
    response.status_code = 409
    return response


@minutes.page("/gestion/evenements/<slug>/compte-rendu/versions", access=WRITE)
def history(event: Event) -> ResponseReturnValue:
    """Who wrote what and when; one version compared with the one before, or with today's text."""
    stored = queries.minutes_of(event.id)
    if stored is None:
        raise NotFound
    kept = queries.revisions(stored.id)
    wanted = request.args.get("version", type=row_number)
    place = next((n for n, one in enumerate(kept) if one.id == wanted), None)
    if wanted is not None and place is None:
        raise NotFound
    after = before = ""
    if place is not None:
        earlier = next((one for one in kept[place + 1 :] if not one.set_aside), None)
        after = text_of(kept[place].content)
        before = text_of(earlier.content) if earlier is not None else ""
        if kept[place].set_aside:
            before = text_of(data_of(stored_content(stored)))
    return render(
        "minutes/history.html",
        event=event,
        minutes=stored,
        kept=kept,
        chosen=None if place is None else kept[place],
        before=before,
        after=after,
    )
