"""Pages of registrations: for the person, by private link; for those who run the event."""

from app.registrations.views import (
    answers,
    correct,
    dashboard,
    details,
    find,
    invitations,
    manage,
    open_questions,
    own,
    receipt,
    register,
    seats,
)
from app.registrations.views.section import registrations

__all__ = [
    "answers",
    "correct",
    "dashboard",
    "details",
    "find",
    "invitations",
    "manage",
    "open_questions",
    "own",
    "receipt",
    "register",
    "registrations",
    "seats",
]
