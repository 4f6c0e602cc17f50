"""An address for every route, built from the filled house."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from tests.world import World

FRAMEWORK_SLUG = "snplp"
# Files of ours, served by the framework.
OUTSIDE = frozenset({"static"})


@dataclass(frozen=True)
class Request:
    """One method on one address."""

    endpoint: str
    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path} ({self.endpoint})"


def requests(app: Flask, world: World) -> Iterator[Request]:
    """Every route, by every method it takes, on an object of the filled house."""
    adapter = app.url_map.bind("localhost")
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        if rule.endpoint in OUTSIDE:
            continue
        path = adapter.build(rule.endpoint, values(rule, world))
        for method in ("GET", "POST"):
            if method in (rule.methods or ()):
                yield Request(rule.endpoint, method, path)


def values(rule: Rule, world: World) -> dict[str, Any]:
    """What stands in the variable parts of a route; an unknown one is an error that says so."""
    known = {**_by_section(world), **_by_endpoint(world)}
    section = rule.endpoint.partition(".")[0]
    found = known.get(rule.endpoint) or known.get(section) or {}
    missing = rule.arguments - set(found)
    assert not missing, (
        f"{rule.endpoint} ({rule.rule}): say in tests/whole_app/addresses.py what {missing} is"
    )
    return {name: found[name] for name in rule.arguments}


def _by_section(world: World) -> dict[str, dict[str, Any]]:
    submitted = world.names["proposal_submitted"]
    return {
        "documents": {
            "document_id": world.ids["document"],
            "name": world.names["document"],
        },
        "events": {"slug": world.names["event"]},
        "feeds": {
            "slug": world.names["event"],
            "token": world.names["feed"],
            "feed_id": world.ids["feed"],
        },
        "groups": {"slug": world.names["group"]},
        "minutes": {"minutes_id": world.ids["minutes"], "slug": world.names["unwritten"]},
        "proposals": {"reference": submitted, "slug": world.names["group"]},
        "registrations": {
            "slug": world.names["event"],
            "token": world.names["registration"],
        },
        "reviews": {"year": 2023},
        "strategy": {"framework_slug": FRAMEWORK_SLUG, "number": 1},
    }


def _by_endpoint(world: World) -> dict[str, dict[str, Any]]:
    return {
        "feeds.group": {"slug": world.names["group"]},
    }
