"""Nothing that can be sent makes the service answer 5xx: a slice of `python -m tests.fuzz`."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.engines import Databases
from tests.fuzz import Fuzz
from tests.world import World

SLICE = (300, 20_261_201)


@pytest.mark.budget(20)
def test_crafted_values_never_answer_5xx(
    request: pytest.FixtureRequest, shared_app: Flask, world: World, databases: Databases
) -> None:
    count, seed = getattr(request.config, "fuzz", SLICE)
    fuzz = Fuzz(shared_app, world, databases, seed)
    fuzz.run(count)
    statuses = dict(sorted(fuzz.statuses.items()))
    print(f"\n{sum(statuses.values())} requests, seed {seed}: {statuses}")
    distinct = {failure.rpartition("\n  File ")[2]: failure for failure in fuzz.failures}
    assert not fuzz.failures, (
        f"{len(fuzz.failures)} × 5xx, {len(distinct)} causes:\n\n" + "\n\n".join(distinct.values())
    )
