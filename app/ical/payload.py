"""Invitations at rest: what a message row keeps until a worker writes the mail.

The row holds values, not bytes, since DTSTAMP is the moment the mail is built.
"""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from app.ical.entry import Color, Conference, Entry, Status
from app.ical.invitation import Invitation, Method, Party, Reply, cancellation, request


def request_payload(entry: Entry, attendee: Party, *, reply: Reply = Reply.GIVEN) -> dict[str, Any]:
    """Return the JSON values of a REQUEST of ``entry`` to ``attendee``."""
    return _payload(Method.REQUEST, entry, attendee) | {"reply": str(reply)}


def cancellation_payload(entry: Entry, attendee: Party) -> dict[str, Any]:
    """Return the JSON values of a CANCEL of ``entry`` to ``attendee``."""
    return _payload(Method.CANCEL, entry, attendee)


def invitation_from(payload: dict[str, Any], *, organizer: Party, dtstamp: datetime) -> Invitation:
    """Return the invitation that a payload describes, as sent by ``organizer`` at ``dtstamp``."""
    entry = entry_from_json(payload["entry"])
    attendee = Party(**payload["attendee"])
    if payload["method"] == Method.CANCEL:
        return cancellation(entry, organizer=organizer, attendee=attendee, dtstamp=dtstamp)
    return request(
        entry,
        organizer=organizer,
        attendee=attendee,
        dtstamp=dtstamp,
        reply=Reply(payload["reply"]),
    )


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """Return ``entry`` as JSON values: moments and days in ISO 8601."""
    values = asdict(entry)
    for name in ("starts", "ends", "created", "last_modified"):
        values[name] = values[name].isoformat()
    return values


def entry_from_json(values: dict[str, Any]) -> Entry:
    """Return the entry of which `entry_to_json` gave ``values``."""
    conference, geo, color = values["conference"], values["geo"], values["color"]
    return Entry(
        **(
            values
            | {
                "starts": _moment_or_day(values["starts"]),
                "ends": _moment_or_day(values["ends"]),
                "created": datetime.fromisoformat(values["created"]),
                "last_modified": datetime.fromisoformat(values["last_modified"]),
                "geo": None if geo is None else (geo[0], geo[1]),
                "categories": tuple(values["categories"]),
                "conference": None if conference is None else Conference(**conference),
                "color": None if color is None else Color(color),
                "status": Status(values["status"]),
            }
        )
    )


def _payload(method: Method, entry: Entry, attendee: Party) -> dict[str, Any]:
    return {"method": str(method), "entry": entry_to_json(entry), "attendee": asdict(attendee)}


def _moment_or_day(value: str) -> datetime | date:
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
