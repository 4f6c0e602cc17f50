"""Reports as they are kept: in writing for the team, frozen for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.kernel.access import Actor
from app.kernel.clock import today
from app.kernel.db import db
from app.reference.models import Department
from app.reviews import figures
from app.reviews.content import Report, part_of
from app.reviews.enums import REGION
from app.reviews.models import Review, ReviewEdition, ReviewRevision, ReviewSection
from app.reviews.queries.composing import REGION_NAME, report, section_titles
from app.reviews.scope import Scope
from app.reviews.states import SHOWN
from app.strategy import queries as strategy


@dataclass(frozen=True)
class Shown:
    """A report as its readers find it: a published edition, or what is counted today."""

    scope: Scope
    report: Report
    # None: nothing is published yet, the page is made of what is known today.
    edition: ReviewEdition | None = None
    # The last edition, and the earlier ones that were published before it.
    editions: Sequence[ReviewEdition] = ()
    # The years that have a report, where they have been asked already.
    years: Sequence[int] = ()
    # Read again by the team, with texts that no edition holds yet.
    in_writing: bool = False

    @property
    def is_provisional(self) -> bool:
        """Nobody has published these figures and these words together."""
        return self.in_writing or self.edition is None or self.edition.published_at is None

    @property
    def is_last(self) -> bool:
        return self.edition is None or self.edition is self.editions[-1]

    @property
    def frozen_at(self) -> datetime | None:
        return self.edition.frozen_at if self.edition is not None else None


def years() -> list[int]:
    """The years that have a report, latest first; a year to come has none."""
    known = strategy.announced_years() | figures.active_years()
    known |= set(db.session.scalars(select(Review.year).where(Review.status.in_(SHOWN))))
    return sorted((year for year in known if year <= today().year), reverse=True)


def is_territory(territory: str) -> bool:
    return territory == REGION or db.session.get(Department, territory) is not None


def shown(actor: Actor, *, year: int, territory: str = REGION) -> Shown | None:
    """The report of a year; None when nothing is known of it."""
    return shown_edition(actor, year=year, territory=territory)


def shown_edition(
    _actor: Actor, *, year: int, territory: str = REGION, number: int | None = None
) -> Shown | None:
    """The same, or one of its published editions by number."""
    scope = Scope(year, territory)
    editions = published_editions(scope)
    if number is not None:
        chosen = next((one for one in editions if one.number == number), None)
        return _frozen(scope, chosen, editions) if chosen is not None else None
    if editions:
        return _frozen(scope, editions[-1], editions)
    known = years()
    if year not in known or not is_territory(territory):
        return None
    return Shown(scope, report(scope), years=known)


def _frozen(scope: Scope, edition: ReviewEdition, editions: Sequence[ReviewEdition]) -> Shown:
    return Shown(scope, edition_report(scope, edition), edition, editions)


def edition_report(scope: Scope, edition: ReviewEdition) -> Report:
    """The report that an edition, with its parts, holds."""
    name = REGION_NAME
    if scope.department is not None:
        found = db.session.get(Department, scope.department)
        name = found.name if found is not None else scope.department
    parts = tuple(part_of(one.data) for one in edition.parts)
    return Report(scope.year, scope.territory, name, parts)


def published_editions(scope: Scope) -> Sequence[ReviewEdition]:
    """The published editions with their parts, oldest first."""
    return db.session.scalars(
        select(ReviewEdition)
        .join(Review, Review.id == ReviewEdition.review_id)
        .where(
            Review.year == scope.year,
            Review.territory == scope.territory,
            Review.status.in_(SHOWN),
            ReviewEdition.published_at.is_not(None),
        )
        .options(selectinload(ReviewEdition.parts))
        .order_by(ReviewEdition.number)
    ).all()


def published_territories(year: int) -> Sequence[Department]:
    """The departments of which a report of the year is published."""
    return db.session.scalars(
        select(Department)
        .join(Review, Review.territory == Department.code)
        .where(Review.year == year, Review.status.in_(SHOWN))
        .order_by(Department.code)
    ).all()


def reviews() -> Sequence[Review]:
    """Every report, for the team; the last year first."""
    return db.session.scalars(
        select(Review).order_by(Review.year.desc(), Review.territory.desc())
    ).all()


def review_by_id(_actor: Actor, *, review_id: int) -> Review | None:
    """One report with what is written and what was frozen, for those who write it."""
    return db.session.scalar(
        select(Review)
        .where(Review.id == review_id)
        .options(
            selectinload(Review.sections),
            selectinload(Review.editions).selectinload(ReviewEdition.parts),
        )
        .execution_options(populate_existing=True)
    )


def review_of(year: int, territory: str) -> Review | None:
    return db.session.scalar(
        select(Review).where(Review.year == year, Review.territory == territory)
    )


def scope_of(review: Review) -> Scope:
    return Scope(review.year, review.territory)


def texts_of(review: Review) -> dict[str, tuple[str, str]]:
    """What is written today, by section."""
    return {one.key: (one.text, one.testimonies) for one in review.sections}


def written(review: Review) -> Report:
    """The report in writing: today's texts over today's figures, or over the frozen ones."""
    scope = scope_of(review)
    base = edition_report(scope, review.editions[-1]) if review.editions else report(scope)
    return base.with_texts(texts_of(review))


def section_of(review: Review, key: str) -> ReviewSection | None:
    return next((one for one in review.sections if one.key == key), None)


def revisions(section_id: int) -> Sequence[ReviewRevision]:
    """Every version of a section's text, the last first."""
    return db.session.scalars(
        select(ReviewRevision)
        .where(ReviewRevision.section_id == section_id)
        .options(joinedload(ReviewRevision.author))
        .order_by(ReviewRevision.id.desc())
    ).all()


def titles(review: Review) -> dict[str, str]:
    """The sections that may be written, with their titles; those that hold a text stay."""
    found = section_titles(scope_of(review))
    for section in review.sections:
        found.setdefault(section.key, "Autre texte")
    return found
