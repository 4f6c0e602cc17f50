"""Whoever attends at a distance from now on is no longer expected at the table."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import exists, select

from app.events.enums import PoolKind
from app.events.models import Pool
from app.kernel.db import db
from app.questions.services import forget_meals
from app.registrations.allocation import SEATED_OR_WAITING
from app.registrations.models import Claim, Registration


def forget_meals_of_remote(registration_ids: Iterable[int]) -> None:
    """Erase what those among these said of their meal who hold or await no seat in the room.

    The event is locked, the claims are flushed.
    """
    in_room = exists().where(
        Claim.registration_id == Registration.id,
        Claim.status.in_(SEATED_OR_WAITING),
        Claim.pool_id == Pool.id,
        Pool.kind == PoolKind.ON_SITE,
    )
    remote = db.session.scalars(
        select(Registration.id).where(Registration.id.in_(list(registration_ids)), ~in_room)
    ).all()
    if remote:
        forget_meals(remote)
