"""Who was there, as told by phones, paper and hands; passes of the desk; certificates."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.attendance.enums import ActKind, Part
from app.documents.models import Document
from app.events.models import Event
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column
from app.registrations.models import Registration

# "2026-05-14-morning", "atelier-12".
SLOT_LENGTH = 32


class HalfDay(Base):
    """The real hours of a half-day, where the team has set them: what certificates count."""

    __tablename__ = "half_day"
    __table_args__ = (
        UniqueConstraint("event_id", "day", "part"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    day: Mapped[date]
    part: Mapped[Part] = mapped_column(enum_column(Part))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class DeskPass(Base):
    """The role "accueil": the check-in of one event, on its days, by a private link.

    With an account, the link opens for that account alone. Only the hash of its token is kept; the
    days are those of the event, so that a new date moves them.
    """

    __tablename__ = "desk_pass"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), index=True, default=None
    )
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)

    event: Mapped[Event] = relationship(init=False, lazy="raise")


class DeskAct(Base):
    """One act about one person, as its device tells it: append-only, known by the device's own id.

    Devices are offline and come back in any order; presence is the fold of these rows by the time
    they happened, so that every order of arrival ends in the same state.
    """

    __tablename__ = "desk_act"
    __table_args__ = (Index(None, "registration_id", "slot"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    act_id: Mapped[str] = mapped_column(String(36), unique=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    slot: Mapped[str] = mapped_column(String(SLOT_LENGTH))
    kind: Mapped[ActKind] = mapped_column(enum_column(ActKind))
    at: Mapped[datetime]
    pass_id: Mapped[int | None] = mapped_column(ForeignKey("desk_pass.id"), default=None)
    received_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class Presence(Base):
    """A person was there in a half-day or an atelier, since that moment."""

    __tablename__ = "presence"
    __table_args__ = (UniqueConstraint("registration_id", "slot"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    slot: Mapped[str] = mapped_column(String(SLOT_LENGTH))
    since: Mapped[datetime]

    registration: Mapped[Registration] = relationship(init=False, lazy="raise")


class Headcount(Base):
    """Persons concerned who were there, counted by the team: a number, and never who they are."""

    __tablename__ = "headcount"
    __table_args__ = (CheckConstraint("persons_concerned >= 0", name="not_negative"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    persons_concerned: Mapped[int]


class Certificate(Base):
    """The number of an attendance certificate. What it says is read from presence each time."""

    __tablename__ = "certificate"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), unique=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    issued_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    registration: Mapped[Registration] = relationship(init=False, lazy="raise")


class Aftermath(Base):
    """What the team adds once an event was held: the recording, and thanks to those who came."""

    __tablename__ = "aftermath"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    replay_url: Mapped[str | None] = mapped_column(default=None)
    # Otherwise for those who registered alone, on their private page.
    replay_for_all: Mapped[bool] = mapped_column(default=False)
    thanks: Mapped[str | None] = mapped_column(default=None)
    thanked_at: Mapped[datetime | None] = mapped_column(default=None)


class Support(Base):
    """A document shown or given at an event."""

    __tablename__ = "event_support"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(
        ForeignKey("document.id"), primary_key=True, index=True
    )
    for_all: Mapped[bool] = mapped_column(default=False)

    document: Mapped[Document] = relationship(init=False, lazy="raise")
