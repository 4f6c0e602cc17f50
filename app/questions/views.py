"""What an event asks, set by those who run it."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.events.models import Event
from app.events.queries import event_to_run
from app.kernel import clock
from app.questions import services
from app.questions.forms import OptionsForm, QuestionForm
from app.questions.models import EventQuestion
from app.questions.queries import answered_count, asked_of, question_to_edit
from app.questions.services.answers import NEEDS_KEPT
from app.web.responses import render_form, see_other
from app.web.routing import Section, allow, current_actor

questions = Section("questions", __name__)

RUN = allow("question:edit", load=event_to_run)
ONE = allow("question:edit_one", load=question_to_edit)


@questions.page("/gestion/evenements/<slug>/questions", access=RUN, methods=["GET", "POST"])
def plan(event: Event) -> ResponseReturnValue:
    form, asked = OptionsForm(), asked_of(event)
    if form.validate_on_submit():
        services.set_options(current_actor(), event, needs=form.wanted, meals=bool(form.meals.data))
        flash("C’est enregistré.", "success")
        return see_other("questions.plan", slug=event.slug)
    if not form.is_submitted():
        form.show(asked)
    labels = {question.id: question.label for question in asked.questions}
    return render_form("questions/plan.html", form, event=event, asked=asked, labels=labels)


@questions.page(
    "/gestion/evenements/<slug>/questions/nouvelle", access=RUN, methods=["GET", "POST"]
)
def add(event: Event) -> ResponseReturnValue:
    form = QuestionForm()
    form.offer(asked_of(event).questions)
    if form.validate_on_submit():
        with form.refusals():
            services.add(current_actor(), event, form.draft)
            flash("La question est ajoutée.", "success")
            return see_other("questions.plan", slug=event.slug)
    if not form.is_submitted():
        day = event.ends_at or clock.now()
        form.erase_on.data = clock.paris(day).date() + NEEDS_KEPT
    return render_form("questions/edit.html", form, event=event, question=None)


@questions.page(
    "/gestion/evenements/<slug>/questions/<int:question_id>", access=ONE, methods=["GET", "POST"]
)
def edit(found: tuple[Event, EventQuestion]) -> ResponseReturnValue:
    event, question = found
    form = QuestionForm()
    form.offer([one for one in asked_of(event).questions if one.rank < question.rank])
    if form.validate_on_submit():
        with form.refusals():
            changed = services.edit(current_actor(), event, question, form.draft)
            flash("C’est enregistré." if changed else "Rien n’avait changé.", "success")
            return see_other("questions.plan", slug=event.slug)
    if not form.is_submitted():
        form.show(question)
    return render_form(
        "questions/edit.html",
        form,
        event=event,
        question=question,
        answered=answered_count(question),
    )


@questions.page(
    "/gestion/evenements/<slug>/questions/<int:question_id>/retirer", access=ONE, methods=["POST"]
)
def remove(found: tuple[Event, EventQuestion]) -> ResponseReturnValue:
    event, question = found
    services.remove(current_actor(), event, question)
    flash("La question n’est plus posée.", "success")
    return see_other("questions.plan", slug=event.slug)


@questions.page(
    "/gestion/evenements/<slug>/questions/<int:question_id>/monter", access=ONE, methods=["POST"]
)
def move_up(found: tuple[Event, EventQuestion]) -> ResponseReturnValue:
    event, question = found
    services.move_up(current_actor(), event, question)
    return see_other("questions.plan", slug=event.slug)
