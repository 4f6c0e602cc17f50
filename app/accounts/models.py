"""Accounts, their roles, and the one-time links that sign in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.enums import Role
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column
from app.organisations.models import Organisation


class Account(Base):
    """A person who signs in by a link sent to `email` (kept as typed; `email_key` is compared)."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    email: Mapped[str]
    email_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), index=True, default=None
    )
    # A closed account keeps its row, so that what it signed keeps its author.
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    last_signed_in_at: Mapped[datetime | None] = mapped_column(default=None)
    # Counted up to end every session there is: each bears the number it began with.
    session_number: Mapped[int] = mapped_column(default=0, server_default="0")

    roles: Mapped[list[AccountRole]] = relationship(
        init=False, lazy="raise", cascade="all, delete-orphan", order_by="AccountRole.role"
    )
    organisation: Mapped[Organisation | None] = relationship(init=False, lazy="raise")


class AccountRole(Base):
    """One global role of one account."""

    __tablename__ = "account_role"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(enum_column(Role), primary_key=True)


class EndedSession(Base):
    """A session that its person ended: the cookie of it, wherever it was copied, opens nothing.

    `key_hash` is of the random key that the cookie bears; the row is of no use once that session
    would have ended by itself.
    """

    __tablename__ = "ended_session"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)


class SignInToken(Base):
    """A one-time sign-in link: random, stored hashed, used once, dead after its date."""

    __tablename__ = "sign_in_token"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    used_at: Mapped[datetime | None] = mapped_column(default=None)
