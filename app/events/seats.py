"""Seats in words. Registrations, above, know who holds them; wiring plugs their answer in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.events.enums import PoolKind
from app.kernel.bus import Question
from app.kernel.text import counted


@dataclass(frozen=True)
class PoolFill:
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
        if self.free is None:
            return "Places non limitées"
        if self.free > 0:
            verb = "Il reste" if self.free > 1 else "Il ne reste qu’"
            return f"{verb} {counted(self.free, 'place')}" if self.free > 1 else f"{verb}une place"
        if self.waiting:
            return f"Complet, liste d’attente : {counted(self.waiting, 'personne')}"
        return "Complet, liste d’attente ouverte"


Fills = Mapping[int, Sequence[PoolFill]]

# Event ids → the fill of every pool that they offer, in order, in one query.
fills: Question[Sequence[int], Fills] = Question(default={})


def in_words(pools: Sequence[PoolFill]) -> str:
    """One line for a card."""
    if not pools:
        return ""
    if len(pools) == 1:
        return pools[0].words
    return " · ".join(
        f"{pool.kind.label} : {pool.words[0].lower()}{pool.words[1:]}" for pool in pools
    )
