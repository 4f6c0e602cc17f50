"""No name, address or secret link reaches a log, whatever goes wrong."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.accounts import services
from app.kernel.db import transaction
from app.outbox import worker
from app.outbox.services import enqueue
from app.outbox.transport import FileTransport
from tests import make
from tests.web import HouseClient

MARK = "marque-personnelle"
ADDRESS = f"{MARK}@example.org"


@pytest.fixture
def logs(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def break_it(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(services, "send_link", broken)


def test_a_whole_visit_leaves_no_trace_of_who_came(
    client: HouseClient, logs: pytest.LogCaptureFixture
) -> None:
    make.account(email=ADDRESS, name=MARK)
    client.post("/connexion", data={"email": ADDRESS})
    client.post("/connexion", data={"email": f"{MARK} pas une adresse"})
    client.get(f"/connexion/{MARK}")
    client.get(f"/gestion/comptes?q={MARK}")
    client.get(f"/{MARK}")
    assert MARK not in logs.text


@pytest.mark.parametrize(
    "error",
    [
        ValueError(f"cannot read {ADDRESS}"),
        OperationalError("INSERT", {"email": ADDRESS}, Exception(f"refused {ADDRESS}")),
    ],
)
def test_a_crash_is_noted_by_kind_and_place_only(
    client: HouseClient,
    logs: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    break_it(monkeypatch, error)
    answer = client.post("/connexion", data={"email": ADDRESS})
    assert answer.status_code >= 500
    assert logs.records
    assert MARK not in logs.text


def test_the_worker_names_no_one_even_in_trouble(
    app: Flask, logs: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    payload = {"name": MARK, "url": f"https://example.org/{MARK}", "until": "9 h"}
    with transaction():
        for number, kind in enumerate(("inconnu", "accounts/sign_in")):
            enqueue(kind=kind, to=ADDRESS, subject="Essai", payload=payload, key=f"k{number}")

    class Broken(FileTransport):
        def send(self, *_: Any, **__: Any) -> None:
            raise RuntimeError(ADDRESS)

    worker.deliver_all(Broken(tmp_path), threading.Event())
    assert logs.records
    assert MARK not in logs.text
