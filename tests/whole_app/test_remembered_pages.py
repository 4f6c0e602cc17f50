"""Every page that says `remember=True` is remembered: somebody watches each table that it reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask

from app.kernel import revision
from app.kernel.memory import Made, Memory
from app.web.remembered import Page
from tests.web import HouseClient
from tests.whole_app.addresses import requests
from tests.world import World


def test_what_remembered_pages_read_is_watched(
    shared_app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, unwatched, kept = Memory.keep, set[str](), 0

    def keeping(
        memory: Memory[Page],
        key: Any,
        page: Page,
        made: Made,
        marks: Mapping[str, str],
        **rest: Any,
    ) -> bool:
        nonlocal kept
        missing = {table for table in made.tables if revision.covering([table], marks) is None}
        unwatched.update(f"{table} ({key[1]})" for table in missing)
        kept += not missing
        return keep(memory, key, page, made, marks, **rest)

    monkeypatch.setattr(Memory, "keep", keeping)
    client = shared_app.test_client()
    assert isinstance(client, HouseClient)
    client.strict = False
    for request in requests(shared_app, world):
        if request.method == "GET":
            client.get(request.path)
    assert kept > 10
    assert not unwatched, f"add to TOPICS in app/wiring.py: {sorted(unwatched)}"
