"""Working groups, their other names, what grew out of them, and mandates."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.groups.enums import GroupRole, GroupStatus
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column
from app.organisations.models import Organisation
from app.strategy.models import Axis

group_axis = Table(
    "group_axis",
    Base.metadata,
    Column("group_id", ForeignKey("working_group.id"), primary_key=True),
    Column("axis_id", ForeignKey("axis.id"), primary_key=True),
)


class WorkingGroup(Base):
    """A working group (groupe de travail). What no source says is None: "à préciser"."""

    __tablename__ = "working_group"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    status: Mapped[GroupStatus] = mapped_column(
        enum_column(GroupStatus), default=GroupStatus.ACTIVE
    )
    purpose: Mapped[str | None] = mapped_column(default=None)
    # The lead organisation (structure animatrice), where attested or entered by the team.
    lead_organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), default=None
    )
    # An organisation a source links with the group, with what the source says of it.
    associated_organisation: Mapped[str | None] = mapped_column(default=None)
    associated_note: Mapped[str | None] = mapped_column(default=None)
    contact_email: Mapped[str | None] = mapped_column(default=None)
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    lead_organisation: Mapped[Organisation | None] = relationship(init=False, lazy="raise")
    aliases: Mapped[list[GroupAlias]] = relationship(
        init=False, lazy="raise", order_by="GroupAlias.name, GroupAlias.id"
    )
    offshoots: Mapped[list[GroupOffshoot]] = relationship(
        init=False, lazy="raise", order_by="GroupOffshoot.since_year, GroupOffshoot.id"
    )
    axes: Mapped[list[Axis]] = relationship(
        init=False, lazy="raise", secondary=group_axis, order_by="Axis.framework_id, Axis.number"
    )
    mandates: Mapped[list[Mandate]] = relationship(
        init=False, lazy="raise", back_populates="group", order_by="Mandate.since, Mandate.id"
    )


class GroupAlias(Base):
    """Another name under which sources know the group; `certain` is False for a likely match."""

    __tablename__ = "group_alias"
    __table_args__ = (UniqueConstraint("group_id", "name"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    name: Mapped[str]
    certain: Mapped[bool] = mapped_column(default=True)
    from_year: Mapped[int | None] = mapped_column(default=None)
    to_year: Mapped[int | None] = mapped_column(default=None)
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)


class GroupOffshoot(Base):
    """Something lasting that grew out of a group, such as a coalition or a yearly day."""

    __tablename__ = "group_offshoot"
    __table_args__ = (UniqueConstraint("group_id", "name"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    name: Mapped[str]
    since_year: Mapped[int | None] = mapped_column(default=None)
    founders: Mapped[list[str]] = mapped_column(default_factory=list)
    members: Mapped[list[str]] = mapped_column(default_factory=list)
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)


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

    group: Mapped[WorkingGroup] = relationship(init=False, lazy="raise", back_populates="mandates")
    account: Mapped[Account] = relationship(init=False, lazy="raise")
