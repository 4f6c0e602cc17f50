"""Writing a report: the list, its sections, each with its history."""

from __future__ import annotations

from flask import Response, flash, request
from flask.typing import ResponseReturnValue

from app.kernel import clock
from app.kernel.dates import spoken_time
from app.kernel.errors import NotFound, Stale
from app.reference.queries import Notes, departments
from app.reviews import queries, services
from app.reviews.enums import ReviewAction
from app.reviews.forms import OpenForm, SectionForm
from app.reviews.models import Review
from app.reviews.states import REVIEWS, WRITABLE
from app.reviews.views.section import WRITE, WRITE_SECTION, Written, again, reviews
from app.web import autosave
from app.web.responses import render, render_form, see_other
from app.web.routing import allow, current_actor, row_number

FORM = ["GET", "POST"]


@reviews.page("/gestion/bilans", access=allow("review:write"), methods=FORM)
def manage() -> ResponseReturnValue:
    """Every report, and beginning one."""
    form = OpenForm()
    places = departments()
    form.offer([(one.code, f"{one.name} ({one.code})") for one in places], clock.today().year)
    if form.validate_on_submit():
        with form.refusals():
            made = services.open_review(
                current_actor(), year=form.year.data or 0, territory=form.territory.data
            )
            return see_other("reviews.prepare", review_id=made.id)
    return render_form(
        "reviews/manage.html",
        form,
        reviews=queries.reviews(),
        names={one.code: one.name for one in places},
    )


@reviews.page("/gestion/bilans/<int:review_id>", access=WRITE)
def prepare(review: Review) -> ResponseReturnValue:
    """Its sections, what each holds today, and the next step."""
    return render(
        "reviews/prepare.html",
        review=review,
        scope=queries.scope_of(review),
        report=queries.written(review),
        acts=frozenset(REVIEWS.actions(review.status)),
        A=ReviewAction,
        writable=review.status in WRITABLE,
    )


@reviews.page("/gestion/bilans/<int:review_id>/sections/<key>", access=WRITE_SECTION, methods=FORM)
def write(one: Written) -> ResponseReturnValue:
    review, key = one.review, one.key
    section = queries.section_of(review, key)
    form = SectionForm.of(section)
    review_id = review.id
    if form.validate_on_submit():
        try:
            with form.refusals():
                return _save(review, key, form)
        except Stale as stale:
            if autosave.autosaving():
                return autosave.stale(stale.message)
            return _stale(review_id, key, form, stale)
    if autosave.autosaving():
        return autosave.unsaved(form)
    if form.errors:
        review = again(review_id)
    return _write_page(review, key, form)


def _write_page(review: Review, key: str, form: SectionForm, **more: object) -> Response:
    return render_form(
        "reviews/write.html",
        form,
        review=review,
        scope=queries.scope_of(review),
        section=queries.section_of(review, key),
        title=queries.titles(review)[key],
        part=queries.written(review).part(key),
        key=key,
        writable=review.status in WRITABLE,
        no_notes=Notes(),
        **more,
    )


def _save(review: Review, key: str, form: SectionForm) -> ResponseReturnValue:
    actor = current_actor()
    if "keep_theirs" in request.form:
        services.keep_aside(actor, review, key, form.words)
        flash("L’autre texte est gardé. Le vôtre reste dans l’historique des versions.", "success")
        return see_other("reviews.write", review_id=review.id, key=key)
    saved = services.save_section(
        actor, review, key, form.words, version=form.read_version, writer=autosave.writer()
    )
    if autosave.autosaving():
        return autosave.saved(saved.version, saved.updated_at)
    flash(f"Enregistré à {spoken_time(clock.now())}. Rien n’est encore publié.", "success")
    return see_other("reviews.write", review_id=review.id, key=key)


def _stale(review_id: int, key: str, form: SectionForm, stale: Stale) -> Response:
    """Both texts on one page, and the form set to replace the other version knowingly."""
    review = again(review_id)
    section = queries.section_of(review, key)
    form.version.data = str(section.version if section is not None else 0)
    form.version.raw_data = [form.version.data]
    form.form_errors.append(stale.message)
    response = _write_page(review, key, form, theirs=stale.theirs, mine=form.words.data)
    response.status_code = 409
    return response


@reviews.page("/gestion/bilans/<int:review_id>/sections/<key>/versions", access=WRITE_SECTION)
def history(written: Written) -> ResponseReturnValue:
    """Who wrote what and when; one version compared with the one before, or with today's text."""
    review, key = written.review, written.key
    section = queries.section_of(review, key)
    kept = queries.revisions(section.id) if section is not None else []
    wanted = request.args.get("version", type=row_number)
    place = next((n for n, one in enumerate(kept) if one.id == wanted), None)
    if wanted is not None and place is None:
        raise NotFound
    after = before = ""
    if place is not None and section is not None:
        earlier = next((one for one in kept[place + 1 :] if not one.set_aside), None)
        after = _whole(kept[place].content)
        before = _whole(earlier.content) if earlier is not None else ""
        if kept[place].set_aside:
            before = _whole({"text": section.text, "testimonies": section.testimonies})
    return render(
        "reviews/history.html",
        review=review,
        scope=queries.scope_of(review),
        key=key,
        title=written.title,
        kept=kept,
        chosen=None if place is None else kept[place],
        before=before,
        after=after,
    )


def _whole(content: dict[str, str]) -> str:
    return "\n\n".join(text for text in (content["text"], content["testimonies"]) if text)
