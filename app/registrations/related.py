"""What the features above add to the private page of a registration; wiring plugs them in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.kernel.bus import Question
from app.registrations.models import Registration


@dataclass(frozen=True)
class OwnBlock:
    """A part of the page: its template, and the values that the template reads as `values`.

    `first`: above everything else (the ticket, on the day itself).
    """

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    first: bool = False


# Who gets the mails of a person without an address: None when nobody does.
correspondent: Question[Registration, str | None] = Question(default=None)
# The code of a seat to show at the door, as an SVG file; None where there is none to show.
seat_code: Question[Registration, str | None] = Question(default=None)
own_blocks: Question[Registration, list[OwnBlock]] = Question(default=[])
