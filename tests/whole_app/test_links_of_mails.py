"""Every address that a mail bears leads somewhere, for whoever opens it signed out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select

from app.kernel.db import db
from app.outbox.models import OutboxMessage
from tests.whole_app.test_access import SIGN_IN, visit_as
from tests.world import ANONYMOUS, World

_ADDRESS = re.compile(r"http://localhost(/[^\s\"'<>)\]]*)")


def texts_of(value: Any) -> Iterator[str]:
    """Every text of a payload, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_of(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_of(one)


def test_no_link_of_a_mail_is_a_dead_end(shared_app: Flask, world: World) -> None:
    """A page, a file, or the sign-in page that comes back: never « Cette page n’existe pas »."""
    kinds: dict[str, str] = {}
    for message in db.session.scalars(select(OutboxMessage)):
        for text in texts_of(message.payload):
            for address in _ADDRESS.findall(text):
                kinds.setdefault(address.rstrip(".,"), message.kind)
    client = visit_as(shared_app, world, ANONYMOUS)
    dead, to_sign_in = [], 0
    for address, kind in sorted(kinds.items()):
        answer = client.get(address)
        target = urlsplit(answer.headers.get("Location", "")).path
        to_sign_in += target == SIGN_IN
        # A one-time link of the past says so itself.
        if answer.status_code not in {200, 302, 303, 410}:
            dead.append(f"{address} ({kind}) answers {answer.status_code}")
    assert len(kinds) > 20
    assert to_sign_in > 0
    assert not dead, "\n".join(dead)
