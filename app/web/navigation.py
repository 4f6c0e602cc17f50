"""The main menu: entries given by wiring, shown to those who may follow them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from flask import request, url_for

from app.kernel.access import can
from app.web.routing import current_actor


@dataclass(frozen=True)
class Entry:
    """One line of the menu. `permission` hides it from those who may not follow it."""

    label: str
    endpoint: str
    permission: str | None = None


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool


def links(entries: tuple[Entry, ...]) -> list[Link]:
    """The menu of the current actor; `current` marks the section of the current page."""
    actor = current_actor()
    shown: list[Link] = []
    for entry in entries:
        if entry.permission is not None and not can(actor, entry.permission):
            continue
        url = _address(request.script_root, entry.endpoint)
        here = request.path == url or (url != "/" and request.path.startswith(url + "/"))
        shown.append(Link(entry.label, url, here))
    return shown


@lru_cache(maxsize=64)
def _address(_root: str, endpoint: str) -> str:
    """Asked for by every page, and the same as long as the service stands under the same root."""
    return url_for(endpoint)
