"""The public register and the page of one proposal."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.kernel.text import counted
from app.proposals.acknowledgement import acknowledgement as make_acknowledgement
from app.proposals.filters import MOST_TYPED, STATES, RegisterFilters
from app.proposals.models import Proposal
from app.proposals.policies import shown_label, sight
from app.proposals.queries import cards, register
from app.proposals.queries.choices import filter_choices
from app.proposals.queries.listing import years
from app.proposals.views.page import build
from app.proposals.views.section import load, proposals
from app.web.responses import download, render
from app.web.routing import PUBLIC, current_actor, restricted, row_number


@proposals.page("/propositions", access=PUBLIC, remember=True)
def index() -> ResponseReturnValue:
    filters = RegisterFilters.parse(request.args)
    page = register(filters, request.args.get("page", 1, type=row_number))
    own = cards.own(current_actor()) if filters.is_empty and page.number == 1 else []
    return render(
        "proposals/index.html",
        page=page,
        own=own,
        filters=filters,
        most_typed=MOST_TYPED,
        groups=_filter_groups(filters),
        count=counted(page.total, "proposition"),
        page_url=lambda n: _address({**filters.query(), "page": str(n)}),
    )


def _address(query: dict[str, str]) -> str:
    """The register with these filters: what one sends to a colleague."""
    values: dict[str, Any] = query
    return url_for("proposals.index", **values)


def _filter_groups(filters: RegisterFilters) -> list[dict[str, object]]:
    """The filters as the sentence that the macro of the layout shows."""
    choices = filter_choices()
    states = [(name, shown_label(state, known=False)) for name, state in STATES.items()]
    known = [(str(year), f"En {year}") for year in years()]
    return [
        _filter(filters, "statut", "État", "Toutes les propositions", states),
        _filter(filters, "groupe", "Groupe", "de tous les groupes", choices.groups),
        _filter(filters, "axe", "Axe", "sur tous les axes", choices.axes),
        _filter(filters, "annee", "Année", "toutes les années", known),
        _filter(filters, "departement", "Département", "partout en Occitanie", choices.departments),
    ]


def _filter(
    filters: RegisterFilters, name: str, label: str, everything: str, choices: list[tuple[str, str]]
) -> dict[str, object]:
    current = filters.query().get(name)
    options = [("", everything), *choices]
    return {
        "label": label,
        "current": dict(options).get(current or "", current),
        "choices": [
            {
                "label": text,
                "url": _address(filters.with_(name, value or None)),
                "current": value == (current or ""),
            }
            for value, text in options
        ],
    }


@proposals.page("/propositions/<reference>", access=restricted(load))
def show(proposal: Proposal) -> ResponseReturnValue:
    return render("proposals/show.html", page=build(current_actor(), proposal))


@proposals.page("/propositions/<reference>/accuse-de-reception.pdf", access=restricted(load))
def acknowledgement(proposal: Proposal) -> ResponseReturnValue:
    """For the authors and the team: it names people."""
    seen = sight(current_actor(), proposal)
    if not seen.questions or not proposal.versions:
        raise NotFound
    content = make_acknowledgement(proposal)
    return download(content, f"accuse-{proposal.reference}.pdf", "application/pdf")
