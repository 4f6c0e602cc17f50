"""The people of the demonstration: accounts, organisations, groups and mandates."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import yaml
from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import Account
from app.accounts.services import directory
from app.demo import words
from app.groups import services as groups
from app.groups.enums import GroupRole, GroupStatus
from app.groups.models import WorkingGroup
from app.groups.queries import load_actor
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db
from app.organisations import services as organisations
from app.organisations.models import PartnerKind
from app.programme import services as programme
from app.strategy.models import Axis, Framework

MEMBERS_PER_GROUP = 9
REAL_ACTIVITY = frozenset({"groupes", "evenements", "evenements_hors_2023"})


@dataclass
class Group:
    """A group and the accounts of its people."""

    id: int
    lead: int
    secretary: int
    members: list[int] = field(default_factory=list)


@dataclass
class Cast:
    """Who takes part: ids of accounts and organisations, as made here."""

    staff: list[int] = field(default_factory=list)
    commissioner: int = 0
    groups: list[Group] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)
    axis_ids: list[int] = field(default_factory=list)

    def actor(self, account_id: int) -> Actor:
        """The person as they are at this moment, with the mandates in force."""
        found = load_actor(account_id)
        if found is None:
            raise LookupError(account_id)
        return found


def make_cast(chance: random.Random) -> Cast:
    """Open accounts, name organisations, found the twelve groups."""
    cast = Cast()
    _load_strategy()
    axes = select(Axis.id).join(Axis.framework).where(Framework.contractual.is_(False))
    cast.axis_ids = list(db.session.scalars(axes.order_by(Axis.id)))
    commissioner = _account("Commissaire Fictif", "commissaire", Role.COMMISSIONER)
    cast.commissioner = commissioner.id
    cast.staff = [
        _account(f"Équipe {number} Fictive", f"equipe{number}", Role.STAFF).id
        for number in range(1, 4)
    ]
    organisation_ids = _organisations(cast)
    for number, name in enumerate(words.GROUPS, start=1):
        cast.groups.append(_group(cast, chance, number, name, organisation_ids))
    return cast


def _load_strategy() -> None:
    """The real frameworks, axes and territory; real groups and events stay out of a fiction."""
    document = yaml.safe_load(programme.default_file().read_text("utf-8"))
    told = {key: value for key, value in document.items() if key not in REAL_ACTIVITY}
    programme.import_content(yaml.safe_dump(told).encode(), "demonstration")


def _organisations(cast: Cast) -> list[int]:
    kinds = {kind.slug: kind.id for kind in db.session.scalars(select(PartnerKind))}
    ids: list[int] = []
    for name, kind, department in words.ORGANISATIONS:
        details = organisations.Details(
            name=name, kind_id=kinds.get(kind), department_code=department
        )
        made = organisations.create(cast.actor(cast.staff[0]), details)
        cast.organisations.append(name)
        ids.append(made.id)
    return ids


def _account(
    name: str, box: str, role: Role = Role.PARTNER, organisation_id: int | None = None
) -> Account:
    return directory.create(
        SYSTEM,
        email=f"{box}@demo.example.org",
        name=name,
        roles=(role,),
        organisation_id=organisation_id,
        welcome=False,
    )


def _group(
    cast: Cast, chance: random.Random, number: int, name: str, organisation_ids: list[int]
) -> Group:
    staff = cast.actor(cast.staff[0])
    made = groups.create(
        staff,
        name=f"{name} (fictif)",
        status=GroupStatus.ACTIVE,
        purpose=f"Groupe fictif de la démonstration, autour du thème « {name} ».",
        lead_organisation_id=organisation_ids[number % len(organisation_ids)],
        axis_ids=chance.sample(cast.axis_ids, 2),
    )
    people = [
        _account(
            f"{chance.choice(words.FIRST_NAMES)} {chance.choice(words.LAST_NAMES)}",
            f"groupe{number}.personne{rank}",
            organisation_id=chance.choice(organisation_ids),
        )
        for rank in range(MEMBERS_PER_GROUP)
    ]
    roles = [GroupRole.LEAD, GroupRole.SECRETARY] + [GroupRole.MEMBER] * (MEMBERS_PER_GROUP - 2)
    for account, role in zip(people, roles, strict=True):
        groups.appoint(staff, made, account=account, role=role)
    ids = [account.id for account in people]
    return Group(id=made.id, lead=ids[0], secretary=ids[1], members=ids[2:])


def stored(group: Group) -> WorkingGroup:
    return db.session.get_one(WorkingGroup, group.id)
