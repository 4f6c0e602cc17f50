"""Calendar messages to one person (iTIP, RFC 5546, as mailed by RFC 6047)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from icalendar import Event
from icalendar.prop import vCalAddress

from app.ical.entry import Entry, Status
from app.ical.text import clean_label
from app.ical.writer import LabelledParameters, build_event, calendar, component_bytes


class Method(StrEnum):
    """What the message asks of the recipient's calendar."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Reply(StrEnum):
    """What is known of the attendee's answer (PARTSTAT, RSVP)."""

    GIVEN = "given"  # they registered: nothing is asked
    AWAITED = "awaited"  # they are asked, and the mail they answer is read
    ELSEWHERE = "elsewhere"  # they have not answered; they do so on the site


_REPLIES: Final = {
    Reply.GIVEN: ("ACCEPTED", "FALSE"),
    Reply.AWAITED: ("NEEDS-ACTION", "TRUE"),
    Reply.ELSEWHERE: ("NEEDS-ACTION", "FALSE"),
}


@dataclass(frozen=True, slots=True)
class Party:
    """Someone named in an invitation. ``address`` is a bare mail address, ASCII before its @."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """A calendar body and the method it bears: the two must agree in the mail, so they travel
    together.
    """

    method: Method
    body: bytes


def request(
    entry: Entry,
    *,
    organizer: Party,
    attendee: Party,
    dtstamp: datetime,
    reply: Reply = Reply.GIVEN,
) -> Invitation:
    """Return the message that puts ``entry`` into the calendar of ``attendee``, or moves it there.

    ``dtstamp`` is the moment the mail is built: a client drops a message whose SEQUENCE and DTSTAMP
    have not grown. Raises ValueError
    for a cancelled entry or an address that is not a plain one.
    """
    if entry.status is Status.CANCELLED:
        raise ValueError("a cancelled entry is not requested: use cancellation()")
    event = build_event(entry, dtstamp=dtstamp)
    partstat, rsvp = _REPLIES[reply]
    event["ORGANIZER"] = _address(organizer)
    event["ATTENDEE"] = _address(
        attendee, CUTYPE="INDIVIDUAL", ROLE="REQ-PARTICIPANT", PARTSTAT=partstat, RSVP=rsvp
    )
    return _message(Method.REQUEST, event)


def cancellation(
    entry: Entry, *, organizer: Party, attendee: Party, dtstamp: datetime
) -> Invitation:
    """Return the message that takes ``entry`` out of the calendar of ``attendee``.

    It bears STATUS:CANCELLED when the entry itself is cancelled, and no STATUS when only this
    person withdraws. Its SEQUENCE is at least 1.
    """
    entry = replace(entry, sequence=max(entry.sequence, 1))
    event = build_event(entry, dtstamp=dtstamp)
    if entry.status is not Status.CANCELLED:
        del event["STATUS"]
    event["ORGANIZER"] = _address(organizer)
    event["ATTENDEE"] = _address(attendee, CUTYPE="INDIVIDUAL", ROLE="REQ-PARTICIPANT")
    return _message(Method.CANCEL, event)


def next_sequence(event_sequence: int, last_sent: int | None) -> int:
    """Return the SEQUENCE of the next message to someone who was last sent ``last_sent``.

    Never below the event's own, and above everything they have seen: the event's number stands
    still while one person withdraws and comes back, and their client would ignore the second
    REQUEST.
    """
    return event_sequence if last_sent is None else max(event_sequence, last_sent + 1)


def _message(method: Method, event: Event) -> Invitation:
    return Invitation(method, calendar("", [component_bytes(event)], method=method))


def _address(party: Party, **parameters: str) -> vCalAddress:
    address = _ascii_domain(party.address)
    if not (address.isascii() and address.isprintable()) or set(address) & set(' <>,;:"'):
        raise ValueError(f"not a plain mail address: {address!r}")
    value = vCalAddress(f"mailto:{address}")
    name = clean_label(party.name)
    value.params = LabelledParameters({"CN": name, **parameters} if name else parameters)
    return value


def _ascii_domain(address: str) -> str:
    local, at, domain = address.rpartition("@")
    return address if domain.isascii() else f"{local}{at}{domain.encode('idna').decode()}"
