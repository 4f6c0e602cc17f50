"""What a phone of the desk keeps and tells, as plain data. The reasons are in docs/adr.

The list names people; the phone seals it with a key made from the day's code, and keeps in clear
only salted prints of tickets. What it tells is checked here sign by sign: it comes from outside.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from app.attendance.enums import ActKind
from app.attendance.models import DeskPass
from app.attendance.passes import code_of
from app.attendance.queries import expected_and_known, people, present_pairs, slots_of, window
from app.attendance.services import Act, Outcome, WalkIn
from app.attendance.slots import current
from app.attendance.tickets import ticket_of
from app.kernel import clock, links
from app.kernel.errors import Invalid
from app.kernel.text import fold

MOST_ACTS = 200
UNREADABLE = "Ce message de l’appareil est illisible."
_ID = re.compile(r"[0-9a-f-]{36}")
_TICKET = re.compile(r"[A-Za-z0-9_-]{22}")
NAME_LENGTH, LINE_LENGTH = 80, 160


def salt_of(given: DeskPass) -> str:
    """Another for each pass, so that two phones keep different prints of one ticket."""
    return links.derive_token("desk salt", given.public_id)


def print_of(salt: str, ticket: str) -> str:
    return hashlib.sha256(f"{salt}{ticket}".encode()).hexdigest()[:32]


def full_list(given: DeskPass) -> dict[str, Any]:
    """Everything a phone needs to work without a network."""
    event, salt = given.event, salt_of(given)
    everybody, slots = people(event.id), slots_of(event)
    now = current(slots, clock.now())
    span = window(event)
    return {
        "code": code_of(given),
        "salt": salt,
        "closes": span[1].isoformat() if span else None,
        "slots": [{"key": slot.key, "label": slot.label, "hours": slot.hours} for slot in slots],
        "slot": now.key if now else None,
        "people": [
            {
                "id": one.id,
                "print": print_of(salt, ticket_of(one.public_id)),
                "state": "expected" if one.is_expected else "waiting" if one.is_queued else "gone",
                # Who has cancelled is known by the print alone.
                **(
                    {"name": one.name, "of": one.organisation or "", "fold": fold(one.name)}
                    if one.is_expected or one.is_queued
                    else {}
                ),
            }
            for one in everybody
        ],
        **state(given),
    }


def state(given: DeskPass) -> dict[str, Any]:
    """Who is there now: small, asked for every few seconds."""
    present = present_pairs(given.event_id)
    expected, known = expected_and_known(given.event)
    return {
        "present": [[number, slot, since.isoformat()] for number, slot, since in present],
        "expected": expected,
        "there": len({number for number, _, _ in present}),
        # A list that lacks somebody is asked for again.
        "known": known,
    }


def acts_from(message: Any) -> list[Act]:
    """The acts of a message. Raises `Invalid` for anything else than what our script sends.

    `sent_at` is the phone's own clock at this moment: what it is wrong by is taken off each act.
    """
    if not isinstance(message, dict) or not isinstance(message.get("acts"), list):
        raise Invalid({"acts": UNREADABLE})
    if len(message["acts"]) > MOST_ACTS:
        raise Invalid({"acts": f"{MOST_ACTS} gestes à la fois, au plus."})
    wrong_by = clock.now() - _moment(message.get("sent_at"))
    return [_act(one, wrong_by) for one in message["acts"]]


def _act(one: Any, wrong_by: timedelta) -> Act:
    if not isinstance(one, dict) or one.get("kind") not in list(ActKind):
        raise Invalid({"acts": UNREADABLE})
    ticket, person = one.get("ticket"), one.get("person")
    if ticket is not None and not (isinstance(ticket, str) and _TICKET.fullmatch(ticket)):
        # Read from a code that is not one of ours: an answer, not an error.
        ticket = "-"
    if person is not None and not (type(person) is int and 0 < person < 2**31):
        raise Invalid({"acts": UNREADABLE})
    act_id = one.get("id")
    if not (isinstance(act_id, str) and _ID.fullmatch(act_id)):
        raise Invalid({"acts": UNREADABLE})
    kind = ActKind(one["kind"])
    new = None
    if kind is ActKind.WALK_IN:
        new = WalkIn(
            _line(one, "first_name", NAME_LENGTH),
            _line(one, "last_name", NAME_LENGTH),
            _line(one, "organisation", LINE_LENGTH),
        )
    return Act(
        act_id=act_id,
        kind=kind,
        at=_moment(one.get("at")) + wrong_by,
        slot=_line(one, "slot", LINE_LENGTH),
        ticket=ticket,
        person=person,
        walk_in=new,
        anyway=one.get("anyway") is True,
    )


def _line(one: dict[str, Any], name: str, limit: int) -> str:
    value = one.get(name, "")
    if not isinstance(value, str):
        raise Invalid({"acts": UNREADABLE})
    return " ".join("".join(sign for sign in value if sign.isprintable()).split())[:limit]


def _moment(text: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise Invalid({"acts": UNREADABLE}) from None
    if moment.tzinfo is None or not 2000 < moment.year < 2200:
        raise Invalid({"acts": UNREADABLE})
    return moment.astimezone(UTC)


def told(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.act_id,
        "came": outcome.came,
        "person": outcome.person,
        "since": outcome.since.isoformat() if outcome.since else None,
        "why": outcome.why,
        "can_insist": outcome.can_insist,
    }
