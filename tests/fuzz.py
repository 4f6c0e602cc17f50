"""Crafted values at every address, as everybody: `python -m tests.fuzz --requests 20000`.

Half of the requests send a form as its page renders it, with a few answers replaced by what no
browser sends; the others are blind. What counts is that nothing answers 5xx. The same seed sends
the same requests. A small slice runs in the suite (tests/whole_app/test_fuzz.py).
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from flask import Flask, got_request_exception
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.kernel.db import db
from tests.conftest import FILLED, take_back
from tests.engines import Databases
from tests.filling import NotOnThePage, fill
from tests.rendered import Form, Page, page_of, path_of
from tests.web import HouseClient
from tests.whole_app.addresses import Request, requests
from tests.whole_app.test_access import visit_as
from tests.world import PEOPLE, World

DEEP = 20_000
VALUES = (
    "",
    " ",
    "\n\n\n",
    "\x00",
    "²",
    "٣",
    "-1",
    "0",
    "1",
    "007",
    "9" * 9,
    "9" * 30,
    "-" + "9" * 30,
    "9" * 5000,
    "000001999999999",
    "1e-999999",
    "1e999999",
    "NaN",
    "inf",
    "0x10",
    "1.5",
    "1,5",
    "true",
    "null",
    "None",
    "on",
    "[]",
    "{}",
    "[" * DEEP,
    '{"a":' * DEEP,
    "- " * DEEP,
    "{a: " * DEEP,
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "2026-13-45",
    "2026-02-30",
    "2027-03-28",
    "24:00",
    "02:30",
    "99:99",
    "10000-01-01T00:00",
    "a" * 1_001,
    "a" * 40_000,
    "é" * 20_001,
    "*a " * 500,
    "😀",
    "\ufffe",
    "\uf0b7",
    "\u202e",
    "\u200b",
    "e" + "\u0301" * 300,
    "\ufdfa" * 500,
    "../../etc",
    "%00",
    "%",
    "{0.__class__}",
    "{{ 7*7 }}",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "x@y",
    "a@b@c.example.org",
    "victime@example.org\r\nBcc: x@example.org",
    "=1+1",
    "';--",
    "nobody",
    "r²",
    "r" + "9" * 30,
    "##",
    "|a|\n|-|\n",
    "1:2:3",
    "1.2.3",
    ";",
    "09,31,99",
    "2026",
    "99999",
)
NAMES = (
    "page",
    "q",
    "annee",
    "mois",
    "tri",
    "version",
    "id",
    "statut",
    "groupe",
    "departement",
    "du",
    "au",
    "jour",
    "type",
    "axe",
    "person",
    "document",
    "rows",
    "question",
    "seen",
    "origin",
    "status",
    "etape",
)
# A database as it was, again, after so many requests: acts wear it out.
RENEWED_AFTER = 300


@dataclass
class Fuzz:
    """What was sent and what came back."""

    app: Flask
    world: World
    databases: Databases
    seed: int
    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    causes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311  # repeatable, no secret
        self.targets = list(requests(self.app, self.world))

    def run(self, count: int) -> None:
        """Send about `count` requests; 5xx end in `failures`."""
        propagated = self.app.config.get("PROPAGATE_EXCEPTIONS")
        self.app.config["PROPAGATE_EXCEPTIONS"] = False
        try:
            with self._noting_causes():
                while sum(self.statuses.values()) < count:
                    self._renew()
                    for _ in range(RENEWED_AFTER // 10):
                        who = self.chance.choice(PEOPLE)
                        client = visit_as(self.app, self.world, who)
                        for _ in range(10):
                            self._one(client, who)
                    if sum(self.statuses.values()) >= count:
                        break
        finally:
            self.app.config["PROPAGATE_EXCEPTIONS"] = propagated

    def _renew(self) -> None:
        db.session.remove()
        db.engine.dispose()
        self.databases.renew(FILLED)
        take_back(self.app)

    @contextmanager
    def _noting_causes(self) -> Iterator[None]:
        def note(_app: Flask, exception: BaseException, **_: Any) -> None:
            self.causes.append("".join(traceback.format_exception(exception)[-4:]))

        with got_request_exception.connected_to(note, self.app):
            yield

    def _one(self, client: HouseClient, who: str) -> None:
        target = self.chance.choice(self.targets)
        if target.method == "POST":
            self._write(client, who, target)
        else:
            query = {self.chance.choice(NAMES): self._value() for _ in range(2)}
            self._send(client, who, target.method, self._path(target.path), query_string=query)

    def _path(self, path: str) -> str:
        """The address, now and then with another number, name or token in it."""
        parts = path.split("/")
        if len(parts) > 2 and self.chance.random() < 0.2:
            odd = self._value()[:60].replace("/", "").replace("?", "").replace("#", "")
            parts[self.chance.randrange(2, len(parts))] = odd or "0"
        return "/".join(parts)

    def _value(self) -> str:
        return self.chance.choice(VALUES)

    def _write(self, client: HouseClient, who: str, target: Request) -> None:
        address, entries = target.path, self._blind()
        if self.chance.random() < 0.7:
            rendered = self._rendered(client, who, target.path)
            if rendered is not None:
                address, entries = rendered
        if self.chance.random() < 0.1:
            body = json.dumps(self._value()) if self.chance.random() < 0.5 else self._value()
            self._send(
                client, who, "POST", address, data=body.encode("utf-8", "replace"),
                content_type="application/json", headers={"X-CSRFToken": client.token()},
            )  # fmt: skip
            return
        self._send(
            client, who, "POST", address, data=MultiDict(entries),
            headers={"X-CSRFToken": client.token()},
        )  # fmt: skip

    def _blind(self) -> list[tuple[str, Any]]:
        return [(self.chance.choice(NAMES), self._value()) for _ in range(self.chance.randrange(5))]

    def _rendered(
        self, client: HouseClient, who: str, path: str
    ) -> tuple[str, list[tuple[str, Any]]] | None:
        """A form that is on the page of this address or on one above it, a few answers replaced."""
        for address in (path, path.rpartition("/")[0] or "/"):
            answer = self._send(client, who, "GET", address)
            if answer is None or answer.mimetype != "text/html" or answer.status_code != 200:
                continue
            page = page_of(answer.get_data(as_text=True), address)
            forms = [form for form in page.forms if form.method == "post"]
            if forms:
                return self._replaced(page, self.chance.choice(forms))
        return None

    def _replaced(self, page: Page, form: Form) -> tuple[str, list[tuple[str, Any]]]:
        try:
            entries: list[tuple[str, Any]] = list(fill(form, None, blank=True))
        except NotOnThePage:
            entries = []
        names = [name for name, _ in entries] or list(NAMES)
        names += [control.name for control in form.controls if control.name]
        for _ in range(self.chance.randrange(1, 5)):
            name = self.chance.choice(names)
            if name == "csrf_token":
                continue
            others = [one for one in entries if one[0] != name]
            several: list[tuple[str, Any]] = [
                (name, self._value()) for _ in range(self.chance.choice((1, 1, 1, 2)))
            ]
            if self.chance.random() < 0.2:
                several.insert(0, (name, " "))
            if self.chance.random() < 0.05:
                several = [(name, (io.BytesIO(self._value().encode("utf-8", "replace")), "a.docx"))]
            entries = others + several
        return path_of(urljoin(f"http://localhost{page.address}", form.action)), entries

    def _send(
        self, client: HouseClient, who: str, method: str, address: str, **sent: Any
    ) -> TestResponse | None:
        del self.causes[:]
        try:
            answer = client.open(address, method=method, **sent)
        except ValueError:
            # No request at all: an address that the client itself cannot write down.
            return None
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            shown = str(sent.get("data") or sent.get("query_string") or "")[:600]
            cause = self.causes[-1] if self.causes else ""
            self.failures.append(
                f"{who} {method} {address[:200]} answers {answer.status_code}\n  {shown}\n{cause}"
            )
        return answer


def main(arguments: list[str]) -> int:
    """The long run, on a house of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        chosen = Path(__file__).parent / "whole_app" / "test_fuzz.py"
        settings = ["-q", "-s", "-p", "no:cacheprovider", "--timeout=0"]
        size = _Long(options.requests, options.seed)
        place = f"--basetemp={folder}/pytest"
        return int(pytest.main([*settings, place, str(chosen)], plugins=[size]))


class _Long:
    """Gives the test of the suite another size."""

    def __init__(self, count: int, seed: int) -> None:
        self.count, self.seed = count, seed

    def pytest_configure(self, config: Any) -> None:
        config.fuzz = (self.count, self.seed)

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        for item in items:
            # By hand it takes the time that it takes.
            item.add_marker(pytest.mark.budget(86_400), append=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
