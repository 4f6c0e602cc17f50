"""Files that go with a mail, made by the worker when it leaves.

A payload says what to make: `{"attachment": {"maker", "filename", "data"}}`. Making takes time (a
PDF is compiled), hence not in the transaction of the act, and needs only the data written then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Maker = Callable[[dict[str, Any]], bytes]
_makers: dict[str, Maker] = {}


@dataclass(frozen=True)
class PdfFile:
    """A PDF and the name that readers see."""

    name: str
    content: bytes


def declare_makers(makers: Mapping[str, Maker]) -> None:
    """Say who makes which files; declared in wiring."""
    _makers.update(makers)


def attached(payload: Mapping[str, Any]) -> PdfFile | None:
    """The file that a payload asks for, made now. Raises KeyError for a maker nobody declared."""
    wanted = payload.get("attachment")
    if wanted is None:
        return None
    return PdfFile(wanted["filename"], _makers[wanted["maker"]](wanted["data"]))
