"""The private addresses of requests to join and of invitations."""

from __future__ import annotations

import uuid
from typing import Any

from app.groups.models import GroupInvitation, JoinRequest
from app.kernel import links

ASKING = "join"
INVITATION = "group-invitation"


def fresh(purpose: str) -> dict[str, Any]:
    """The two columns of a new row with a private link."""
    public_id = str(uuid.uuid4())
    token = links.derive_token(purpose, public_id)
    return {"public_id": public_id, "token_hash": links.token_hash(token)}


def request_token(request: JoinRequest) -> str:
    return links.derive_token(ASKING, request.public_id)


def invitation_token(invitation: GroupInvitation) -> str:
    return links.derive_token(INVITATION, invitation.public_id)
