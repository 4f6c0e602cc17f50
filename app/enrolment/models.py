"""Who registered whom, seats on their way to somebody else, spreadsheets being imported."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.events.models import Event
from app.kernel import clock
from app.kernel.base import Base
from app.registrations.models import Registration

WAITS = text("accepted_at IS NULL AND ended_at IS NULL")


class Contact(Base):
    """Somebody who registered others for one event, and their private page."""

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    # What the private link derives from. The form carries it: sent twice, it is one contact.
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    first_name: Mapped[str]
    last_name: Mapped[str]
    email: Mapped[str | None]
    email_key: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str | None] = mapped_column(default=None)
    # Whom a visitor asks to register, until the address of the contact has answered.
    pending: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    event: Mapped[Event] = relationship(init=False, lazy="raise")
    people: Mapped[list[ContactPerson]] = relationship(
        init=False, lazy="raise", order_by="ContactPerson.id"
    )

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def greeting(self) -> str:
        return self.first_name or self.last_name


class ContactPerson(Base):
    """One person whom a contact registered, by the names that the contact typed.

    `already`: the address was registered before. The contact must not learn it, nor what became of
    a registration that is none of their doing.
    """

    __tablename__ = "contact_person"
    __table_args__ = (UniqueConstraint("contact_id", "registration_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    first_name: Mapped[str]
    last_name: Mapped[str]
    already: Mapped[bool] = mapped_column(default=False)
    # The person answered: they come, or they refused.
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    refused_at: Mapped[datetime | None] = mapped_column(default=None)
    # The contact took them off the list, before they answered.
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)

    contact: Mapped[Contact] = relationship(init=False, lazy="raise", back_populates="people")
    registration: Mapped[Registration] = relationship(init=False, lazy="raise")


class SeatTransfer(Base):
    """A seat offered to a colleague, who takes it by their own mail; until then nothing moves."""

    __tablename__ = "seat_transfer"
    __table_args__ = (
        # One offer at a time.
        Index(
            "uq_seat_transfer_waiting",
            "registration_id",
            unique=True,
            sqlite_where=WAITS,
            postgresql_where=WAITS,
        ),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    first_name: Mapped[str]
    last_name: Mapped[str]
    email: Mapped[str | None]
    email_key: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    # Refused by the colleague, or taken back.
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    registration: Mapped[Registration] = relationship(init=False, lazy="raise")

    @property
    def waits(self) -> bool:
        return self.accepted_at is None and self.ended_at is None


class SheetImport(Base):
    """A spreadsheet read and not yet imported, then what came of it; its rows go a week after."""

    __tablename__ = "sheet_import"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    filename: Mapped[str]
    # The cells of its titles under "header"; under "rows", the number and the cells of each row.
    table: Mapped[dict[str, Any]]
    # Which column holds what, by the name of the field.
    columns: Mapped[dict[str, Any]]
    attendance_mode: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    # Row number → what came of it, once imported.
    outcome: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)

    event: Mapped[Event] = relationship(init=False, lazy="raise")
