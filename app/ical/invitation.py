"""Calendar messages to one person (iTIP, RFC 5546, as mailed by RFC 6047)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from icalendar import Event
from icalendar.prop import vCalAddress

from app.ical.entry import Entry, Status
from app.ical.text import clean_label
from app.ical.writer import LabelledParameters, build_event, calendar, component_bytes


class Method(StrEnum):
    """What the message asks of the recipient's calendar."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Party:
    """Someone named in an invitation. ``address`` is a bare ASCII mail address."""

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
    reply_expected: bool = False,
) -> Invitation:
    """Return the message that puts ``entry`` into the calendar of ``attendee``, or moves it there.

    ``reply_expected`` is for convocations whose answers are read: the attendee is then asked;
    otherwise they have registered already, and nothing is asked. ``dtstamp`` is the moment the mail
    is built: a client drops a message whose SEQUENCE and DTSTAMP have not grown. Raises ValueError
    for a cancelled entry or an address that is not a plain one.
    """
    if entry.status is Status.CANCELLED:
        raise ValueError("a cancelled entry is not requested: use cancellation()")
    event = build_event(entry, dtstamp=dtstamp)
    event["ORGANIZER"] = _address(organizer)
    event["ATTENDEE"] = _address(
        attendee,
        CUTYPE="INDIVIDUAL",
        ROLE="REQ-PARTICIPANT",
        PARTSTAT="NEEDS-ACTION" if reply_expected else "ACCEPTED",
        RSVP="TRUE" if reply_expected else "FALSE",
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
    address = party.address
    if not (address.isascii() and address.isprintable()) or set(address) & set(' <>,;:"'):
        raise ValueError(f"not a plain mail address: {address!r}")
    value = vCalAddress(f"mailto:{address}")
    name = clean_label(party.name)
    value.params = LabelledParameters({"CN": name, **parameters} if name else parameters)
    return value
