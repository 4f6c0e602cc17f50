"""Acts on convocations and polls of dates."""

from app.meetings.services.answering import answer
from app.meetings.services.convening import Plan, convene
from app.meetings.services.convoking import (
    Invitee,
    attach,
    convoke,
    convoke_newcomer,
    invite,
    remind_silent,
    tell_changed,
)
from app.meetings.services.polling import cancel_poll, decide, open_poll, vote

__all__ = [
    "Invitee",
    "Plan",
    "answer",
    "attach",
    "cancel_poll",
    "convene",
    "convoke",
    "convoke_newcomer",
    "decide",
    "invite",
    "open_poll",
    "remind_silent",
    "tell_changed",
    "vote",
]
