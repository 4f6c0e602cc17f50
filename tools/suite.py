"""Run the checks of a change: `python -m tools.suite check|test|everything`.

`check` is the quick loop: style, types, imports, then the unit and integration tests on SQLite.
`test` is what decides: the whole suite on SQLite, then on PostgreSQL what may differ there.
`everything` runs the whole suite on both.
What only reads the code runs beside the tests. Every step runs even when one before it failed;
times, and what failed, are told at the end.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

from tools.console import say, stop
from tools.environment import ROOT, VENV_PYTHON

BIN = Path(VENV_PYTHON).parent


class Step(NamedTuple):
    """One command, the French words for it, and what it adds to the environment."""

    name: str
    command: list[str]
    environment: tuple[tuple[str, str], ...] = ()


class Done(NamedTuple):
    """How a step went: seconds of the clock, and of the processors."""

    name: str
    passed: bool
    seconds: float
    processor: float

    def __str__(self) -> str:
        told = "" if self.passed else ", À REPRENDRE"
        return f"{self.name} : {self.seconds:.0f} s, processeur {self.processor:.0f} s{told}"


def pytest(name: str, engine: str, *arguments: str) -> Step:
    # Given out a few at a time, the longest first: every process works until the end. One more than
    # there are processors: a test that waits, for a browser or a lock, leaves its own to another.
    processes = str((os.cpu_count() or 1) + 1)
    sharing = ("-n", processes, "--dist", "load", "--maxschedchunk", "8", "--durations", "25")
    command = [VENV_PYTHON, "-m", "pytest", *sharing, *arguments]
    return Step(name, command, (("SYNERGIES_TEST_DATABASE", engine),))


STATIC = [
    Step("style", [VENV_PYTHON, "-m", "ruff", "check", "--quiet", "."]),
    Step("mise en forme", [VENV_PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."]),
    Step("gabarits", [VENV_PYTHON, "-m", "djlint", "--lint", "--quiet", "templates"]),
    Step("types", [VENV_PYTHON, "-m", "mypy", "--no-error-summary"]),
    Step("imports", [str(BIN / "lint-imports"), "--no-logo"]),
]
PLANS = {
    "check": [
        pytest(
            "essais rapides, SQLite", "sqlite", "-m", "not slow", "tests/unit", "tests/integration"
        ),
    ],
    "test": [
        pytest("essais, SQLite", "sqlite", "tests", "--complete"),
        pytest("essais, PostgreSQL", "postgresql", "tests", "--differences"),
    ],
    "everything": [
        pytest("essais, SQLite", "sqlite", "tests", "--complete"),
        # What remains touches no database.
        pytest(
            "essais, PostgreSQL",
            "postgresql",
            "tests",
            *(f"--ignore=tests/{name}" for name in ("unit", "install")),
        ),
    ],
}


def run(step: Step, output: int | None = None) -> Done:
    """Run one step; `output` is where it writes, by default where we do."""
    started = time.monotonic()
    # What one step has compiled, the next one reads: some machines forbid it for everything.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **dict(step.environment)}
    process = subprocess.Popen(
        step.command, cwd=ROOT, env=environment, stdout=output, stderr=output
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds, processor = time.monotonic() - started, used.ru_utime + used.ru_stime
    return Done(step.name, process.returncode == 0, seconds, processor)


class Beside(threading.Thread):
    """Runs the static checks one after the other, and keeps what they say until it is shown."""

    def __init__(self, log: Path) -> None:
        super().__init__()
        self.log = log
        self.done: list[Done] = []

    def run(self) -> None:
        with self.log.open("wb") as output:
            self.done = [run(step, output.fileno()) for step in STATIC]


def main(arguments: list[str]) -> None:
    plan = PLANS.get(arguments[0] if arguments else "")
    if plan is None:
        stop(f"usage : python -m tools.suite {'|'.join(PLANS)}")
    cache = Path(ROOT) / ".cache"
    cache.mkdir(exist_ok=True)
    beside = Beside(cache / f"static-{os.getpid()}.log")
    started = time.monotonic()
    beside.start()
    done = []
    for step in plan:
        say(f"{step.name}…")
        done.append(run(step))
        say(str(done[-1]))
    beside.join()
    sys.stdout.write(beside.log.read_text(encoding="utf-8", errors="replace"))
    beside.log.unlink()
    for one in (*beside.done, *done):
        say(str(one))
    say(f"en tout : {time.monotonic() - started:.0f} s")
    failed = [one.name for one in (*beside.done, *done) if not one.passed]
    if failed:
        stop(f"à reprendre : {', '.join(failed)}.")


if __name__ == "__main__":
    main(sys.argv[1:])
