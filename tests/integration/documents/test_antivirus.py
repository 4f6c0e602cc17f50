"""A file that ClamAV knows is refused, with the real daemon; without it nothing is received."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings, SettingsError
from app.documents import antivirus
from app.documents.services import store
from app.kernel.access import SYSTEM
from app.kernel.db import is_writing, transaction
from app.kernel.errors import Invalid, Unavailable
from tests import files, make
from tests.proposing import cast
from tests.web import HouseClient

# A signature of our own: the daemon knows nothing else, and starts at once.
MARK = "MENACE-FICTIVE-DES-ESSAIS"


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Its address on the network and that of its socket."""
    folder = tmp_path_factory.mktemp("clamav")
    (folder / "essais.ndb").write_text(f"Essai.Fictif:0:*:{MARK.encode().hex()}\n")
    port, path = _free_port(), f"/tmp/synergies-clamd-{os.getpid()}.sock"  # noqa: S108  # short
    settings = {
        "DatabaseDirectory": str(folder),
        "TemporaryDirectory": str(folder),
        "LocalSocket": path,
        "TCPSocket": str(port),
        "TCPAddr": "127.0.0.1",
        "Foreground": "yes",
        "User": Path(folder).owner(),
    }
    config = folder / "clamd.conf"
    config.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    command = shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin")
    assert command is not None
    with subprocess.Popen(
        [command, "--config-file", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        try:
            url = f"clamd://127.0.0.1:{port}"
            antivirus.configure(url)
            limit = time.monotonic() + 30
            while not antivirus.is_available():
                assert running.poll() is None
                assert time.monotonic() < limit
                time.sleep(0.05)
            yield url, f"clamd://{path}"
        finally:
            antivirus.configure("")
            running.terminate()
            Path(path).unlink(missing_ok=True)


@pytest.fixture
def on(daemon: tuple[str, str]) -> Iterator[tuple[str, str]]:
    antivirus.configure(daemon[0])
    yield daemon
    antivirus.configure("")


@pytest.fixture
def absent() -> Iterator[None]:
    antivirus.configure(f"clamd://127.0.0.1:{_free_port()}")
    yield
    antivirus.configure("")


def test_the_daemon_is_asked_by_either_address(on: tuple[str, str]) -> None:
    for url in on:
        antivirus.configure(url)
        assert antivirus.is_available()
        assert antivirus.scan(files.pdf()) == ""
        assert antivirus.scan(files.pdf(MARK)).startswith("Essai.Fictif")
        assert antivirus.scan(bytes(3_000_000)) == ""
        # Also inside a document.
        assert antivirus.scan(files.docx({"word/a.txt": MARK})).startswith("Essai.Fictif")


def test_a_known_file_is_refused_beside_its_field(
    app: Flask, client: HouseClient, on: tuple[str, str]
) -> None:
    people = cast()
    client.sign_in(people.accounts["member"])
    path = f"/groupes/{people.group.slug}/propositions/depuis-une-note"
    assert client.get(path).status_code == 200
    sent = {"note": (io.BytesIO(files.pdf(MARK)), "note.pdf")}
    answer = client.post(path, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "L’antivirus a reconnu une menace dans le fichier «" in answer.text
    good = {"note": (io.BytesIO(files.pdf()), "note.pdf")}
    assert client.post(path, data=good, content_type="multipart/form-data").status_code == 303


def test_files_are_looked_at_before_the_database_is_locked(
    app: Flask, client: HouseClient, on: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    people = cast()
    client.sign_in(people.accounts["member"])
    locked: list[bool] = []
    asked = antivirus._asked

    def noted(*arguments: object) -> str:
        locked.append(is_writing())
        return asked(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(antivirus, "_asked", noted)
    sent = {"note": (io.BytesIO(files.pdf()), "note.pdf")}
    path = f"/groupes/{people.group.slug}/propositions/depuis-une-note"
    assert client.post(path, data=sent, content_type="multipart/form-data").status_code == 303
    assert locked == [False]


def test_without_the_daemon_nothing_is_received_and_the_rest_goes_on(
    app: Flask, client: HouseClient, absent: None
) -> None:
    people = cast()
    client.sign_in(people.accounts["member"])
    path = f"/groupes/{people.group.slug}/propositions/depuis-une-note"
    sent = {"note": (io.BytesIO(files.pdf()), "note.pdf")}
    answer = client.post(path, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 503
    assert "L’antivirus ne répond pas" in answer.text
    assert client.get(path).status_code == 200
    health = client.get("/sante")
    assert health.status_code == 200
    assert '"antivirus":"unreachable"' in health.text
    with app.app_context(), transaction(), pytest.raises(Unavailable):
        store(SYSTEM, io.BytesIO(files.pdf()), "a.pdf")


def test_a_service_without_antivirus_asks_nobody(app: Flask, client: HouseClient) -> None:
    assert "antivirus" not in client.get("/sante").text
    assert antivirus.check(files.pdf(MARK)) == ""


def test_an_act_of_its_own_is_looked_at_too(app: Flask, on: tuple[str, str]) -> None:
    make.account()
    with app.app_context(), transaction(), pytest.raises(Invalid, match="menace"):
        store(SYSTEM, io.BytesIO(files.pdf(MARK)), "a.pdf")


@pytest.mark.parametrize(
    "url", ["clamav://a:1", "clamd:", "clamd://hote:0", "clamd://hote:99999", "x"]
)
def test_an_address_that_cannot_be_is_refused_at_the_start(url: str, tmp_path: Path) -> None:
    given = {"SYNERGIES_INSTANCE_PATH": str(tmp_path), "SYNERGIES_ANTIVIRUS_URL": url}
    with pytest.raises(SettingsError, match="ANTIVIRUS_URL"):
        Settings.load(given)
