"""Registering in tests, in one line."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.events.enums import PoolKind
from app.events.models import Event
from app.kernel.access import ANONYMOUS
from app.kernel.db import db, transaction
from app.registrations import services
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration


def register(
    event: Event,
    email: str,
    mode: PoolKind = PoolKind.ON_SITE,
    first_name: str = "Camille",
    last_name: str = "Exemple",
) -> services.Registered:
    with transaction():
        return services.register(
            ANONYMOUS,
            event,
            first_name=first_name,
            last_name=last_name,
            email=email,
            attendance_mode=mode,
        )


def withdraw(registration_id: int) -> bool:
    with transaction():
        return services.withdraw(ANONYMOUS, loaded(registration_id))


def change(registration_id: int, mode: PoolKind) -> bool:
    with transaction():
        return services.change_mode(ANONYMOUS, loaded(registration_id), attendance_mode=mode)


def loaded(registration_id: int) -> Registration:
    return db.session.scalars(
        select(Registration)
        .options(selectinload(Registration.claims).joinedload(Claim.pool))
        .where(Registration.id == registration_id)
        .execution_options(populate_existing=True)
    ).one()


def standing(registration_id: int) -> list[tuple[PoolKind, ClaimStatus]]:
    """The live claims of a registration: (pool, status), oldest first."""
    live = {ClaimStatus.CONFIRMED, ClaimStatus.WAITING}
    return [(c.pool.kind, c.status) for c in loaded(registration_id).claims if c.status in live]
