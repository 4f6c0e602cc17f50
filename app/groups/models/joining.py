"""Two ways into a group: asking, and being invited. Both end in a mandate."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.groups.enums import GroupRole, JoinStatus
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column


class JoinRequest(Base):
    """Somebody asks to join; without an account, the address is confirmed first.

    Emptied of its person a while after the answer (see `app.groups.retention`).
    """

    __tablename__ = "join_request"
    __table_args__ = (
        # One request in hand per address and group.
        Index(
            "uq_join_request_in_hand",
            "group_id",
            "email_key",
            unique=True,
            sqlite_where=text("status IN ('unconfirmed', 'waiting')"),
            postgresql_where=text("status IN ('unconfirmed', 'waiting')"),
        ),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    name: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    organisation: Mapped[str | None] = mapped_column(default=None)
    message: Mapped[str | None] = mapped_column(default=None)
    status: Mapped[JoinStatus] = mapped_column(enum_column(JoinStatus))
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    reason: Mapped[str | None] = mapped_column(default=None)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class GroupInvitation(Base):
    """A mailed link that makes its holder a member; it has an end, and can be revoked."""

    __tablename__ = "group_invitation"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    name: Mapped[str]
    email: Mapped[str]
    email_key: Mapped[str]
    role: Mapped[GroupRole] = mapped_column(enum_column(GroupRole))
    public_id: Mapped[str] = mapped_column(String(36), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
