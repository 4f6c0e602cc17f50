"""Reading feeds in tests, strictly."""

from __future__ import annotations

from werkzeug.test import TestResponse

from tests.unit.ical.strict_reader import Component, read
from tests.web import HouseClient


def feed(response: TestResponse) -> Component:
    """The calendar of an answer, after checking all that can be said of its bytes."""
    assert response.status_code == 200, response.status
    return read(response.data)


def titles(client: HouseClient, path: str) -> list[str]:
    """The titles of the events of a feed, in their order."""
    return [event["SUMMARY"].text for event in feed(client.get(path)).events]
