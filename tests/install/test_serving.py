"""`make run`'s server: from an empty folder to an answer, and back to nothing."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.server.main import take_port

ROOT = Path(__file__).parents[2]
READY = "Synergies est prêt"
START_SECONDS = 60.0
STOP_SECONDS = 20.0


@dataclass
class Server:
    """A server of our own, in a process group of its own, and what it said."""

    process: subprocess.Popen[str]
    port: int
    log: Path

    def said(self) -> str:
        return self.log.read_text("utf-8")

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as page:
                return page.status, page.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def children(self) -> list[int]:
        return [pid for pid in processes() if parent(pid) == self.process.pid]

    def cpu_seconds(self) -> float:
        """What the master and the children it has waited for have used of the processor."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(int(ticks) for ticks in stat[11:15]) / os.sysconf("SC_CLK_TCK")

    def interrupt(self) -> int:
        """Ctrl-C: every process of the terminal's foreground group gets it."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(STOP_SECONDS)


def processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def parent(pid: int) -> int:
    """The parent of a process; 0 when it is gone, or dead and not yet buried."""
    try:
        state, ppid = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return 0
    return 0 if state == "Z" else int(ppid)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(instance: Path, port: int, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SYNERGIES_")}
    own = {"SYNERGIES_INSTANCE_PATH": str(instance), "HOST": "127.0.0.1", "PORT": str(port)}
    return {**kept, **own, **more}


@contextlib.contextmanager
def serving(instance: Path) -> Iterator[Server]:
    port, log = free_port(), instance.with_suffix(".log")
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.server"],
            cwd=ROOT,
            env=environment(instance, port),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
        )
    server = Server(process, port, log)
    try:
        wait_for(lambda: READY in server.said() or process.poll() is not None, START_SECONDS)
        assert process.poll() is None, server.said()
        yield server
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(STOP_SECONDS)


def wait_for(condition: object, seconds: float) -> None:
    limit = time.monotonic() + seconds
    assert callable(condition)
    while not condition():
        assert time.monotonic() < limit, "waited too long"
        time.sleep(0.02)


def refused(instance: Path, port: int, **more: str) -> str:
    """Start what cannot start; return the one sentence it says."""
    done = subprocess.run(
        [sys.executable, "-m", "app.server"],
        cwd=ROOT,
        env=environment(instance, port, **more),
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    (sentence,) = done.stderr.strip().splitlines()
    assert sentence.startswith("Synergies : ")
    return sentence


@pytest.mark.slow
def test_from_an_empty_folder_to_an_answer_and_back(tmp_path: Path) -> None:
    instance = tmp_path / "instance"
    with serving(instance) as server:
        said = server.said()
        assert "Chargement du programme 2023" in said
        link = re.search(rf"http://127\.0\.0\.1:{server.port}(/connexion/\S+)", said)
        assert link is not None, said
        assert server.get("/")[0] == 200
        assert '"status"' in server.get("/sante")[1]
        assert server.get(link[1])[0] == 200

        children = server.children()
        assert len(children) == 3, "two web processes and the mail worker"
        assert server.interrupt() == 0
        assert [pid for pid in children if parent(pid)] == []

        log = server.said().split(READY)[1].split("Ctrl-C")[1]
        assert "GET /connexion/… 200" in log
        assert link[1].rpartition("/")[2] not in log
        assert "Traceback" not in log
        assert "SIGKILL" not in log
    for path in [instance, *instance.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, f"{path} is open to others"

    with serving(instance) as server:
        assert server.get("/")[0] == 200
        # Its own time, not the clock's: other tests run beside this one.
        assert server.cpu_seconds() < 5
        assert "Chargement" not in server.said()
        assert "/connexion/" in server.said(), "nobody has signed in yet"
        server.process.terminate()
        assert server.process.wait(STOP_SECONDS) == 0


@pytest.mark.slow
def test_nobody_outlives_a_killed_master(tmp_path: Path) -> None:
    with serving(tmp_path / "instance") as server:
        children = server.children()
        assert len(children) == 3
        server.process.kill()
        server.process.wait(STOP_SECONDS)
        # Whoever starts it again at once finds the port free, or soon is.
        take_port("127.0.0.1", server.port).close()
        wait_for(lambda: not any(parent(pid) for pid in children), STOP_SECONDS)


@pytest.mark.slow
def test_the_mail_worker_is_started_again(tmp_path: Path) -> None:
    with serving(tmp_path / "instance") as server:
        wait_for(lambda: len(server.children()) == 3, STOP_SECONDS)
        mailer = max(server.children())
        os.kill(mailer, signal.SIGKILL)
        wait_for(lambda: not parent(mailer) and len(server.children()) == 3, STOP_SECONDS)
        assert server.get("/sante")[0] == 200


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        sentence = refused(tmp_path, port)
    assert f"le port {port} est déjà pris sur 127.0.0.1" in sentence
    assert "make run PORT=" in sentence


def test_an_address_that_is_not_ours_is_named(tmp_path: Path) -> None:
    assert "HOST=203.0.113.7" in refused(tmp_path, free_port(), HOST="203.0.113.7")


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("SYNERGIES_DATABSE_URL", "sqlite://", "SYNERGIES_DATABSE_URL"),
        ("SYNERGIES_STATE_BRAND", "peut-être", "on attend on ou off"),
        ("SYNERGIES_SECRET_KEY", "short", "SYNERGIES_SECRET_KEY"),
        ("PORT", "huit mille", "PORT"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str, word: str) -> None:
    assert word in refused(tmp_path, free_port(), **{name: value})


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    place = tmp_path / "a file"
    place.write_text("not a folder")
    assert "a file/instance" in refused(place / "instance", free_port())


def test_a_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://someone:a-password@127.0.0.1:{free_port()}/synergies"
    sentence = refused(tmp_path, free_port(), SYNERGIES_DATABASE_URL=url)
    assert "la base de données ne répond pas" in sentence
    assert "a-password" not in sentence


def test_a_database_url_that_means_nothing_is_named(tmp_path: Path) -> None:
    sentence = refused(tmp_path, free_port(), SYNERGIES_DATABASE_URL="oracle://nowhere")
    assert "SYNERGIES_DATABASE_URL" in sentence
