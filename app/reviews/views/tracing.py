"""From a figure to what is behind it, and an idea's path."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask.typing import ResponseReturnValue

from app.kernel.access import Actor
from app.kernel.masking import MASKED
from app.reference.queries import notes
from app.reviews import queries
from app.reviews.enums import REGION
from app.reviews.queries import Shown, Trace
from app.reviews.queries.chain import Asked
from app.reviews.views.reading import load_shown
from app.reviews.views.section import address, both, reviews
from app.sheets import Cell, Sheet, SheetFormat
from app.web.responses import download, render
from app.web.routing import restricted, visible


@dataclass(frozen=True)
class Traced:
    """A figure of a report that is read, and what the reader may see behind it."""

    shown: Shown
    trace: Trace


def _load(actor: Actor, year: int, key: str, territory: str = REGION) -> Traced | None:
    shown = load_shown(actor, year, territory)
    if shown is None:
        return None
    found = queries.trace(actor, shown.scope, shown.report, key)
    return Traced(shown, found) if found is not None else None


@both("/chiffres/<key>", access=visible(_load), remember=True)
def trace(found: Traced) -> ResponseReturnValue:
    sources = [list(found.trace.fact.sources)]
    sources += [list(row.sources) for row in found.trace.rows]
    return render(
        "reviews/trace.html",
        found=found.shown,
        trace=found.trace,
        report=found.shown.report,
        edition=found.shown.edition,
        notes=notes(*sources),
        to=partial(address, found.shown.scope),
    )


@both("/chiffres/<key>/donnees.csv", access=visible(_load))
def trace_csv(found: Traced) -> ResponseReturnValue:
    """The same lines for a spreadsheet."""
    fact = found.trace.fact
    rows: list[list[Cell]] = [
        [row.label, row.detail, row.value if row.value is not None else MASKED, row.url]
        for row in found.trace.rows
    ]
    sheet = Sheet(fact.label, ("Quoi", "Précision", "Compte pour", "Page"), rows)
    name = f"bilan-{found.shown.scope.year}-{fact.key}.csv"
    return download(sheet.written_as(SheetFormat.CSV), name, SheetFormat.CSV.media_type)


def _load_event(actor: Actor, slug: str) -> Asked | None:
    return queries.event_to_follow(actor, slug=slug)


def _load_proposal(actor: Actor, reference: str) -> Asked | None:
    return queries.proposal_to_follow(actor, reference=reference)


@reviews.page("/evenements/<slug>/suites", access=restricted(_load_event))
def event_chain(asked: Asked) -> ResponseReturnValue:
    """What this meeting changed."""
    return render("reviews/chain.html", chain=queries.forwards(asked), of_event=True)


@reviews.page("/propositions/<reference>/parcours", access=restricted(_load_proposal))
def proposal_chain(asked: Asked) -> ResponseReturnValue:
    """From where this proposal comes, and what came of it."""
    return render("reviews/chain.html", chain=queries.backwards(asked), of_event=False)
