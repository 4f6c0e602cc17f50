"""The private addresses of a convocation and of a poll."""

from __future__ import annotations

import uuid
from typing import Any

from app.kernel import links
from app.meetings.models import Convocation, PollVoter

CONVOCATION = "convocation"
POLL = "poll"


def fresh(purpose: str) -> dict[str, Any]:
    """The two columns of a new row with a private link."""
    public_id = str(uuid.uuid4())
    token = links.derive_token(purpose, public_id)
    return {"public_id": public_id, "token_hash": links.token_hash(token)}


def token_of(convocation: Convocation) -> str:
    return links.derive_token(CONVOCATION, convocation.public_id)


def poll_token_of(voter: PollVoter) -> str:
    return links.derive_token(POLL, voter.public_id)


def answer_url(convocation: Convocation) -> str:
    """The absolute private link by which one person answers, as mails repeat it."""
    return links.url("meetings.answer", token=token_of(convocation))


def vote_url(voter: PollVoter) -> str:
    return links.url("meetings.vote", token=poll_token_of(voter))
