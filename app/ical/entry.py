"""What one event is to a calendar: plain values, no domain."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Status(StrEnum):
    """RFC 5545 §3.8.1.11, for events."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


class Color(StrEnum):
    """The colours we use, all of them CSS names as RFC 7986 §5.9 asks."""

    ROYAL_BLUE = "royalblue"
    SEA_GREEN = "seagreen"
    DARK_ORANGE = "darkorange"
    SLATE_GRAY = "slategray"
    CRIMSON = "crimson"
    MEDIUM_PURPLE = "mediumpurple"


@dataclass(frozen=True, slots=True)
class Conference:
    """Where a remote event is joined: an absolute URI and the words that name it."""

    uri: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event, ready to be written.

    ``starts`` and ``ends`` are either both aware datetimes (``ends`` after ``starts``) or both
    dates, and then ``ends`` is the *last day*, included, as people say it (the writer turns it
    into the exclusive end of the standard). ``uid`` never changes; ``sequence`` grows when start,
    end, place or status change; ``last_modified`` with any visible change. ``summary`` is the bare
    title: the writer marks a cancelled one. ``description`` is plain text; the writer adds the
    addresses of ``url`` and ``conference`` to it, for the clients that show neither property. A
    ``url`` that is no absolute URI is left out.
    """

    uid: str
    summary: str
    starts: datetime | date
    ends: datetime | date
    created: datetime
    last_modified: datetime
    description: str = ""
    location: str = ""
    geo: tuple[float, float] | None = None
    """Latitude and longitude, in degrees."""
    categories: tuple[str, ...] = ()
    url: str = ""
    conference: Conference | None = None
    color: Color | None = None
    status: Status = Status.CONFIRMED
    sequence: int = 0
    transparent: bool = False
    """True when it leaves its owner free; an entry in whole days always does."""
