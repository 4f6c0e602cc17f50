"""Starting what is measured: the real server, and a bare one for the floor."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from bench.processes import cpu_seconds, memory_mebibytes

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120
STOP_SECONDS = 30


class Server:
    """A server in a process of its own, with everything it forks."""

    def __init__(self, command: list[str], port: int, log: Path, **environ: str) -> None:
        self.port = port
        self._log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=_as_at_home(environ),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait(self, path: str) -> float:
        """Seconds until `path` first answers 200, from now. Raises when it never does."""
        begun = time.monotonic()
        while time.monotonic() - begun < START_SECONDS:
            if self._process.poll() is not None:
                break
            if _answers(self.port, path):
                return time.monotonic() - begun
            time.sleep(0.005)
        self.stop()
        raise RuntimeError(f"the server does not answer:\n{self._log.read_text('utf-8')[-2000:]}")

    def cpu_seconds(self) -> float:
        return cpu_seconds(self._process.pid)

    def memory_mebibytes(self) -> float:
        return memory_mebibytes(self._process.pid)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(STOP_SECONDS)


def synergies(folder: Path, database_url: str, *, limits: str = "off") -> Server:
    """`python -m app.server` as people run it, but for the rate limits, unless they are asked for.

    A single machine asks for pages a thousand times as often as any person may.
    """
    port = free_port()
    return Server(
        [sys.executable, "-m", "app.server"],
        port,
        folder / "server.log",
        HOST="127.0.0.1",
        PORT=str(port),
        PYTHONUTF8="1",
        SYNERGIES_INSTANCE_PATH=str(folder / "instance"),
        SYNERGIES_DATABASE_URL=database_url,
        SYNERGIES_RATE_LIMITS=limits,
    )


def bare(folder: Path) -> Server:
    """Flask answering one constant line, under gunicorn set up like ours."""
    port = free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", "bench.floor:app", "--bind", f"127.0.0.1:{port}"]
    shape = ["--workers", "2", "--threads", "4", "--worker-class", "gthread", "--preload"]
    quiet = ["--keep-alive", "75", "--log-level", "warning", "--no-control-socket"]
    return Server([*gunicorn, *shape, *quiet], port, folder / "floor.log")


def _as_at_home(environ: dict[str, str]) -> dict[str, str]:
    """Our environment and that of the server, which keeps its compiled modules as it does at home:
    whoever measures may have forbidden it, and each start would then compile them all.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **environ}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int, path: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
            connection.sendall(request.encode("ascii"))
            return b" 200 " in connection.recv(64)
    except OSError:
        return False
