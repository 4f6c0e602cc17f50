"""Events and their pools of seats."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.events.enums import EventKind, EventMode, EventStatus, PoolKind, Visibility
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column
from app.reference.models import Department
from app.strategy.models import Axis

event_axis = Table(
    "event_axis",
    Base.metadata,
    Column("event_id", ForeignKey("event.id"), primary_key=True),
    Column("axis_id", ForeignKey("axis.id"), primary_key=True, index=True),
)


class EventSeries(Base):
    """The same day held in several places: events that share their texts and one page.

    Each stays an event of its own: its place, its seats, its registrations.
    """

    __tablename__ = "event_series"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    title: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class Event(Base):
    """A conference, a study day, a group meeting.

    Its date is full (`starts_at`, `ends_at`), partial (`partial_year`, then `partial_month`, then
    `partial_day` when the day is known and not the hours) or unknown (none of them): neither a day
    nor an hour is ever invented.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="both_ends"),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("partial_month BETWEEN 1 AND 12", name="month"),
        CheckConstraint("partial_month IS NULL OR partial_year IS NOT NULL", name="month_of_year"),
        CheckConstraint("partial_day BETWEEN 1 AND 31", name="day"),
        CheckConstraint("partial_day IS NULL OR partial_month IS NOT NULL", name="day_of_month"),
        CheckConstraint("starts_at IS NULL OR partial_year IS NULL", name="one_kind_of_date"),
        Index(None, "status", "sorts_on"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[EventKind] = mapped_column(enum_column(EventKind))
    title: Mapped[str]
    status: Mapped[EventStatus] = mapped_column(enum_column(EventStatus), default=EventStatus.DRAFT)
    visibility: Mapped[Visibility] = mapped_column(
        enum_column(Visibility), default=Visibility.PUBLIC
    )
    group_id: Mapped[int | None] = mapped_column(
        ForeignKey("working_group.id"), index=True, default=None
    )
    series_id: Mapped[int | None] = mapped_column(
        ForeignKey("event_series.id"), index=True, default=None
    )
    summary: Mapped[str | None] = mapped_column(default=None)
    description: Mapped[str | None] = mapped_column(default=None)  # Markdown
    practical: Mapped[str | None] = mapped_column(default=None)  # Markdown: access, meals, help
    organisers: Mapped[str | None] = mapped_column(default=None)
    contact_email: Mapped[str | None] = mapped_column(default=None)

    starts_at: Mapped[datetime | None] = mapped_column(default=None)
    ends_at: Mapped[datetime | None] = mapped_column(default=None)
    partial_year: Mapped[int | None] = mapped_column(default=None)
    partial_month: Mapped[int | None] = mapped_column(default=None)
    partial_day: Mapped[int | None] = mapped_column(default=None)
    # Where the event stands in lists: its day, the first of its month or of its year, or nothing.
    sorts_on: Mapped[date | None] = mapped_column(default=None)
    # The date it had before it was postponed, still told.
    former_starts_at: Mapped[datetime | None] = mapped_column(default=None)

    mode: Mapped[EventMode] = mapped_column(enum_column(EventMode), default=EventMode.ON_SITE)
    venue: Mapped[str | None] = mapped_column(default=None)
    address: Mapped[str | None] = mapped_column(default=None)
    city: Mapped[str | None] = mapped_column(default=None)
    department_code: Mapped[str | None] = mapped_column(
        ForeignKey("department.code"), index=True, default=None
    )
    # `latitude;longitude` in degrees, for maps (`events.position`).
    position: Mapped[str | None] = mapped_column(String(24), default=None)
    # Private: shown only to people whose remote seat is confirmed, and to the team.
    remote_url: Mapped[str | None] = mapped_column(default=None)

    # The team's switch; the dates bound it further.
    registration_open: Mapped[bool] = mapped_column(default=False)
    registration_opens_at: Mapped[datetime | None] = mapped_column(default=None)
    registration_closes_at: Mapped[datetime | None] = mapped_column(default=None)
    # Given up before anything was announced: only those who run it see it.
    unannounced: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Each registration is a request, which holds its seat until the team says yes or no.
    approval_required: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Only those who got a personal link may register.
    invitation_only: Mapped[bool] = mapped_column(default=False, server_default=false())
    # How many people one organisation may register; None is as many as there are seats.
    seats_per_organisation: Mapped[int | None] = mapped_column(default=None)
    # How long a seat is held for who has not confirmed their address yet; None asks nothing.
    confirmation_hours: Mapped[int | None] = mapped_column(default=None)

    # iCalendar: immutable UID; SEQUENCE grows when start, end, place or status change (rule P03).
    uid: Mapped[str] = mapped_column(
        String(36), unique=True, default_factory=lambda: str(uuid.uuid4())
    )
    sequence: Mapped[int] = mapped_column(default=0)
    # Optimistic lock of the edit form.
    version: Mapped[int] = mapped_column(default=1)
    status_reason: Mapped[str | None] = mapped_column(default=None)
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    group: Mapped[WorkingGroup | None] = relationship(init=False, lazy="raise")
    department: Mapped[Department | None] = relationship(init=False, lazy="raise")
    axes: Mapped[list[Axis]] = relationship(
        init=False, lazy="raise", secondary=event_axis, order_by="Axis.framework_id, Axis.number"
    )
    pools: Mapped[list[Pool]] = relationship(
        init=False, lazy="raise", back_populates="event", order_by="Pool.rank, Pool.id"
    )
    programme: Mapped[list[ProgrammeItem]] = relationship(
        init=False,
        lazy="raise",
        cascade="all, delete-orphan",
        order_by="ProgrammeItem.rank, ProgrammeItem.id",
    )


class Pool(Base):
    """A stock of seats of an event: on site, remote, one session (atelier).

    `capacity` None means unlimited. A pool that is no longer offered is retired, not deleted:
    claims point at it. Only a session has a title, a room, a time and a way to attend of its own.
    """

    __tablename__ = "pool"
    __table_args__ = (
        # One pool per way to attend, as many sessions as one likes.
        Index(
            "uq_pool_mode",
            "event_id",
            "kind",
            unique=True,
            sqlite_where=text("kind != 'session'"),
            postgresql_where=text("kind != 'session'"),
        ),
        CheckConstraint("capacity >= 0", name="capacity_not_negative"),
        CheckConstraint("(kind = 'session') = (title IS NOT NULL)", name="title_of_session"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="both_ends"),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[PoolKind] = mapped_column(enum_column(PoolKind))
    capacity: Mapped[int | None] = mapped_column(default=None)
    rank: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)
    title: Mapped[str | None] = mapped_column(default=None)
    description: Mapped[str | None] = mapped_column(default=None)
    room: Mapped[str | None] = mapped_column(default=None)
    # Who may choose a session: those in the room, those at a distance, or both from one stock of
    # seats. The same session with seats for each is two pools of one title and one time.
    attendance: Mapped[EventMode] = mapped_column(
        enum_column(EventMode), default=EventMode.HYBRID, server_default="hybrid"
    )
    # Two sessions whose times overlap exclude each other; one without a time excludes none.
    starts_at: Mapped[datetime | None] = mapped_column(default=None)
    ends_at: Mapped[datetime | None] = mapped_column(default=None)
    # The highest fill, in percent, that was told to those who run the event: each is told once.
    alerted: Mapped[int] = mapped_column(default=0, server_default="0")

    event: Mapped[Event] = relationship(init=False, lazy="raise", back_populates="pools")
    reserves: Mapped[list[Reserve]] = relationship(
        init=False, lazy="raise", back_populates="pool", order_by="Reserve.id"
    )

    @property
    def label(self) -> str:
        """ "Sur place", or the title of a session."""
        return self.title or self.kind.label


class Reserve(Base):
    """Seats of a pool kept aside (speakers, persons concerned) until they are released.

    The team gives them one by one; what is left joins the others when it is released, by hand or by
    itself on `release_on`.
    """

    __tablename__ = "reserve"
    __table_args__ = (CheckConstraint("seats > 0", name="seats_positive"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    pool_id: Mapped[int] = mapped_column(ForeignKey("pool.id"), index=True)
    label: Mapped[str]
    seats: Mapped[int]
    release_on: Mapped[date | None] = mapped_column(default=None)
    released_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    pool: Mapped[Pool] = relationship(init=False, lazy="raise", back_populates="reserves")


class ProgrammeItem(Base):
    """One timed line of the programme or of a meeting's agenda (ordre du jour)."""

    __tablename__ = "programme_item"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    # As one says it: "9 h 30", or None for an item without a time.
    time_text: Mapped[str | None] = mapped_column(default=None)
    title: Mapped[str]
    speakers: Mapped[str | None] = mapped_column(default=None)
    # How long it is meant to take, for the agenda of a meeting.
    minutes: Mapped[int | None] = mapped_column(default=None)
    rank: Mapped[int] = mapped_column(default=0)
