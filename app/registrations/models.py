"""Registrations and their claims."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.events.models import Event, Pool
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column
from app.registrations.enums import ClaimStatus

LIVE_CLAIM = text("status IN ('requested', 'confirmed', 'waiting')")


class Registration(Base):
    """One person at one event. A cancelled registration keeps its row, with its date and reason."""

    __tablename__ = "registration"
    __table_args__ = (
        # One live registration per person and event, by e-mail whatever its case.
        Index(
            "uq_registration_live",
            "event_id",
            "email_key",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL AND email_key IS NOT NULL"),
            postgresql_where=text("withdrawn_at IS NULL AND email_key IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    # What the private token derives from; never shown.
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    first_name: Mapped[str]
    last_name: Mapped[str]
    # Both None for a person without an e-mail address, and once anonymised.
    email: Mapped[str | None]
    email_key: Mapped[str | None] = mapped_column(index=True)
    organisation: Mapped[str | None] = mapped_column(default=None)
    consented_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawal_reason: Mapped[str | None] = mapped_column(default=None)
    anonymised_at: Mapped[datetime | None] = mapped_column(default=None)
    # Last SEQUENCE sent in an invitation, so that the next one is always higher (rule 8).
    invited_sequence: Mapped[int | None] = mapped_column(default=None)

    event: Mapped[Event] = relationship(init=False, lazy="raise")
    claims: Mapped[list[Claim]] = relationship(
        init=False, lazy="raise", back_populates="registration", order_by="Claim.id"
    )


class Claim(Base):
    """A registration's wish for one seat of a pool; its id is its order of arrival in that pool.

    Ids are given under the event's lock, so that their order is the order in which people came.
    """

    __tablename__ = "claim"
    __table_args__ = (
        Index(None, "pool_id", "status", "id"),
        Index(
            "uq_claim_live",
            "registration_id",
            "pool_id",
            unique=True,
            sqlite_where=LIVE_CLAIM,
            postgresql_where=LIVE_CLAIM,
        ),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    pool_id: Mapped[int] = mapped_column(ForeignKey("pool.id"))
    status: Mapped[ClaimStatus] = mapped_column(enum_column(ClaimStatus))
    # The claim whose seat is given back when this one is confirmed (a change of mode under way).
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"), default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)

    registration: Mapped[Registration] = relationship(
        init=False, lazy="raise", back_populates="claims"
    )
    pool: Mapped[Pool] = relationship(init=False, lazy="raise")
