"""A year's report: texts as they are being written, and what was frozen of them and of figures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column
from app.reviews.enums import REGION, ReviewStatus


class Review(Base):
    """The report of one year for the region, or for one department."""

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("year", "territory"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    year: Mapped[int]
    # `REGION`, or the code of a department.
    territory: Mapped[str] = mapped_column(String(8), default=REGION)
    status: Mapped[ReviewStatus] = mapped_column(
        enum_column(ReviewStatus), default=ReviewStatus.DRAFT
    )
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    validated_at: Mapped[datetime | None] = mapped_column(default=None)
    published_at: Mapped[datetime | None] = mapped_column(default=None)

    sections: Mapped[list[ReviewSection]] = relationship(
        init=False, lazy="raise", order_by="ReviewSection.id"
    )
    editions: Mapped[list[ReviewEdition]] = relationship(
        init=False, lazy="raise", order_by="ReviewEdition.number"
    )


class ReviewSection(Base):
    """What people write in one section, in Markdown; each section has its own lock and history."""

    __tablename__ = "review_section"
    __table_args__ = (UniqueConstraint("review_id", "key"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    # The section of the automatic part that it comments: "annee", "axe-snplp-1"…
    key: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(default="")
    testimonies: Mapped[str] = mapped_column(default="")
    # Optimistic lock: a stale save is answered with both texts.
    version: Mapped[int] = mapped_column(default=0)
    updated_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class ReviewRevision(Base):
    """What a section said after a save: one per version, but for saves that follow each other."""

    __tablename__ = "review_revision"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("review_section.id"), index=True)
    number: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    # The open page that saved: its saves follow each other, and are one revision for a while.
    writer: Mapped[str | None] = mapped_column(String(36))
    content: Mapped[dict[str, Any]]
    # A text that somebody set aside in favour of another: kept, never in force.
    set_aside: Mapped[bool] = mapped_column(default=False)
    began_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    saved_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    author: Mapped[Account | None] = relationship(init=False, lazy="raise")


class ReviewEdition(Base):
    """Figures and texts frozen on a day: number 1 at the validation, then one per correction."""

    __tablename__ = "review_edition"
    __table_args__ = (UniqueConstraint("review_id", "number"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    number: Mapped[int]
    # SHA-256 of all that is frozen.
    content_hash: Mapped[str] = mapped_column(String(64))
    # What a correction changes, and why.
    reason: Mapped[str | None] = mapped_column(default=None)
    # The day of the figures: a correction of the text alone keeps it.
    frozen_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    published_at: Mapped[datetime | None] = mapped_column(default=None)

    parts: Mapped[list[ReviewPart]] = relationship(
        init=False, lazy="raise", order_by="ReviewPart.rank", cascade="all, delete-orphan"
    )


class ReviewPart(Base):
    """One section of an edition, word for word and figure for figure (`content.Part` as JSON)."""

    __tablename__ = "review_part"
    __table_args__ = (UniqueConstraint("edition_id", "rank"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("review_edition.id"))
    rank: Mapped[int]
    key: Mapped[str] = mapped_column(String(80))
    data: Mapped[dict[str, Any]]
