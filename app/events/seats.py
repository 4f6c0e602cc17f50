"""Seats in words. Registrations, above, know who holds them; wiring plugs their answer in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from app.events.enums import PoolKind
from app.kernel.memory import LiveQuestion
from app.kernel.text import counted


class PoolFill(NamedTuple):
    """How full a pool is: `capacity` None is unlimited."""

    pool_id: int
    kind: PoolKind
    capacity: int | None
    taken: int
    waiting: int

    @property
    def free(self) -> int | None:
        """Seats left, None when unlimited. Nothing is free while somebody waits."""
        if self.capacity is None:
            return None
        return 0 if self.waiting else max(0, self.capacity - self.taken)

    @property
    def words(self) -> str:
        """ "Il reste 12 places", "Complet, liste d’attente : 4 personnes", "Places illimitées"."""
        return _words(self.free, self.waiting)


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


Fills = Mapping[int, Sequence[PoolFill]]

# Event ids → the fill of every pool that they offer, in order, in one query.
# Seats are taken in rushes that must not wait for one another, hence without a mark.
fills: LiveQuestion[Sequence[int], Fills] = LiveQuestion(default={})


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
