"""What stood in the register, and where a proposal was, at the end of a past day."""

from __future__ import annotations

from flask import make_response, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel import clock
from app.proposals.models import Answer, Proposal, ProposalVersion
from app.proposals.policies import reads_version, shown_label, sight, title_seen
from app.proposals.queries import history
from app.proposals.queries.cards import BADGES, private_title
from app.proposals.views.section import load, proposals
from app.web.responses import render
from app.web.routing import PUBLIC, current_actor, restricted, row_number

WRONG = "Donnez une date passée, comme 31/12/2025."


@proposals.page("/propositions/historique", access=PUBLIC)
def register_on() -> ResponseReturnValue:
    typed = request.args.get("au", "")
    day = history.day_asked(typed)
    page = history.register_on(day, request.args.get("page", 1, type=row_number)) if day else None
    response = make_response(
        render(
            "proposals/register_on.html",
            day=day,
            page=page,
            today=clock.today(),
            error=WRONG if typed and day is None else "",
            page_url=lambda n: url_for("proposals.register_on", au=typed, page=n),
        )
    )
    response.status_code = 422 if typed and day is None else 200
    return response


@proposals.page("/propositions/<reference>/historique", access=restricted(load))
def proposal_on(proposal: Proposal) -> ResponseReturnValue:
    """Its state, text and answer at the end of a day, as far as the reader reads them today."""
    typed = request.args.get("au", "")
    day = history.day_asked(typed)
    wrong = bool(typed) and day is None
    then: dict[str, object] = {}
    seen = sight(current_actor(), proposal)
    if day is not None:
        until = history.end_of(day)
        state = history.public_states([proposal.id], until).get(proposal.id)
        versions: list[ProposalVersion] = [
            one
            for one in proposal.versions
            if one.created_at < until and reads_version(seen, proposal, one.number)
        ]
        answers: list[Answer] = [
            one for one in seen.answers if one.notified_at is not None and one.notified_at < until
        ]
        then = {
            "label": shown_label(state, known=False) if state else "",
            "badge": BADGES.get(state, "") if state else "",
            "version": versions[-1] if versions else None,
            "answer": answers[-1] if answers else None,
        }
    response = make_response(
        render(
            "proposals/proposal_on.html",
            reference=proposal.reference,
            title=title_seen(proposal, seen) or private_title(seen.state),
            day=day,
            then=then,
            today=clock.today(),
            error=WRONG if wrong else "",
        )
    )
    response.status_code = 422 if wrong else 200
    return response
