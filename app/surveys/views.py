"""Preparing a questionnaire, sending it, answering it, reading what came."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from flask import flash, request
from flask.typing import ResponseReturnValue

from app.audit import services as audit
from app.events.models import Event
from app.events.queries import event_to_run
from app.kernel import clock
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.text import counted
from app.sheets.tables import safe_text
from app.surveys import services
from app.surveys.enums import QuestionKind
from app.surveys.forms import ClosingForm, QuestionForm, answer_form, answers_of
from app.surveys.models import Survey, SurveyLink
from app.surveys.policies import FEWEST_ANSWERS
from app.surveys.queries import (
    ballots,
    filled,
    is_closed,
    link_to_answer,
    results,
    survey_of,
    to_invite,
)
from app.web.responses import download, render, render_form, see_other
from app.web.routing import PUBLIC, Section, allow, by_link, current_actor, row_number
from app.web.security import limiter

surveys = Section("surveys", __name__)
RUN = allow("survey:run", load=event_to_run)
OPEN_FOR = timedelta(days=14)
CSV = "text/csv; charset=utf-8"


def _survey(event: Event) -> Survey:
    survey = survey_of(event)
    if survey is None:
        raise NotFound
    return survey


@surveys.page("/gestion/evenements/<slug>/questionnaire", access=RUN, methods=["GET", "POST"])
def prepare(event: Event) -> ResponseReturnValue:
    """Create it, or set its last day."""
    survey = survey_of(event)
    default = survey.closes_on if survey else clock.today() + OPEN_FOR
    form = ClosingForm(closes_on=default)
    if form.validate_on_submit() and (day := form.closes_on.data) is not None:
        with form.refusals():
            if survey is None:
                services.create(current_actor(), event, closes_on=day)
                flash("Le questionnaire est créé, avec des premières questions.", "success")
            else:
                services.set_closing(current_actor(), survey, closes_on=day)
                flash("C’est enregistré.", "success")
            return see_other("surveys.prepare", slug=event.slug)
    return _page(event, form)


def _page(
    event: Event, form: ClosingForm, question: QuestionForm | None = None
) -> ResponseReturnValue:
    survey = survey_of(event)
    return render_form(
        "surveys/prepare.html",
        question or form,
        event=event,
        survey=survey,
        closing=form,
        question=question or QuestionForm(formdata=None),
        waiting=len(to_invite(survey)) if survey else 0,
        answered=ballots(survey) if survey else 0,
        closed=survey is not None and is_closed(survey),
        offers=(QuestionKind.CHOICE, QuestionKind.CHOICES),
    )


@surveys.page("/gestion/evenements/<slug>/questionnaire/questions", access=RUN, methods=["POST"])
def add_question(event: Event) -> ResponseReturnValue:
    survey = _survey(event)
    form = QuestionForm()
    if form.validate_on_submit():
        with form.refusals():
            services.add_question(
                current_actor(),
                survey,
                kind=QuestionKind(form.kind.data),
                text=form.text.data or "",
                choices=form.lines,
                required=bool(form.required.data),
            )
            flash("La question est ajoutée.", "success")
            return see_other("surveys.prepare", slug=event.slug)
    return _page(event, ClosingForm(formdata=None, closes_on=survey.closes_on), form)


@surveys.page(
    "/gestion/evenements/<slug>/questionnaire/questions/retirer", access=RUN, methods=["POST"]
)
def remove_question(event: Event) -> ResponseReturnValue:
    number = request.form.get("question", 0, type=row_number)
    if services.remove_question(current_actor(), _survey(event), number):
        flash("La question est retirée.", "success")
    return see_other("surveys.prepare", slug=event.slug)


@surveys.page("/gestion/evenements/<slug>/questionnaire/envoi", access=RUN, methods=["POST"])
def send(event: Event) -> ResponseReturnValue:
    told = services.send(current_actor(), _survey(event))
    people = counted(told, "personne reçoit", "personnes reçoivent")
    flash(f"{people} le questionnaire." if told else "Personne de plus à qui écrire.", "success")
    return see_other("surveys.prepare", slug=event.slug)


@surveys.page("/gestion/evenements/<slug>/questionnaire/resultats", access=RUN)
def read(event: Event) -> ResponseReturnValue:
    survey = _survey(event)
    return render(
        "surveys/results.html",
        event=event,
        survey=survey,
        results=results(survey),
        answered=ballots(survey),
        fewest=FEWEST_ANSWERS,
    )


@surveys.page(
    "/gestion/evenements/<slug>/questionnaire/resultats.csv", access=RUN, methods=["POST"]
)
def export(event: Event) -> ResponseReturnValue:
    survey = _survey(event)
    rows = filled(survey)
    if not rows:
        raise Conflict(f"Il faut au moins {FEWEST_ANSWERS} réponses pour les emporter.")
    audit.record(current_actor(), "survey:export", survey, after={"lines": len(rows)})
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_text(question.text) for question in survey.questions])
    for row in rows:
        cells = (" | ".join(row.get(question.id, ())) for question in survey.questions)
        writer.writerow([safe_text(cell) for cell in cells])
    return download(text.getvalue().encode("utf-8-sig"), f"questionnaire-{event.slug}.csv", CSV)


@surveys.page("/questionnaires/merci", access=PUBLIC)
def thanks() -> ResponseReturnValue:
    return render("surveys/thanks.html")


@surveys.page("/questionnaires/<token>", access=by_link(link_to_answer), methods=["GET", "POST"])
@limiter.limit("120 per minute", methods=["POST"])
def answer(link: SurveyLink) -> ResponseReturnValue:
    survey = link.survey
    form = answer_form(survey)
    if form.validate_on_submit():
        try:
            services.answer(link, answers_of(form, survey))
        except Invalid as refusal:
            # It refuses before it writes: what was typed stays.
            form.refuse(refusal)
        else:
            return see_other("surveys.thanks")
    return render_form(
        "surveys/answer.html",
        form,
        event=survey.event,
        survey=survey,
        closed=is_closed(survey),
    )
