"""Minutes: text, people, decisions, actions, files; each version, reading and edition of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, String, Table, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.documents.models import Document
from app.events.models import Event
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column
from app.minutes.enums import ActionStatus, Approval, Audience, Counting, MinutesStatus, Presence

Texts = list[dict[str, Any]]
NOTHING = text("'[]'")

minutes_document = Table(
    "minutes_document",
    Base.metadata,
    Column("minutes_id", ForeignKey("minutes.id"), primary_key=True),
    Column("document_id", ForeignKey("document.id"), primary_key=True),
)


class Minutes(Base):
    """The minutes of one event, as they are being written; what others read is frozen beside."""

    __tablename__ = "minutes"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    status: Mapped[MinutesStatus] = mapped_column(
        enum_column(MinutesStatus), default=MinutesStatus.DRAFT
    )
    audience: Mapped[Audience] = mapped_column(enum_column(Audience), default=Audience.MEMBERS)
    # Plain-language summary (FALC), shown first where somebody wrote one.
    plain_summary: Mapped[str | None] = mapped_column(default=None)
    # What was said besides the items of the agenda, or all of it.
    body: Mapped[str] = mapped_column(default="")
    # What was said of each item of the agenda: [{"title", "text"}].
    items: Mapped[Texts] = mapped_column(JSON, default_factory=list, server_default=NOTHING)
    counting: Mapped[Counting] = mapped_column(
        enum_column(Counting), default=Counting.NAMED, server_default=Counting.NAMED.value
    )
    # Where people must not be named: [{"kind", "department", "count"}].
    counts: Mapped[Texts] = mapped_column(JSON, default_factory=list, server_default=NOTHING)
    # When the group meets again, in words; empty: not said.
    next_meeting: Mapped[str] = mapped_column(default="", server_default="")
    # Optimistic lock: a stale save is answered with both texts.
    version: Mapped[int] = mapped_column(default=1)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    published_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    approval: Mapped[Approval | None] = mapped_column(enum_column(Approval), default=None)
    # The meeting that approved them, where it was not the lead alone.
    approved_by_event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), default=None)
    # The approved text with its signatures, scanned.
    signed_document_id: Mapped[int | None] = mapped_column(
        ForeignKey("document.id"), index=True, default=None
    )

    event: Mapped[Event] = relationship(init=False, lazy="raise", foreign_keys=[event_id])
    signed_document: Mapped[Document | None] = relationship(init=False, lazy="raise")
    people: Mapped[list[MinutesPerson]] = relationship(
        init=False, lazy="raise", order_by="MinutesPerson.rank, MinutesPerson.id"
    )
    actions: Mapped[list[Action]] = relationship(
        init=False, lazy="raise", back_populates="minutes", order_by="Action.number"
    )
    circulations: Mapped[list[Circulation]] = relationship(
        init=False, lazy="raise", order_by="Circulation.id"
    )
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
    """What was approved, word for word: number 1, then one per amendment. Published from it."""

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
    items: Mapped[Texts] = mapped_column(JSON, default_factory=list, server_default=NOTHING)
    # As the text says them on that day: [{"what", "who", "due"}]; their life goes on in `action`.
    actions: Mapped[Texts] = mapped_column(JSON, default_factory=list, server_default=NOTHING)
    # [{"presence", "name", "organisation"}], or [{"kind", "department", "count"}].
    people: Mapped[Texts] = mapped_column(JSON, default_factory=list, server_default=NOTHING)
    counts: Mapped[Texts] = mapped_column(JSON, default_factory=list, server_default=NOTHING)
    # SHA-256 of all that was approved: text, people, decisions, actions and files.
    content_hash: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(default=None)
    next_meeting: Mapped[str] = mapped_column(default="", server_default="")
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


class Action(Base):
    """Something to do (A1, A2 …): what, who, by when. Live once the minutes are approved."""

    __tablename__ = "action"
    __table_args__ = (UniqueConstraint("minutes_id", "number"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    number: Mapped[int]
    what: Mapped[str]
    # A person or an organisation, as the group calls them; the address is never shown.
    owner: Mapped[str | None] = mapped_column(default=None)
    owner_email: Mapped[str | None] = mapped_column(default=None)
    owner_account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), index=True, default=None
    )
    due_on: Mapped[date | None] = mapped_column(default=None, index=True)
    status: Mapped[ActionStatus] = mapped_column(
        enum_column(ActionStatus), default=ActionStatus.TO_DO
    )
    # Why it was dropped or put off; or what came of it.
    reason: Mapped[str | None] = mapped_column(default=None)
    # What the owner's private link derives from, and the hash that finds it.
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    # Grows with its words, its date or its state: calendars read it (docs of `feeds.deadlines`).
    updated_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    minutes: Mapped[Minutes] = relationship(init=False, lazy="raise", back_populates="actions")


class MinutesPerson(Base):
    """Somebody named in the attendance: present, excused or absent."""

    __tablename__ = "minutes_person"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    rank: Mapped[int]
    presence: Mapped[Presence] = mapped_column(enum_column(Presence))
    name: Mapped[str]
    organisation: Mapped[str | None] = mapped_column(default=None)


class MinutesRevision(Base):
    """What the minutes said after a save: one per version, but for saves that follow each other."""

    __tablename__ = "minutes_revision"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
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


class Circulation(Base):
    """A frozen text sent round for comments, until a date."""

    __tablename__ = "minutes_circulation"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    content: Mapped[dict[str, Any]]
    until: Mapped[date]
    opened_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    comments: Mapped[list[Comment]] = relationship(
        init=False, lazy="raise", order_by="Comment.id", back_populates="circulation"
    )


class Reader(Base):
    """Somebody present who is no member: reads the circulated text by a private link."""

    __tablename__ = "minutes_reader"
    __table_args__ = (UniqueConstraint("circulation_id", "email_key"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    circulation_id: Mapped[int] = mapped_column(ForeignKey("minutes_circulation.id"))
    name: Mapped[str]
    email_key: Mapped[str | None]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)


class Comment(Base):
    """What a reader says of a passage; answered, taken up or not and why, before the approval."""

    __tablename__ = "minutes_comment"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    circulation_id: Mapped[int] = mapped_column(ForeignKey("minutes_circulation.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    reader_id: Mapped[int | None] = mapped_column(ForeignKey("minutes_reader.id"), index=True)
    author_name: Mapped[str]
    # The words it is about, as they stand in the circulated text; None for the whole.
    passage: Mapped[str | None]
    text: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    taken_up: Mapped[bool | None] = mapped_column(default=None)
    answer: Mapped[str | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)

    circulation: Mapped[Circulation] = relationship(
        init=False, lazy="raise", back_populates="comments"
    )


class MinutesImport(Base):
    """A text written elsewhere, read and not yet put into the minutes; forgotten a week after."""

    __tablename__ = "minutes_import"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    filename: Mapped[str]
    # [{"title", "markdown"}], emptied once taken up.
    sections: Mapped[Texts] = mapped_column(JSON)
    # What the reading could not keep, as sentences.
    warnings: Mapped[list[str]]
    # The file itself, where it is to be kept with the minutes.
    document_id: Mapped[int | None] = mapped_column(
        ForeignKey("document.id"), index=True, default=None
    )
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    taken_at: Mapped[datetime | None] = mapped_column(default=None)

    event: Mapped[Event] = relationship(init=False, lazy="raise")
    document: Mapped[Document | None] = relationship(init=False, lazy="raise")
