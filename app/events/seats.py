"""Seats in words. Registrations, above, know who holds them; wiring plugs their answer in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from app.events.enums import EventMode, PoolKind
from app.kernel.dates import spoken_hours
from app.kernel.memory import LiveQuestion
from app.kernel.text import counted, fold, sentence

LAST = datetime.max.replace(tzinfo=UTC)


class PoolFill(NamedTuple):
    """How full a pool is: `capacity` None is unlimited.

    `taken` counts every seat held, `extra` those among them that were given beyond the capacity,
    and `held` the seats kept aside that nobody has yet.
    """

    pool_id: int
    kind: PoolKind
    capacity: int | None
    taken: int
    waiting: int
    held: int = 0
    extra: int = 0
    alerted: int = 0
    title: str | None = None
    room: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    description: str | None = None
    attendance: EventMode = EventMode.HYBRID
    # Whether the event may be attended in both ways: only there does a session say its own.
    among_both: bool = False

    @property
    def label(self) -> str:
        """ "Sur place", or the title of a session."""
        return self.title or self.kind.label

    @property
    def is_session(self) -> bool:
        return self.kind is PoolKind.SESSION

    @property
    def way(self) -> str:
        """For whom a session is, where that is a question: "sur place", "à distance", else ""."""
        told = self.among_both and self.attendance is not EventMode.HYBRID
        return self.attendance.label.lower() if told else ""

    @property
    def whole_label(self) -> str:
        """The label, with the way to attend of a session that has one: for who sees them all."""
        return f"{self.label} ({self.way})" if self.way else self.label

    @property
    def facts(self) -> str:
        """When, where and for whom a session is: "de 10 h à 11 h, salle 2, sur place"."""
        hours = spoken_hours(self.starts_at, self.ends_at) if self.starts_at else ""
        return ", ".join(part for part in (hours, self.room, self.way) if part)

    def suits(self, mode: PoolKind) -> bool:
        """Whether somebody who attends in this way may choose this session."""
        return self.attendance is EventMode.HYBRID or self.attendance.value == mode.value

    def is_twin_of(self, other: PoolFill) -> bool:
        """Whether both are the same session, with seats of its own for each way to attend."""
        same = (self.title, self.starts_at, self.ends_at) == (
            *(other.title, other.starts_at, other.ends_at),
        )
        return same and self.pool_id != other.pool_id

    @property
    def line(self) -> str:
        """Under the name of a session: its facts, then its seats."""
        return " – ".join(part for part in (sentence(self.facts), self.words) if part)

    @property
    def room_left(self) -> int | None:
        """Seats that the queue may have, None when unlimited; negative where some were added."""
        return None if self.capacity is None else self.capacity - self.held - self.taken

    @property
    def free(self) -> int | None:
        """Seats left, None when unlimited. Nothing is free while somebody waits."""
        left = self.room_left
        return None if left is None else 0 if self.waiting else max(0, left)

    @property
    def words(self) -> str:
        """ "Il reste 12 places", "Complet, liste d’attente : 4 personnes", "Places illimitées"."""
        return _words(self.free, self.waiting)

    @property
    def why_full(self) -> str:
        """Why a newcomer waits: "20 places prises sur 20", "17 prises et 3 réservées sur 20…"."""
        return _why_full(self.capacity or 0, self.taken, self.held)

    def clashes(self, other: PoolFill) -> bool:
        """Whether who holds the other cannot hold this: two ways to attend, two sessions at one
        time, a session that is not for those who attend that way.

        A session gives way to a way to attend, never the reverse.
        """
        if self.pool_id == other.pool_id:
            return False
        if not self.is_session:
            return not other.is_session
        if not other.is_session:
            return not self.suits(other.kind)
        return overlap((self.starts_at, self.ends_at), (other.starts_at, other.ends_at))


def overlap(
    one: tuple[datetime | None, datetime | None], other: tuple[datetime | None, datetime | None]
) -> bool:
    """Whether two times share an instant; where one is not known, they do not."""
    starts, ends = one
    begins, finishes = other
    if starts is None or ends is None or begins is None or finishes is None:
        return False
    return starts < finishes and begins < ends


@lru_cache(maxsize=1024)
def _words(free: int | None, waiting: int) -> str:
    if free is None:
        return "Places non limitées"
    if free > 1:
        return f"Il reste {counted(free, 'place')}"
    if free == 1:
        return "Il ne reste qu’une place"
    if waiting:
        return f"Complet, liste d’attente : {counted(waiting, 'personne')}"
    return "Complet, liste d’attente ouverte"


def _why_full(capacity: int, taken: int, held: int) -> str:
    if held:
        aside = counted(held, "réservée")
        return f"{counted(taken, 'prise')} et {aside} sur {counted(capacity, 'place')}"
    return f"{counted(taken, 'place prise', 'places prises')} sur {capacity}"


def modes(fills: Sequence[PoolFill]) -> list[PoolFill]:
    """The ways to attend, without the sessions."""
    return [fill for fill in fills if not fill.is_session]


def sessions(fills: Sequence[PoolFill]) -> list[PoolFill]:
    return [fill for fill in fills if fill.is_session]


def in_time(fills: Sequence[PoolFill]) -> list[PoolFill]:
    """Sessions by their beginning, those without a time last."""
    return sorted(fills, key=lambda fill: (fill.starts_at or LAST, fold(fill.label)))


Fills = Mapping[int, Sequence[PoolFill]]

# Event ids → the fill of every way to attend that they offer, in order, in one query.
# Seats are taken in rushes that must not wait for one another, hence without a mark.
fills: LiveQuestion[Sequence[int], Fills] = LiveQuestion(default={})
# Event id → the same with its sessions, which come after.
fills_with_sessions: LiveQuestion[int, Sequence[PoolFill]] = LiveQuestion(default=())


def in_words(pools: Sequence[PoolFill]) -> str:
    """One line for a card."""
    if not pools:
        return ""
    if len(pools) == 1:
        return pools[0].words
    return " · ".join(_one_of_several(pool.kind, pool.words) for pool in pools)


@lru_cache(maxsize=2048)
def _one_of_several(kind: PoolKind, words: str) -> str:
    return f"{kind.label} : {words[0].lower()}{words[1:]}"
