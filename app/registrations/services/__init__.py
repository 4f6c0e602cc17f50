"""Acts on registrations. Each locks the event, looks, then writes: one code path for every seat."""

from app.registrations.services.addresses import correct_own_address
from app.registrations.services.again import resend_link
from app.registrations.services.alerts import tell_surge
from app.registrations.services.answers import approve, confirm_address, lapse_unconfirmed, refuse
from app.registrations.services.bulk import BulkAct, Effect, Order, act_on, orders_of
from app.registrations.services.change import change, change_mode, change_sessions
from app.registrations.services.chasing import ask_again
from app.registrations.services.correct import correct
from app.registrations.services.details import edit_details
from app.registrations.services.foresight import Foresight, foresee
from app.registrations.services.invitations import invite, revoke, usable
from app.registrations.services.pools import end_session, look_after_pools
from app.registrations.services.reactions import (
    tell_cancelled,
    tell_changed,
    tell_postponed,
    tell_remote_link,
)
from app.registrations.services.register import Registered, register, send_link
from app.registrations.services.seating import give_seat
from app.registrations.services.withdraw import withdraw

__all__ = [
    "BulkAct",
    "Effect",
    "Foresight",
    "Order",
    "Registered",
    "act_on",
    "approve",
    "ask_again",
    "change",
    "change_mode",
    "change_sessions",
    "confirm_address",
    "correct",
    "correct_own_address",
    "edit_details",
    "end_session",
    "foresee",
    "give_seat",
    "invite",
    "lapse_unconfirmed",
    "look_after_pools",
    "orders_of",
    "refuse",
    "register",
    "resend_link",
    "revoke",
    "send_link",
    "tell_cancelled",
    "tell_changed",
    "tell_postponed",
    "tell_remote_link",
    "tell_surge",
    "usable",
    "withdraw",
]
