"""Working groups, their other names, their territory, their documents, what grew out of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, String, Table, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.documents.models import Document
from app.groups.enums import GroupStatus, MemberList
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.collation import sort_key
from app.kernel.types import enum_column
from app.organisations.models import Organisation
from app.reference.models import Department, Metropole
from app.strategy.models import Axis, Dispositif

if TYPE_CHECKING:
    from app.groups.models.mandate import Mandate


def _link(name: str, column: str, target: str) -> Table:
    """A table of pairs: a group and something else."""
    return Table(
        name,
        Base.metadata,
        Column("group_id", ForeignKey("working_group.id"), primary_key=True),
        Column(column, ForeignKey(target), primary_key=True),
    )


group_axis = _link("group_axis", "axis_id", "axis.id")
group_dispositif = _link("group_dispositif", "dispositif_id", "dispositif.id")
group_department = _link("group_department", "department_code", "department.code")
group_metropole = _link("group_metropole", "metropole_id", "metropole.id")


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
    # The State service that follows the group (service référent), as one writes its name.
    referent_service: Mapped[str | None] = mapped_column(default=None)
    contact_email: Mapped[str | None] = mapped_column(default=None)
    # Its territory: the whole region, or the departments and métropoles listed beside.
    # (None: nobody has said).
    covers_region: Mapped[bool | None] = mapped_column(default=None)
    # Whether its proposals go through the lead, who alone submits them.
    lead_submits: Mapped[bool] = mapped_column(default=False, server_default=false())
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    lead_organisation: Mapped[Organisation | None] = relationship(init=False, lazy="raise")
    aliases: Mapped[list[GroupAlias]] = relationship(
        init=False, lazy="raise", order_by=lambda: (sort_key(GroupAlias.name), GroupAlias.id)
    )
    offshoots: Mapped[list[GroupOffshoot]] = relationship(
        init=False, lazy="raise", order_by="GroupOffshoot.since_year, GroupOffshoot.id"
    )
    axes: Mapped[list[Axis]] = relationship(
        init=False, lazy="raise", secondary=group_axis, order_by="Axis.framework_id, Axis.number"
    )
    dispositifs: Mapped[list[Dispositif]] = relationship(
        init=False,
        lazy="raise",
        secondary=group_dispositif,
        order_by=lambda: sort_key(Dispositif.name),
    )
    departments: Mapped[list[Department]] = relationship(
        init=False, lazy="raise", secondary=group_department, order_by="Department.code"
    )
    metropoles: Mapped[list[Metropole]] = relationship(
        init=False,
        lazy="raise",
        secondary=group_metropole,
        order_by=lambda: sort_key(Metropole.name),
    )
    # The one part that rights are asked about: read when asked, one row.
    settings: Mapped[GroupSettings | None] = relationship(init=False, lazy="select")
    mandates: Mapped[list[Mandate]] = relationship(
        init=False, lazy="raise", back_populates="group", order_by="Mandate.since, Mandate.id"
    )

    @property
    def member_list(self) -> MemberList:
        """Who finds out who takes part; needs `settings` loaded."""
        return self.settings.member_list if self.settings else MemberList.PUBLIC


class GroupSettings(Base):
    """What a group has set for itself; without a row, as everywhere."""

    __tablename__ = "group_settings"

    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), primary_key=True)
    member_list: Mapped[MemberList] = mapped_column(
        enum_column(MemberList), default=MemberList.PUBLIC
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


class GroupDocument(Base):
    """A file of the group, for its members or for everyone, with the words that present it."""

    __tablename__ = "group_document"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    title: Mapped[str]
    is_public: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    document: Mapped[Document] = relationship(init=False, lazy="raise")
