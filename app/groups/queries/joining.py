"""Reading requests to join and invitations."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.models import Account
from app.groups.enums import LEADING, JoinStatus
from app.groups.models import GroupInvitation, JoinRequest
from app.groups.queries.group import people_to_tell
from app.kernel import clock, links
from app.kernel.db import db


def leads_to_tell(group_id: int) -> Sequence[Account]:
    """Who hears of a request to join."""
    return people_to_tell(group_id, LEADING)


def waiting_requests(group_id: int) -> Sequence[JoinRequest]:
    return db.session.scalars(
        select(JoinRequest)
        .where(JoinRequest.group_id == group_id, JoinRequest.status == JoinStatus.WAITING)
        .order_by(JoinRequest.id)
    ).all()


def live_invitations(group_id: int) -> Sequence[GroupInvitation]:
    return db.session.scalars(
        select(GroupInvitation)
        .where(
            GroupInvitation.group_id == group_id,
            GroupInvitation.accepted_at.is_(None),
            GroupInvitation.revoked_at.is_(None),
            GroupInvitation.expires_at > clock.now(),
        )
        .order_by(GroupInvitation.id)
    ).all()


def request_of(group_id: int, request_id: int) -> JoinRequest | None:
    return db.session.scalar(
        select(JoinRequest).where(JoinRequest.group_id == group_id, JoinRequest.id == request_id)
    )


def invitation_of(group_id: int, invitation_id: int) -> GroupInvitation | None:
    return db.session.scalar(
        select(GroupInvitation).where(
            GroupInvitation.group_id == group_id, GroupInvitation.id == invitation_id
        )
    )


def request_by_token(token: str) -> JoinRequest | None:
    return db.session.scalar(
        select(JoinRequest).where(JoinRequest.token_hash == links.token_hash(token))
    )


def invitation_by_token(token: str) -> GroupInvitation | None:
    return db.session.scalar(
        select(GroupInvitation).where(GroupInvitation.token_hash == links.token_hash(token))
    )
