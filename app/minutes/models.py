"""Minutes, their frozen versions, decisions and files."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.documents.models import Document
from app.events.models import Event
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column
from app.minutes.enums import Audience, MinutesStatus

minutes_document = Table(
    "minutes_document",
    Base.metadata,
    Column("minutes_id", ForeignKey("minutes.id"), primary_key=True),
    Column("document_id", ForeignKey("document.id"), primary_key=True),
)


class Minutes(Base):
    """The minutes of one event: a text in Markdown, files, or both."""

    __tablename__ = "minutes"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    status: Mapped[MinutesStatus] = mapped_column(
        enum_column(MinutesStatus), default=MinutesStatus.DRAFT
    )
    audience: Mapped[Audience] = mapped_column(enum_column(Audience), default=Audience.MEMBERS)
    # Plain-language summary (FALC), shown first where somebody wrote one.
    plain_summary: Mapped[str | None] = mapped_column(default=None)
    body: Mapped[str] = mapped_column(default="")
    # Optimistic lock: a stale save is answered with both texts.
    version: Mapped[int] = mapped_column(default=1)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    published_at: Mapped[datetime | None] = mapped_column(default=None, index=True)

    event: Mapped[Event] = relationship(init=False, lazy="raise")
    decisions: Mapped[list[Decision]] = relationship(
        init=False, lazy="raise", back_populates="minutes", order_by="Decision.number"
    )
    documents: Mapped[list[Document]] = relationship(
        init=False, lazy="raise", secondary=minutes_document, order_by=Document.id
    )
    editions: Mapped[list[MinutesEdition]] = relationship(
        init=False, lazy="raise", order_by="MinutesEdition.number"
    )


class MinutesEdition(Base):
    """What was published, word for word, each time: number 1, then one per amendment."""

    __tablename__ = "minutes_edition"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    number: Mapped[int]
    plain_summary: Mapped[str | None]
    body: Mapped[str]
    decisions: Mapped[list[str]]
    # Names of the files, in their order; the hash below holds their contents.
    files: Mapped[list[str]]
    audience: Mapped[Audience] = mapped_column(enum_column(Audience))
    # SHA-256 of all that was published: text, decisions and files.
    content_hash: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(default=None)
    published_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class Decision(Base):
    """A decision of a meeting, numbered D1, D2 … in its minutes."""

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    number: Mapped[int]
    text: Mapped[str]

    minutes: Mapped[Minutes] = relationship(init=False, lazy="raise", back_populates="decisions")
