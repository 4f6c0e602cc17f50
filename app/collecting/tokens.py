"""The private address by which a referent gives figures."""

from __future__ import annotations

from app.collecting.models import FigureRequest
from app.kernel import links

PURPOSE = "figure request"


def token_of(request: FigureRequest) -> str:
    return links.derive_token(PURPOSE, request.public_id)


def answer_url(request: FigureRequest) -> str:
    return links.url("collecting.answer", token=token_of(request))
