"""Forgetting who asked to join and who was invited."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import CursorResult, and_, delete, or_

from app.groups.enums import JoinStatus
from app.groups.models import GroupInvitation, JoinRequest
from app.kernel import clock
from app.kernel.db import db

UNCONFIRMED: Final = timedelta(days=7)


def forget_joining(before: datetime) -> int:
    """Delete requests answered, and invitations ended, before this instant; how many rows.

    A request whose address nobody confirmed goes after a week.
    """
    requests = db.session.execute(
        delete(JoinRequest).where(
            or_(
                JoinRequest.answered_at < before,
                and_(
                    JoinRequest.status == JoinStatus.UNCONFIRMED,
                    JoinRequest.created_at < clock.now() - UNCONFIRMED,
                ),
            )
        )
    )
    invitations = db.session.execute(
        delete(GroupInvitation).where(GroupInvitation.expires_at < before)
    )
    found = 0
    for result in (requests, invitations):
        assert isinstance(result, CursorResult)  # noqa: S101  # what a DELETE returns
        found += result.rowcount
    return found
