"""The team's list and the page of one instruction."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import abort, flash, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel import clock
from app.kernel.text import counted
from app.proposals import services
from app.proposals.enums import ProposalAction as A
from app.proposals.models import Proposal
from app.proposals.queries import work
from app.proposals.queries.cards import BADGES
from app.proposals.views.act_pages import ACTS
from app.proposals.views.page import build
from app.proposals.views.section import load, proposals
from app.web.responses import render, see_other
from app.web.routing import allow, current_actor, row_number


@proposals.page("/gestion/propositions", access=allow("proposal:manage"))
def manage() -> ResponseReturnValue:
    step = request.args.get("etape") or None
    if step is not None and step not in (*work.STEPS, work.CLOSED):
        abort(404, "Ce filtre n’existe pas.")
    instructor = request.args.get("instruction", type=row_number)
    page = work.to_instruct(
        step=step, instructor_id=instructor, number=request.args.get("page", 1, type=row_number)
    )
    here = {"etape": step, "instruction": str(instructor) if instructor else None}
    return render(
        "proposals/manage.html",
        page=page,
        groups=_filters(here),
        filtered=bool(step or instructor),
        count=counted(page.total, "proposition"),
        page_url=lambda n: _address({**here, "page": str(n)}),
        badges=BADGES,
        today=clock.today(),
    )


def _address(query: dict[str, str | None]) -> str:
    given = {name: value for name, value in query.items() if value}
    return url_for("proposals.manage") + (f"?{urlencode(given)}" if given else "")


def _filters(here: dict[str, str | None]) -> list[dict[str, object]]:
    steps = [(name, label) for name, (label, _) in work.STEPS.items()]
    steps.append((work.CLOSED, "Closes"))
    people = [
        (str(account_id), f"instruites par {name}") for account_id, name in work.instructors()
    ]
    return [
        _filter(here, "etape", "Étape", [("", "Tout ce qui est en cours"), *steps]),
        _filter(here, "instruction", "Instruction", [("", "instruites par tous"), *people]),
    ]


def _filter(
    here: dict[str, str | None], name: str, label: str, options: list[tuple[str, str]]
) -> dict[str, object]:
    return {
        "label": label,
        "current": dict(options).get(here[name] or "", "?"),
        "choices": [
            {
                "label": text,
                "url": _address({**here, name: value}),
                "current": value == (here[name] or ""),
            }
            for value, text in options
        ],
    }


@proposals.page("/gestion/propositions/<reference>", access=allow("proposal:manage", load=load))
def instruct(proposal: Proposal) -> ResponseReturnValue:
    page = build(current_actor(), proposal)
    return render(
        "proposals/instruct.html",
        page=page,
        proposal=proposal,
        acts=[act for act in ACTS if act.action in page.acts],
        today=clock.today(),
    )


@proposals.page(
    "/gestion/propositions/<reference>/action-terminee",
    access=allow(f"proposal:{A.COMPLETE_FOLLOW_UP}", load=load),
    methods=("POST",),
)
def complete_follow_up(proposal: Proposal) -> ResponseReturnValue:
    follow_up_id = request.form.get("follow_up_id", 0, type=row_number)
    services.complete_follow_up(current_actor(), proposal, follow_up_id=follow_up_id)
    flash("L’action est terminée.", "success")
    return see_other("proposals.instruct", reference=proposal.reference)
