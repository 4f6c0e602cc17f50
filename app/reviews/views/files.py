"""A report to take away: PDF, ODT, open data; and the same of what is not published yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue

from app.kernel.access import Actor
from app.reference.queries import notes
from app.reviews import opendata, papers, queries
from app.reviews.enums import ReviewStatus
from app.reviews.models import Review
from app.reviews.queries import Shown
from app.reviews.views.reading import load_edition, load_frozen, load_shown
from app.reviews.views.section import both, load, reviews
from app.web.responses import download
from app.web.routing import Access, allow, visible

ODT = "application/vnd.oasis.opendocument.text"
PDF, TEXT, DATA = "bilan.pdf", "bilan.odt", "donnees.zip"
FILE = f"/<any('{PDF}', '{TEXT}', '{DATA}'):file>"


@dataclass(frozen=True)
class Wanted:
    """A report, and which of its files."""

    found: Shown
    file: str


def _wanted(load_report: Callable[..., Shown | None]) -> Access:
    def load_file(actor: Actor, *, file: str, **values: Any) -> Wanted | None:
        found = load_report(actor, **values)
        return Wanted(found, file) if found is not None else None

    return visible(load_file)


@both(FILE, access=_wanted(load_shown))
def file(wanted: Wanted) -> ResponseReturnValue:
    return sent(wanted.found, wanted.file)


@both(f"/versions/<int:number>{FILE}", access=_wanted(load_edition))
def edition_file(wanted: Wanted) -> ResponseReturnValue:
    return sent(wanted.found, wanted.file)


@both(f"/depuis/{DATA}", access=visible(load_frozen))
def since_data(found: Shown) -> ResponseReturnValue:
    """What would be counted today of a year whose report is published."""
    return sent(Shown(found.scope, queries.report(found.scope)), DATA)


@dataclass(frozen=True)
class InWriting:
    """A report that the team reads again, and in which form."""

    review: Review
    file: str


def _load_written(actor: Actor, review_id: int, file: str) -> InWriting | None:
    review = load(actor, review_id)
    return InWriting(review, file) if review is not None else None


@reviews.page(
    f"/gestion/bilans/<int:review_id>/relire{FILE}",
    access=allow("review:write", load=_load_written),
)
def preview_file(wanted: InWriting) -> ResponseReturnValue:
    review = wanted.review
    edition = review.editions[-1] if review.editions else None
    shown = Shown(
        queries.scope_of(review),
        queries.written(review),
        edition,
        review.editions,
        in_writing=review.status is not ReviewStatus.VALIDATED,
    )
    return sent(shown, wanted.file)


def sent(found: Shown, file: str) -> Response:
    """The file. Open data leave while they are made: all that they say was read before."""
    sources = notes(*found.report.source_codes)
    name = _name(found, file)
    if file == PDF:
        return download(papers.pdf(found, sources), name, "application/pdf")
    if file == TEXT:
        return download(papers.odt(found, sources), name, ODT)
    response = Response(opendata.archive(found, sources), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _name(found: Shown, file: str) -> str:
    """`bilan-2023-31-v2.pdf`, `bilan-2026-provisoire.zip`: two that differ do not bear one name."""
    parts = ["bilan", str(found.scope.year)]
    if found.scope.department:
        parts.append(found.scope.department)
    if found.is_provisional or found.edition is None:
        parts.append("provisoire")
    elif found.edition.number > 1:
        parts.append(f"v{found.edition.number}")
    return f"{'-'.join(parts)}.{file.rpartition('.')[2]}"
