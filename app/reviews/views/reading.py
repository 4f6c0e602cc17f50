"""A year's report as everybody reads it."""

from __future__ import annotations

from functools import partial

from flask.typing import ResponseReturnValue

from app.kernel.access import Actor
from app.kernel.errors import NotFound
from app.reference.queries import departments, notes
from app.reviews import queries
from app.reviews.content import differences
from app.reviews.enums import REGION
from app.reviews.queries import Shown
from app.reviews.views.section import address, both, reviews
from app.web.responses import render
from app.web.routing import PUBLIC, visible


@reviews.page("/bilan", access=PUBLIC, remember=True)
def index() -> ResponseReturnValue:
    return render("reviews/index.html", years=queries.years())


def load_shown(actor: Actor, year: int, territory: str = REGION) -> Shown | None:
    return queries.shown(actor, year=year, territory=territory)


def load_edition(actor: Actor, year: int, number: int, territory: str = REGION) -> Shown | None:
    return queries.shown_edition(actor, year=year, territory=territory, number=number)


@both("", access=visible(load_shown), remember=True)
def show(found: Shown) -> ResponseReturnValue:
    return page(found)


@both("/versions/<int:number>", access=visible(load_edition), remember=True)
def edition(found: Shown) -> ResponseReturnValue:
    """A version as it was published; what a later one changed of it is said there."""
    return page(found, found.edition.number if found.edition is not None else None)


def page(found: Shown, version: int | None = None) -> str:
    return render(
        "reviews/show.html",
        found=found,
        report=found.report,
        edition=found.edition,
        version=version,
        earlier=_earlier(found),
        notes=notes(*found.report.source_codes),
        to=partial(address, found.scope),
        other_years=[year for year in found.years or queries.years() if year != found.scope.year],
        departments=departments() if found.scope.department is None else (),
    )


def _earlier(found: Shown) -> dict[str, object] | None:
    """What this edition changed of the one before it."""
    if found.edition is None or found.edition.number == 1:
        return None
    before = next(one for one in found.editions if one.number == found.edition.number - 1)
    old = queries.edition_report(found.scope, before)
    texts = {part.key: part for part in old.parts}
    changed = [
        (part.title, texts[part.key].text if part.key in texts else "", part.text)
        for part in found.report.parts
        if part.text != (texts[part.key].text if part.key in texts else "")
    ]
    return {"edition": before, "figures": differences(old, found.report), "texts": changed}


def load_frozen(actor: Actor, year: int, territory: str = REGION) -> Shown | None:
    found = load_shown(actor, year, territory)
    return found if found is not None and found.edition is not None else None


@both("/depuis", access=visible(load_frozen))
def since(found: Shown) -> ResponseReturnValue:
    """What figures would be today beside what they were when they were frozen."""
    edition = found.edition
    if edition is None:
        raise NotFound
    return render(
        "reviews/since.html",
        found=found,
        edition=edition,
        changed=differences(found.report, queries.report(found.scope)),
        to=partial(address, found.scope),
    )
