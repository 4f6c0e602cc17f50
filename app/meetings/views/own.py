"""The pages that mails lead to: answering a convocation, saying which dates would do."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from app.documents.models import Document
from app.documents.views import serve
from app.events.enums import EventStatus
from app.kernel import clock
from app.kernel.access import Actor
from app.meetings import queries, services
from app.meetings.enums import ANSWER_STATES, Answer, PollStatus
from app.meetings.forms.answers import AnswerForm
from app.meetings.forms.polls import VoteForm
from app.meetings.models import Convocation, PollVoter
from app.meetings.tokens import poll_token_of, token_of
from app.meetings.views.section import meetings
from app.web.responses import render_form, see_other
from app.web.routing import by_link, current_actor


@meetings.page("/convocations/<token>", access=by_link(queries.by_token), methods=["GET", "POST"])
def answer(convocation: Convocation) -> ResponseReturnValue:
    form = AnswerForm.of(convocation)
    event = convocation.event
    if form.validate_on_submit():
        with form.refusals():
            changed = services.answer(
                current_actor(),
                convocation,
                answer=form.chosen,
                delegate_name=form.delegate_name.data,
            )
            flash(
                "Votre réponse est enregistrée. Elle peut changer jusqu’au début de la réunion."
                if changed
                else "C’était déjà votre réponse.",
                "success" if changed else "info",
            )
            return see_other("meetings.answer", token=token_of(convocation))
    if form.errors:
        # Locking the rows has unloaded what hangs on them.
        queries.by_token(current_actor(), token_of(convocation))
    is_open = event.status == EventStatus.PUBLISHED and (
        event.starts_at is not None and event.starts_at > clock.now()
    )
    return render_form(
        "meetings/answer.html",
        form,
        convocation=convocation,
        event=event,
        is_open=is_open,
        states=ANSWER_STATES,
        joins=is_open and convocation.answer is Answer.REMOTE,
        token=token_of(convocation),
        documents=queries.documents_of(event.id),
    )


def _load_document(actor: Actor, token: str, document_id: int) -> Document | None:
    convocation = queries.by_token(actor, token)
    if convocation is None:
        return None
    return queries.document_of(convocation.event_id, document_id)


@meetings.page("/convocations/<token>/documents/<int:document_id>", access=by_link(_load_document))
def document(found: Document) -> ResponseReturnValue:
    """A file of the convocation: somebody invited sees it without an account."""
    return serve(found)


@meetings.page("/sondages/<token>", access=by_link(queries.voter_by_token), methods=["GET", "POST"])
def vote(voter: PollVoter) -> ResponseReturnValue:
    form = VoteForm.of(voter)
    if form.validate_on_submit():
        with form.refusals():
            changed = services.vote(current_actor(), voter, form.choices())
            flash(
                "Vos réponses sont enregistrées. Vous pouvez les changer jusqu’au choix de la date."
                if changed
                else "C’étaient déjà vos réponses.",
                "success" if changed else "info",
            )
            return see_other("meetings.vote", token=poll_token_of(voter))
    return render_form(
        "meetings/vote.html",
        form,
        voter=voter,
        poll=voter.poll,
        is_open=voter.poll.status is PollStatus.OPEN,
    )
