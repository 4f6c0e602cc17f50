"""Roles held in a group, from one day to another."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.groups.enums import GroupRole
from app.groups.models.group import WorkingGroup
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column
from app.organisations.models import Organisation


class Mandate(Base):
    """A role held in a group from one day to another; ended, never deleted."""

    __tablename__ = "mandate"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="until_after_since"),
        # One running mandate per person, group and role.
        Index(
            "uq_mandate_running",
            "group_id",
            "account_id",
            "role",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[GroupRole] = mapped_column(enum_column(GroupRole))
    since: Mapped[date] = mapped_column(default_factory=clock.today)
    # The day it ended: from that day on it is no longer in force (see `queries.in_force`).
    until: Mapped[date | None] = mapped_column(default=None)

    # Whom the person speaks for in this role; their account may change organisation later.
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), index=True, default=None
    )
    # The person's own switch: their name may be shown to the public.
    shown: Mapped[bool] = mapped_column(default=False)

    group: Mapped[WorkingGroup] = relationship(init=False, lazy="raise", back_populates="mandates")
    account: Mapped[Account] = relationship(init=False, lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(init=False, lazy="raise")
