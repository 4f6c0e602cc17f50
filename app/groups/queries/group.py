"""Reading groups and mandates. Groups are public; what concerns people is asked for apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Account, AccountRole, EndedSession
from app.audit.models import AuditEntry
from app.groups.enums import GroupRole, GroupStatus
from app.groups.models import Mandate, WorkingGroup
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.links import token_hash
from app.kernel.memory import live
from app.kernel.text import fold, typographic
from app.organisations.models import Organisation
from app.reference.models import Source
from app.strategy.models import AnnouncedTotal, Axis, Framework
from app.strategy.models import in_force as stands

# The groups one meets first are those that work.
STATUS_ORDER = (
    GroupStatus.ACTIVE,
    GroupStatus.PLANNED,
    GroupStatus.DORMANT,
    GroupStatus.CLOSED,
)


def in_force(on: date | None = None) -> ColumnElement[bool]:
    """The condition that a mandate is in force on a day (today): begun, and not ended that day."""
    on = on or clock.today()
    return and_(Mandate.since <= on, or_(Mandate.until.is_(None), Mandate.until > on))


def load_actor(
    account_id: int, session_number: int | None = None, session_key: str | None = None
) -> Actor | None:
    """The person of an account with global roles and the mandates in force today, in one query.

    None when there is no such account or it is closed, its sessions of that number are over, or the
    session of that key was ended.
    """
    current: list[ColumnElement[bool]] = []
    if session_number is not None:
        current.append(Account.session_number == session_number)
    if session_key is not None:
        ended = select(EndedSession).where(EndedSession.key_hash == token_hash(session_key))
        current.append(~ended.exists())
    rows = db.session.execute(
        select(
            Account.id,
            Account.name,
            Account.organisation_id,
            AccountRole.role,
            Mandate.group_id,
            Mandate.role,
        )
        .outerjoin(AccountRole, AccountRole.account_id == Account.id)
        .outerjoin(Mandate, and_(Mandate.account_id == Account.id, in_force()))
        .where(Account.id == account_id, Account.closed_at.is_(None), *current)
    ).all()
    if not rows:
        return None
    return Actor(
        account_id=rows[0][0],
        name=rows[0][1],
        roles=frozenset(row[3].value for row in rows if row[3]),
        group_roles=frozenset((row[4], row[5].value) for row in rows if row[4]),
        organisation_id=rows[0][2],
        label=f"compte {rows[0][0]}",
    )


def slug_of(group_id: int) -> str | None:
    """What the address of a group bears."""
    return db.session.scalar(select(WorkingGroup.slug).where(WorkingGroup.id == group_id))


def group_by_slug(actor: Actor, *, slug: str) -> WorkingGroup | None:
    """One group with all that its page shows of itself. Every group is public."""
    return db.session.scalar(
        select(WorkingGroup)
        .options(
            joinedload(WorkingGroup.lead_organisation),
            selectinload(WorkingGroup.aliases),
            selectinload(WorkingGroup.offshoots),
            selectinload(WorkingGroup.axes).joinedload(Axis.framework),
            selectinload(WorkingGroup.dispositifs),
            selectinload(WorkingGroup.departments),
            selectinload(WorkingGroup.metropoles),
            joinedload(WorkingGroup.settings),
        )
        .where(WorkingGroup.slug == slug)
    )


def all_groups() -> list[WorkingGroup]:
    """Every group, those at work first, then by name as French sorts it."""
    groups = db.session.scalars(
        select(WorkingGroup).options(
            joinedload(WorkingGroup.lead_organisation), selectinload(WorkingGroup.aliases)
        )
    ).all()
    return sorted(groups, key=lambda g: (STATUS_ORDER.index(g.status), fold(g.name), g.id))


def announced_groups() -> AnnouncedTotal | None:
    """How many groups were announced, in the latest year that says so."""
    return db.session.scalar(
        select(AnnouncedTotal)
        .where(AnnouncedTotal.key == "groups", stands(AnnouncedTotal))
        .order_by(AnnouncedTotal.year.desc(), AnnouncedTotal.id)
        .limit(1)
    )


def sources_of(codes: Iterable[str]) -> dict[str, Source]:
    """The sources that these codes name, by code."""
    wanted = set(codes)
    if not wanted:
        return {}
    found = db.session.scalars(select(Source).where(Source.code.in_(wanted)))
    return {source.code: source for source in found}


@dataclass(frozen=True)
class Member:
    """A person with the mandates held in one group, for those who may see people."""

    mandate_id: int
    account_id: int
    name: str
    email: str
    organisation: str | None
    role: GroupRole
    since: date
    until: date | None


def members(group_id: int, *, on: date | None = None) -> list[Member]:
    """The mandates of a group in force on a day, leads first."""
    return _members(Mandate.group_id == group_id, in_force(on))


def former_members(group_id: int) -> list[Member]:
    """The mandates that have ended."""
    ended = and_(Mandate.until.is_not(None), Mandate.until <= clock.today())
    return _members(Mandate.group_id == group_id, ended)


def _members(*conditions: ColumnElement[bool]) -> list[Member]:
    rows = db.session.execute(
        select(
            Mandate.id,
            Account.id,
            Account.name,
            Account.email,
            Organisation.name,
            Mandate.role,
            Mandate.since,
            Mandate.until,
        )
        .join(Account, Account.id == Mandate.account_id)
        .outerjoin(Organisation, Organisation.id == Mandate.organisation_id)
        .where(*conditions)
    )
    order = list(GroupRole)
    found = [Member(*row) for row in rows]
    return sorted(found, key=lambda m: (order.index(m.role), fold(m.name), m.mandate_id))


def mandate_of(mandate_id: int) -> Mandate | None:
    """One mandate with its person."""
    return db.session.scalar(
        select(Mandate).options(joinedload(Mandate.account)).where(Mandate.id == mandate_id)
    )


def member_organisations(group_id: int) -> Sequence[str]:
    """The organisations that today's members come from: what the public sees of who takes part."""
    rows = db.session.scalars(
        select(Organisation.name)
        .join(Mandate, Mandate.organisation_id == Organisation.id)
        .join(Account, Account.id == Mandate.account_id)
        .where(Mandate.group_id == group_id, in_force(), Account.closed_at.is_(None))
        .distinct()
    )
    return sorted(rows, key=fold)


def names_shown(group_id: int) -> Sequence[tuple[str, str]]:
    """Today's members who agreed that the public reads their name, with their roles in words."""
    rows = db.session.execute(
        select(Account.name, Mandate.role)
        .join(Mandate, Mandate.account_id == Account.id)
        .where(Mandate.group_id == group_id, Mandate.shown, in_force(), Account.closed_at.is_(None))
    )
    order = list(GroupRole)
    found = sorted(rows, key=lambda row: (order.index(row[1]), fold(row[0])))
    return [(name, role.label) for name, role in found]


def own_mandates(account_id: int, group_id: int) -> Sequence[Mandate]:
    """The person's own roles of today in a group."""
    return db.session.scalars(
        select(Mandate)
        .where(Mandate.account_id == account_id, Mandate.group_id == group_id, in_force())
        .order_by(Mandate.id)
    ).all()


def people_to_tell(group_id: int, roles: Collection[GroupRole] = ()) -> Sequence[Account]:
    """Today's members with an open account, each once; `roles` keeps only those who hold one."""
    held = select(Mandate.account_id).where(Mandate.group_id == group_id, in_force())
    if roles:
        held = held.where(Mandate.role.in_(roles))
    return db.session.scalars(
        select(Account)
        .where(Account.id.in_(held), Account.closed_at.is_(None))
        .order_by(Account.id)
    ).all()


def account_by_email(email: str) -> Account | None:
    """The open account that signs in with this address, whatever its case."""
    return db.session.scalar(
        select(Account).where(
            Account.email_key == email.strip().casefold(), Account.closed_at.is_(None)
        )
    )


@dataclass(frozen=True)
class StatusChange:
    """A line of the group's own history."""

    at: datetime
    status: GroupStatus
    reason: str | None


@live
def status_history(group_id: int) -> list[StatusChange]:
    """When and why the group changed state, latest first, as the journal tells it.

    Read anew for each remembered page: every act writes to the journal, which bears no mark.
    """
    entries = db.session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.subject_type == WorkingGroup.__tablename__,
            AuditEntry.subject_id == group_id,
            AuditEntry.action == "group:set_status",
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
    return [StatusChange(e.at, GroupStatus(e.after["status"]), e.reason) for e in entries]


def axis_choices() -> list[tuple[int, str]]:
    """(id, label) of every axis, by framework, for forms."""
    rows = db.session.execute(
        select(Axis.id, Framework.code, Axis.number, Axis.label)
        .join(Framework, Framework.id == Axis.framework_id)
        .order_by(Framework.rank, Framework.id, Axis.number)
    )
    return [(axis_id, f"{code}, axe {number} : {label}") for axis_id, code, number, label in rows]


def organisation_choices() -> list[tuple[int, str]]:
    """(id, name) of every organisation, as French sorts and writes them."""
    rows = db.session.execute(select(Organisation.id, Organisation.name)).all()
    return sorted(
        ((row[0], typographic(row[1])) for row in rows), key=lambda row: (fold(row[1]), row[0])
    )
