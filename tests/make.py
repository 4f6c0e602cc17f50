"""Objects for tests, each with the least it needs; names are fictitious."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from app.accounts.enums import Role
from app.accounts.models import Account, AccountRole
from app.events.enums import EventKind, EventMode, EventStatus, PoolKind
from app.events.models import Event, Pool
from app.groups.enums import GroupRole
from app.groups.models import Mandate, WorkingGroup
from app.kernel import clock
from app.kernel.db import db, transaction

_number = count(1)


def account(*roles: Role, name: str | None = None, **values: Any) -> Account:
    number = next(_number)
    email = values.pop("email", f"personne{number}@example.org")
    with transaction():
        made = Account(
            email=email, email_key=email.casefold(), name=name or f"Personne {number}", **values
        )
        db.session.add(made)
        db.session.flush()
        for role in roles:
            db.session.add(AccountRole(account_id=made.id, role=role))
    return made


def group(**values: Any) -> WorkingGroup:
    number = next(_number)
    with transaction():
        made = WorkingGroup(
            **{"slug": f"groupe-{number}", "name": f"Groupe fictif {number}", **values}
        )
        db.session.add(made)
    return made


def mandate(of: Account, in_group: WorkingGroup, role: GroupRole = GroupRole.LEAD) -> Mandate:
    with transaction():
        made = Mandate(
            group_id=in_group.id,
            account_id=of.id,
            role=role,
            since=clock.today() - timedelta(days=30),
        )
        db.session.add(made)
    return made


def event(*, on_site: int | None = None, remote: int | None = None, **values: Any) -> Event:
    """A published study day in a month, open to registration; capacities None are unlimited."""
    number = next(_number)
    mode = values.setdefault("mode", EventMode.ON_SITE)
    starts = values.pop("starts_at", None) or (
        clock.now().astimezone(UTC) + timedelta(days=30)
    ).replace(hour=8, minute=0, second=0)
    ends = values.pop("ends_at", None) or starts + timedelta(hours=7)
    with transaction():
        made = Event(
            **{
                "slug": f"evenement-{number}",
                "title": f"Journée fictive {number}",
                "kind": EventKind.STUDY_DAY,
                "status": EventStatus.PUBLISHED,
                "registration_open": True,
                "starts_at": starts,
                "ends_at": ends,
                "sorts_on": clock.paris(starts).date(),
                **values,
            }
        )
        db.session.add(made)
        db.session.flush()
        if mode in {EventMode.ON_SITE, EventMode.HYBRID}:
            db.session.add(Pool(event_id=made.id, kind=PoolKind.ON_SITE, capacity=on_site))
        if mode in {EventMode.REMOTE, EventMode.HYBRID}:
            db.session.add(Pool(event_id=made.id, kind=PoolKind.REMOTE, capacity=remote, rank=1))
    return made


def at(text: str) -> datetime:
    """An instant from ISO text, read as UTC when it names no zone."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
