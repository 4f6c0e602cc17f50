"""The agenda of a meeting (ordre du jour): lines as people type them, and their length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from app.events.forms import programme_lines
from app.events.services.contents import Line
from app.kernel.dates import duration
from app.kernel.errors import Invalid
from app.meetings.related import AgendaPoint

# "Point budget (20 min)", "Point budget 20 minutes", "Point budget (1 h 30)".
_LASTING: Final = re.compile(
    r"(?P<title>.*?)\s*[-–(,:]?\s*\b(?:(?P<hours>\d{1,2})\s*h(?:\s*(?P<past>\d{2}))?|(?P<minutes>\d{1,3})\s*min(?:utes?)?)\s*\)?\s*$",
    re.IGNORECASE,
)


def agenda_lines(text: str | None) -> list[Line]:
    """One line per item; a length at its end is taken out of the title."""
    return [_with_length(line) for line in programme_lines(text)]


def _with_length(line: Line) -> Line:
    match = _LASTING.match(line.title)
    if match is None or not match["title"]:
        return line
    minutes = int(match["minutes"] or 0) + 60 * int(match["hours"] or 0) + int(match["past"] or 0)
    return replace(line, title=match["title"], minutes=minutes) if minutes else line


def check_length(lines: Sequence[Line], length: timedelta) -> None:
    """Raise `Invalid` beside `agenda` when the items take longer than the meeting."""
    total = timedelta(minutes=sum(line.minutes or 0 for line in lines))
    if total > length:
        raise Invalid(
            {
                "agenda": f"Les points durent {duration(total)} et la réunion {duration(length)} : "
                f"retirez {duration(total - length)}, ou finissez plus tard."
            }
        )


def draft_text(points: Iterable[AgendaPoint]) -> str:
    """What a fresh form holds: the things that enter the agenda by themselves."""
    return "\n".join(
        point.title + (f" ({point.minutes} min)" if point.minutes else "") for point in points
    )
