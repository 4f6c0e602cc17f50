"""Whole public calendars, remembered until something they show changes or the day does."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from threading import Lock
from typing import Final

from app.feeds.http import Body
from app.kernel import clock, revision
from app.kernel.clock import PARIS

TOPIC: Final = "agenda"
# Every table that a public feed shows or filters by. Registrations are none of them.
TABLES: Final = ("event", "event_axis", "working_group", "department", "axis", "framework")
# The whole agenda, the groups, and the filters people really follow: up to 250 kB each.
_FEEDS: Final = 48
# Event files: 2 kB each.
_FILES: Final = 512


@dataclass(frozen=True)
class Version:
    """What a feed depends on: the mark of its topic and, since its window moves, the day."""

    mark: str
    today: date
    changed_at: datetime | None

    @property
    def last_modified(self) -> datetime:
        """When the feed last changed at the latest: with the data, or when the day began.

        The greatest change time of what a feed holds would be wrong: it does not move when an event
        is taken away or leaves the window.
        """
        began = datetime.combine(self.today, time(), PARIS).astimezone(UTC)
        return began if self.changed_at is None else max(began, self.changed_at)


class FeedStore:
    """The last version of each calendar, forgetting the ones asked for longest ago."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._bodies: OrderedDict[Hashable, tuple[Version, Body]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, build: Callable[[Version], Body]) -> Body:
        """The calendar of `key`, built unless it is known and nothing has changed since."""
        mark, changed_at = revision.current(TOPIC)
        version = Version(mark, clock.today(), changed_at)
        with self._lock:
            known = self._bodies.get(key)
            if known is not None and known[0] == version:
                self._bodies.move_to_end(key)
                return known[1]
        body = build(version)
        with self._lock:
            self._bodies[key] = (version, body)
            self._bodies.move_to_end(key)
            while len(self._bodies) > self._size:
                self._bodies.popitem(last=False)
        return body

    def clear(self) -> None:
        """Forget everything, for benches and tests."""
        with self._lock:
            self._bodies.clear()


public_feeds: Final = FeedStore(_FEEDS)
public_files: Final = FeedStore(_FILES)
