"""Registrations and their claims."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.events.models import Event, Pool, Reserve
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.text import fold
from app.kernel.types import enum_column
from app.registrations.enums import ClaimStatus

# The words of a name in any script, without its spaces, dots, hyphens, apostrophes.
_WORDS = re.compile(r"[^\W_]+")
LIVE_CLAIM = text("status IN ('requested', 'confirmed', 'waiting')")


def organisation_key(name: str | None) -> str | None:
    """ "C.C.A.S. de Fictiville" and "ccas de fictiville" are one organisation."""
    return "".join(_WORDS.findall(fold(name))) or None if name else None


def name_key(first_name: str | None, last_name: str | None) -> str:
    """ "Anne-Marie Exemple" and "EXEMPLE Anne Marie" are one name."""
    return " ".join(sorted(_WORDS.findall(fold(f"{first_name or ''} {last_name or ''}"))))


class Registration(Base):
    """One person at one event. A cancelled registration keeps its row, with its date and reason."""

    __tablename__ = "registration"
    __table_args__ = (
        # One live registration per person and event: an address, whatever its case, and a name.
        Index(
            "uq_registration_live",
            "event_id",
            "email_key",
            "name_key",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL AND email_key IS NOT NULL"),
            postgresql_where=text("withdrawn_at IS NULL AND email_key IS NOT NULL"),
        ),
        Index(None, "event_id", "organisation_key"),
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
    # What two spellings of the person's name share: a couple may have one address.
    name_key: Mapped[str] = mapped_column(init=False, server_default="")
    organisation: Mapped[str | None] = mapped_column(default=None)
    # The same without case, accents and signs: what two spellings of one name share.
    organisation_key: Mapped[str | None] = mapped_column(init=False)
    consented_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    # Where the event asks for it: the team said yes, or no (which also ends the registration).
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    refused_at: Mapped[datetime | None] = mapped_column(default=None)
    # Until when the address may be confirmed; None once it is, or where nothing is asked.
    confirm_by: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawal_reason: Mapped[str | None] = mapped_column(default=None)
    anonymised_at: Mapped[datetime | None] = mapped_column(default=None)
    # Last SEQUENCE sent in an invitation, so that the next one is always higher (rule 8).
    invited_sequence: Mapped[int | None] = mapped_column(default=None)

    event: Mapped[Event] = relationship(init=False, lazy="raise")
    claims: Mapped[list[Claim]] = relationship(
        init=False, lazy="raise", back_populates="registration", order_by="Claim.id"
    )

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def greeting(self) -> str:
        """Whom a mail greets: some people have a single name."""
        return self.first_name or self.last_name

    @validates("first_name", "last_name")
    def _name_changes(self, name: str, value: str) -> str:
        names = {"first_name": self.first_name, "last_name": self.last_name, name: value}
        self.name_key = name_key(names["first_name"], names["last_name"])
        return value

    @validates("organisation")
    def _organisation_changes(self, _name: str, value: str | None) -> str | None:
        """Whoever writes the name writes its key: the two never disagree."""
        self.organisation_key = organisation_key(value)
        return value


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
    # A seat no longer wished for, kept until the one that is awaited in its stead comes.
    interim: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The reserve out of which the team gave this seat.
    reserve_id: Mapped[int | None] = mapped_column(
        ForeignKey("reserve.id"), index=True, default=None
    )
    # A seat that the team gave beyond the capacity, saying so.
    over_capacity: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)

    registration: Mapped[Registration] = relationship(
        init=False, lazy="raise", back_populates="claims"
    )
    pool: Mapped[Pool] = relationship(init=False, lazy="raise")
    reserve: Mapped[Reserve | None] = relationship(init=False, lazy="raise")


class Invitation(Base):
    """A personal link to register for an event that is open to those invited only; it serves once.

    The link derives from `public_id` (docs/adr/0003); the address goes with those registered.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        Index(
            "uq_invitation_live",
            "event_id",
            "email_key",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str | None]
    email_key: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration.id"), index=True, default=None
    )

    event: Mapped[Event] = relationship(init=False, lazy="raise")
