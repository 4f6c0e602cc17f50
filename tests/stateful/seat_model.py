"""Who sits and who waits, as the rules say, in plain Python: the model of the machine."""

from __future__ import annotations

from dataclasses import dataclass, field

MODES = ("Sur place", "À distance")
# A and B take place at one time, C and D later; B is held in a room, D at a distance.
SESSIONS = ("A", "B", "C", "D")
POOLS = (*MODES, *SESSIONS)
# What cannot be held beside what: a session gives way to a way to attend, never the reverse.
RIVALS = {
    "Sur place": {"À distance"},
    "À distance": {"Sur place"},
    "A": {"B"},
    "B": {"A", "À distance"},
    "C": {"D"},
    "D": {"C", "Sur place"},
}


def is_possible(wanted: set[str]) -> bool:
    """Whether one person may wish for all of this."""
    return not any(wanted & RIVALS[name] for name in wanted)


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
            rivals = self._rivals(name, wanted)
            awaited = rivals and all(person in rival.queue for rival in rivals)
            if person in pool.seated and awaited:
                self.interim.add((person, name))
            elif pool.has(person):
                self._leave(person, name)

    def _rivals(self, name: str, wanted: set[str]) -> list[Pool]:
        """Of a session, another way to attend decides before another session."""
        others = wanted & RIVALS[name]
        return [self.pools[other] for other in others & set(MODES) or others]

    def switch(self, person: int, mode: str) -> None:
        """Attend another way, with the sessions that are for it."""
        held = [name for name in SESSIONS if self.pools[name].has(person)]
        wanted = {mode}
        for name in sorted(held, key=lambda one: (person, one) in self.interim):
            if is_possible({*wanted, name}):
                wanted.add(name)
        self.wish(person, wanted)

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
            rivals = self._rivals(name, self.wishes(person))
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
