"""The way of a report to its readers: read again, validated, published, corrected."""

from __future__ import annotations

from functools import partial

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.kernel.clock import today
from app.reference.queries import notes
from app.reviews import queries, services
from app.reviews.content import differences
from app.reviews.enums import ReviewAction
from app.reviews.forms import CorrectForm
from app.reviews.models import Review
from app.reviews.states import REVIEWS, SHOWN
from app.reviews.views.section import PUBLISH, VALIDATE, WRITE, address, again, reviews
from app.web.responses import render, render_form, see_other
from app.web.routing import current_actor

FORM = ["GET", "POST"]


@reviews.page("/gestion/bilans/<int:review_id>/relire", access=WRITE)
def preview(review: Review) -> ResponseReturnValue:
    """The report as its readers would find it now."""
    report = queries.written(review)
    scope = queries.scope_of(review)
    return render(
        "reviews/preview.html",
        review=review,
        report=report,
        notes=notes(*report.source_codes),
        to=partial(address, scope),
        frozen=review.editions[-1] if review.editions else None,
    )


@reviews.page("/gestion/bilans/<int:review_id>/validation", access=VALIDATE, methods=FORM)
def validate(review: Review) -> ResponseReturnValue:
    """What is still missing is said before figures are frozen."""
    if request.method != "POST":
        report = queries.written(review)
        return render(
            "reviews/validate.html",
            review=review,
            unwritten=[part for part in report.parts if not part.text],
            sections=len(report.parts),
            gaps=sum(len(part.missing) for part in report.parts),
            goes_on=review.year >= today().year,
        )
    made = services.validate(current_actor(), review)
    flash(
        "Le bilan est validé : ses chiffres sont arrêtés à aujourd’hui."
        if made
        else "Le bilan était déjà validé.",
        "success",
    )
    return see_other("reviews.prepare", review_id=review.id)


@reviews.page("/gestion/bilans/<int:review_id>/reouverture", access=VALIDATE, methods=["POST"])
def reopen(review: Review) -> ResponseReturnValue:
    services.reopen(current_actor(), review)
    flash("Le bilan est rouvert : les chiffres seront comptés à nouveau.", "success")
    return see_other("reviews.prepare", review_id=review.id)


@reviews.page("/gestion/bilans/<int:review_id>/publication", access=PUBLISH, methods=["POST"])
def publish(review: Review) -> ResponseReturnValue:
    services.publish(current_actor(), review)
    flash("Le bilan est publié : tout le monde le lit.", "success")
    return see_other("reviews.prepare", review_id=review.id)


@reviews.page("/gestion/bilans/<int:review_id>/correction", access=PUBLISH, methods=FORM)
def correct(review: Review) -> ResponseReturnValue:
    """What would change, and the reason that goes with it."""
    if review.status not in SHOWN:
        # Too early: said as the service would.
        REVIEWS.next(review.status, ReviewAction.CORRECT)
    form, review_id = CorrectForm(), review.id
    if not form.is_submitted():
        form.number.data = str(review.editions[-1].number)
    if form.validate_on_submit():
        with form.refusals():
            made = services.correct(
                current_actor(),
                review,
                reason=form.reason.data or "",
                count_anew=bool(form.count_anew.data),
                number=form.read_number,
            )
            flash("La correction est publiée." if made else "Rien n’avait changé.", "success")
            return see_other("reviews.prepare", review_id=review_id)
    review = again(review_id)
    scope = queries.scope_of(review)
    frozen = queries.edition_report(scope, review.editions[-1])
    texts = {part.key: (part.text, part.testimonies) for part in frozen.parts}
    return render_form(
        "reviews/correct.html",
        form,
        review=review,
        scope=scope,
        figures=differences(frozen, queries.report(scope)),
        texts=[
            (queries.titles(review)[one.key], texts.get(one.key, ("", ""))[0], one.text)
            for one in review.sections
            if (one.text, one.testimonies) != texts.get(one.key, ("", ""))
        ],
    )
