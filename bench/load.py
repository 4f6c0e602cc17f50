"""Asking for one address again and again with wrk, for a bounded time."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass

from bench.engines import Engine
from bench.server import Server

CONNECTIONS = 4


@dataclass(frozen=True)
class Cost:
    """What one answer takes: CPU milliseconds of the server's processes and of the database's."""

    per_second: float
    server_ms: float
    database_ms: float
    errors: int = 0

    @property
    def cpu_ms(self) -> float:
        return self.server_ms + self.database_ms


class Meter:
    """CPU time spent between its making, or the last `restart`, and `cost`."""

    def __init__(self, server: Server, engine: Engine | None) -> None:
        self._server, self._engine = server, engine
        self.restart()

    def restart(self) -> None:
        self._before = self._read()

    def cost(self, answers: int, per_second: float, errors: int = 0) -> Cost:
        spent = [after - before for after, before in zip(self._read(), self._before, strict=True)]
        server_ms, database_ms = (seconds * 1000 / max(1, answers) for seconds in spent)
        return Cost(per_second, server_ms, database_ms, errors)

    def _read(self) -> tuple[float, float]:
        database = self._engine.cpu_seconds() if self._engine else 0.0
        return self._server.cpu_seconds(), database


def is_installed() -> bool:
    return shutil.which("wrk") is not None


def ask(
    server: Server, engine: Engine | None, path: str, seconds: int, headers: dict[str, str]
) -> Cost:
    """The cost of `path`, asked for `seconds` over a few connections, once it is warm."""
    _wrk(server, path, 1, headers)
    meter = Meter(server, engine)
    said = _wrk(server, path, seconds, headers)
    answers = int(_found(r"(\d+) requests in", said))
    return meter.cost(answers, float(_found(r"Requests/sec:\s+([\d.]+)", said)), _errors(said))


def _errors(said: str) -> int:
    """Answers that were refusals, and connections that broke."""
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(
        r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said
    )
    return sum(int(number) for match in (refused, broken) if match for number in match.groups())


def _wrk(server: Server, path: str, seconds: int, headers: dict[str, str]) -> str:
    command = ["wrk", "--threads", "1", "--connections", str(CONNECTIONS)]
    command += ["--duration", f"{seconds}s", "--timeout", "20s"]
    for name, value in headers.items():
        command += ["--header", f"{name}: {value}"]
    address = f"http://127.0.0.1:{server.port}{path}"
    run = subprocess.run([*command, address], capture_output=True, text=True, check=True)
    return run.stdout


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise RuntimeError(f"wrk said something unexpected:\n{text}")
    return match.group(1)
