"""Registering in tests, in one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.events.enums import PoolKind
from app.events.models import Event
from app.kernel.access import ANONYMOUS, Actor
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
    sessions: Sequence[int] = (),
    actor: Actor = ANONYMOUS,
    **more: Any,
) -> services.Registered:
    with transaction():
        return services.register(
            actor,
            event,
            first_name=first_name,
            last_name=last_name,
            email=email,
            attendance_mode=mode,
            session_ids=sessions,
            **more,
        )


def choose(registration_id: int, *sessions: int) -> bool:
    with transaction():
        return services.change_sessions(ANONYMOUS, loaded(registration_id), session_ids=sessions)


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


def held(registration_id: int) -> dict[str, str]:
    """What a registration holds or awaits, by pool: "waiting", "confirmed (interim)"…"""
    return {
        claim.pool.label: f"{claim.status}{' (interim)' if claim.interim else ''}"
        for claim in loaded(registration_id).claims
        if claim.ended_at is None
    }
