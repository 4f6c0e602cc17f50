"""Remarks on circulated minutes: by members, by those present with a link; and their answers."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.kernel.access import Actor
from app.kernel.links import token_hash
from app.kernel.numbers import whole_or
from app.minutes import queries, services
from app.minutes.enums import MinutesStatus
from app.minutes.forms import AnswerForm, CommentForm
from app.minutes.models import Minutes, Reader
from app.minutes.policies import comments as may_comment
from app.minutes.policies import writes
from app.minutes.views.section import load, minutes
from app.web import quotas
from app.web.responses import render_form, see_other
from app.web.routing import by_link, current_actor, restricted

FORM = ["GET", "POST"]


@dataclass(frozen=True)
class Reading:
    """Somebody with a private link, and what they read."""

    reader: Reader
    minutes: Minutes


def _load_reading(_actor: Actor, token: str) -> Reading | None:
    found = queries.reader_by_token(token_hash(token))
    return Reading(*found) if found is not None else None


def _load_circulated(actor: Actor, minutes_id: int) -> Minutes | None:
    """For members and those who write, once the text has been sent round."""
    found = load(actor, minutes_id)
    if found is None or not found.circulations:
        return None
    inside = may_comment(actor, found) or writes(actor, found.event)
    return found if inside else None


@minutes.page(
    "/comptes-rendus/<int:minutes_id>/remarques",
    access=restricted(_load_circulated),
    methods=FORM,
)
def comments(found: Minutes) -> ResponseReturnValue:
    """All remarks; a member adds one, those who write answer."""
    actor = current_actor()
    form, minutes_id = CommentForm(), found.id
    answering = AnswerForm() if "comment" in request.form and writes(actor, found.event) else None
    if answering is not None and answering.validate_on_submit():
        number = answering.comment.data or ""
        with answering.refusals():
            services.answer(
                actor,
                found,
                whole_or(number, 0),
                taken_up="taken_up" in request.form,
                answer=answering.answer.data or "",
            )
            flash("Réponse enregistrée.", "success")
            return see_other("minutes.comments", minutes_id=minutes_id, _anchor=f"r{number}")
    elif answering is None and form.validate_on_submit():
        with form.refusals():
            services.comment(
                actor, found, text=form.text.data or "", passage=form.passage.data or None
            )
            flash("Votre remarque est enregistrée.", "success")
            return see_other("minutes.comments", minutes_id=minutes_id)
    if form.is_submitted():
        found = queries.minutes_of(found.event_id) or found
    elif request.args.get("passage"):
        form.passage.data = request.args["passage"][:2_000]
    shown = answering if answering is not None else form
    return render_form(
        "minutes/comments.html",
        shown,
        comment_form=form,
        minutes=found,
        event=found.event,
        open=found.status is MinutesStatus.CIRCULATED,
        answers=writes(actor, found.event),
    )


# In a day, by one link: each is told to those who write the minutes.
MOST_REMARKS = 30


@minutes.page("/comptes-rendus/relecture/<token>", access=by_link(_load_reading), methods=FORM)
def read(reading: Reading) -> ResponseReturnValue:
    """The circulated text, for somebody present who is no member."""
    form, found, token = CommentForm(), reading.minutes, request.view_args or {}
    if form.validate_on_submit():
        with form.refusals():
            quotas.use_link("remark", reading.reader.id, MOST_REMARKS, field="text")
            services.comment(
                current_actor(),
                found,
                text=form.text.data or "",
                passage=form.passage.data or None,
                reader=reading.reader,
            )
            flash("Merci, votre remarque est enregistrée.", "success")
            return see_other("minutes.read", **token)
    if form.is_submitted():
        found = queries.minutes_of(found.event_id) or found
    return render_form(
        "minutes/read.html",
        form,
        minutes=found,
        event=found.event,
        said=found.circulations[-1].content,
        reader=reading.reader,
        open=found.status is MinutesStatus.CIRCULATED,
    )
