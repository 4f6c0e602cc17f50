"""Who sits and who waits, as the rules say, in plain Python: the model of the machine."""

from __future__ import annotations

from dataclasses import dataclass, field

MODES = ("Sur place", "À distance")
# A and B take place at one time, C later.
SESSIONS = ("A", "B", "C")
POOLS = (*MODES, *SESSIONS)
RIVALS = {
    "Sur place": {"À distance"},
    "À distance": {"Sur place"},
    "A": {"B"},
    "B": {"A"},
    "C": set(),
}


@dataclass
class Pool:
    capacity: int = 1
    # Seats kept aside, whether given or not; those who got one; seats added beyond the capacity.
    kept: int = 0
    seated: set[int] = field(default_factory=set)
    queue: list[int] = field(default_factory=list)
    from_reserve: set[int] = field(default_factory=set)
    added: set[int] = field(default_factory=set)

    @property
    def left(self) -> int:
        held = self.kept - len(self.from_reserve) if self.kept else 0
        return self.capacity - held - len(self.seated)

    def drop(self, person: int) -> None:
        self.seated.discard(person)
        self.from_reserve.discard(person)
        self.added.discard(person)
        self.queue = [one for one in self.queue if one != person]

    def has(self, person: int) -> bool:
        return person in self.seated or person in self.queue


class Model:
    """Order of arrival, no seat lost, none left empty, none sold twice."""

    def __init__(self) -> None:
        self.pools = {name: Pool() for name in POOLS}
        self.open = True
        self.interim: set[tuple[int, str]] = set()
        self.approved: set[int] = set()
        self.refused: set[int] = set()
        self.promotions = 0

    def knows(self, person: int) -> bool:
        return any(pool.has(person) for pool in self.pools.values())

    def wishes(self, person: int) -> set[str]:
        return {
            name
            for name, pool in self.pools.items()
            if pool.has(person) and (person, name) not in self.interim
        }

    def wish(self, person: int, wanted: set[str]) -> None:
        for name in (name for name in POOLS if name in wanted):
            pool = self.pools[name]
            self.interim.discard((person, name))
            if not pool.has(person):
                if pool.left > 0 and not pool.queue:
                    pool.seated.add(person)
                else:
                    pool.queue.append(person)
        for name in set(POOLS) - wanted:
            pool = self.pools[name]
            rivals = [self.pools[other] for other in wanted & RIVALS[name]]
            awaited = rivals and all(person in rival.queue for rival in rivals)
            if person in pool.seated and awaited:
                self.interim.add((person, name))
            elif pool.has(person):
                self._leave(person, name)

    def leave(self, person: int) -> None:
        for name in POOLS:
            self._leave(person, name)
        self.promote()

    def promote(self) -> None:
        while self.open and self._round():
            pass

    def seat(self, person: int, name: str) -> None:
        pool = self.pools[name]
        pool.queue.remove(person)
        pool.seated.add(person)

    def give_back(self) -> None:
        """End what stood in for a seat that has come; keep what stands in for nothing any more."""
        for person, name in list(self.interim):
            rivals = [self.pools[other] for other in RIVALS[name]]
            if any(person in rival.seated for rival in rivals):
                self._leave(person, name)
            elif not any(person in rival.queue for rival in rivals):
                self.interim.discard((person, name))

    def _round(self) -> bool:
        moved = False
        # A round fills every pool before giving back the seats that it frees, as the service does.
        for name, pool in self.pools.items():
            for person in pool.queue[: max(0, pool.left)]:
                self.seat(person, name)
                self.promotions += 1
                moved = True
        self.give_back()
        return moved

    def _leave(self, person: int, name: str) -> None:
        self.pools[name].drop(person)
        self.interim.discard((person, name))
