"""Mails about registrations, one function per message."""

from app.registrations.emails.event import (
    event_cancelled,
    event_changed,
    event_postponed,
    remote_link,
)
from app.registrations.emails.seats import (
    address_changed,
    approved,
    confirm_address,
    confirmed,
    lapsed,
    link_again,
    mode_changed,
    open_questions,
    promoted,
    refused,
    requested,
    session_cancelled,
    sessions_changed,
    waiting,
    withdrawn,
)
from app.registrations.emails.team import fill_alert, invitation, organisers, surge

__all__ = [
    "address_changed",
    "approved",
    "confirm_address",
    "confirmed",
    "event_cancelled",
    "event_changed",
    "event_postponed",
    "fill_alert",
    "invitation",
    "lapsed",
    "link_again",
    "mode_changed",
    "open_questions",
    "organisers",
    "promoted",
    "refused",
    "remote_link",
    "requested",
    "session_cancelled",
    "sessions_changed",
    "surge",
    "waiting",
    "withdrawn",
]
