"""Acts on registrations. Each locks the event, looks, then writes: one code path for every seat."""

from app.registrations.services.change import change_mode
from app.registrations.services.reactions import (
    look_after_pools,
    tell_cancelled,
    tell_changed,
    tell_postponed,
    tell_remote_link,
)
from app.registrations.services.register import Registered, register, resend_link
from app.registrations.services.withdraw import withdraw

__all__ = [
    "Registered",
    "change_mode",
    "look_after_pools",
    "register",
    "resend_link",
    "tell_cancelled",
    "tell_changed",
    "tell_postponed",
    "tell_remote_link",
    "withdraw",
]
