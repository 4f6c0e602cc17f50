"""Run the checks of a change: `python -m tools.suite check|test`.

`check` is the quick loop: style, types, imports, then the unit and integration tests on SQLite.
`test` is everything: the whole suite on SQLite, then all that touches a database on PostgreSQL.
Every step runs even when one before it failed; what failed is told at the end.
"""

import os
import subprocess
import sys
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


def pytest(name: str, engine: str, *arguments: str) -> Step:
    command = [VENV_PYTHON, "-m", "pytest", "-n", "auto", "--dist", "worksteal", *arguments]
    return Step(name, command, (("SYNERGIES_TEST_DATABASE", engine),))


STATIC = [
    Step("style", [VENV_PYTHON, "-m", "ruff", "check", "--quiet", "."]),
    Step("mise en forme", [VENV_PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."]),
    Step("gabarits", [VENV_PYTHON, "-m", "djlint", "--lint", "--quiet", "templates"]),
    Step("types", [VENV_PYTHON, "-m", "mypy", "--no-error-summary"]),
    Step("imports", [str(BIN / "lint-imports"), "--no-cache", "--no-logo"]),
]
PLANS = {
    "check": [
        *STATIC,
        pytest(
            "essais rapides, SQLite", "sqlite", "-m", "not slow", "tests/unit", "tests/integration"
        ),
    ],
    "test": [
        *STATIC,
        pytest("essais, SQLite", "sqlite", "tests", "--complete"),
        # What remains touches no database, or looks the same on both engines.
        pytest(
            "essais, PostgreSQL",
            "postgresql",
            "tests",
            *(
                f"--ignore=tests/{name}"
                for name in ("unit", "install", "browser/test_accessibility.py")
            ),
        ),
    ],
}


def main(arguments: list[str]) -> None:
    plan = PLANS.get(arguments[0] if arguments else "")
    if plan is None:
        stop(f"usage : python -m tools.suite {'|'.join(PLANS)}")
    failed = []
    for step in plan:
        started = time.monotonic()
        say(f"{step.name}…")
        # What one step has compiled, the next one reads: some machines forbid it for everything.
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **dict(step.environment)}
        done = subprocess.run(step.command, cwd=ROOT, env=environment)
        say(f"{step.name} : {time.monotonic() - started:.0f} s")
        if done.returncode != 0:
            failed.append(step.name)
    if failed:
        stop(f"à reprendre : {', '.join(failed)}.")


if __name__ == "__main__":
    main(sys.argv[1:])
