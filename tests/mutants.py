"""Breaks one line of the product at a time and runs the tests that should notice.

Run by hand, from a clean checkout: `python -m tests.mutants [--tree FOLDER] [NUMBER …]`. The forty
mutants were drawn by chance (seed 20261130) over services, queries, views and templates: a
comparison turned round, a condition negated, a value or a trace left out. Each is written into a
copy of the tree, then the tests of its feature are run; what survives them meets the whole-app
tests too. The forty mutants of the stateful tests are tests themselves (`tests/stateful`).

`--tree` runs the same mutants on another checkout: what it kills, this one must kill too.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns(".git", "instance*", ".cache", "*_cache", "__pycache__", ".venv")
# pytest's own word for "tests ran and some failed"; 2 is a broken import, which is noticed too.
KILLED = {1, 2}


class Mutant(NamedTuple):
    """One line (without its indent), what it becomes, and the feature whose tests look at it."""

    path: str
    line: str
    broken: str
    feature: str


WIDER = ("tests/whole_app", "tests/integration")


def mutants() -> list[Mutant]:
    """The table of `mutants.toml`, in its order."""
    table = tomllib.loads((ROOT / "tests/mutants.toml").read_text(encoding="utf-8"))
    return [Mutant(**row) for row in table["mutant"]]


def write(tree: Path, mutant: Mutant) -> str:
    """Break the line in a copy of the tree; the former text of the file.

    Raises `LookupError` when the line does not stand there exactly once.
    """
    path = tree / mutant.path
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    places = [n for n, line in enumerate(lines) if line.strip() == mutant.line]
    if len(places) != 1:
        raise LookupError(f"{mutant.path}: {mutant.line!r} stands {len(places)} times")
    lines[places[0]] = lines[places[0]].replace(mutant.line, mutant.broken)
    path.write_text("".join(lines), encoding="utf-8")
    return text


def run(tree: Path, python: Path, *tests: str) -> int:
    """Run tests in the copy, until the first failure; pytest's exit code."""
    command = [str(python), "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, cwd=tree, env=environment, capture_output=True, check=False
    ).returncode


def tests_of(tree: Path, feature: str) -> list[str]:
    """The folders of tests that carry the feature's name."""
    folders = [f"tests/{level}/{feature}" for level in ("unit", "integration")]
    return [folder for folder in folders if (tree / folder).is_dir()]


def judge(tree: Path, python: Path, mutant: Mutant) -> str:
    """Where the mutant died, or that it survived, or that its line has gone."""
    try:
        former = write(tree, mutant)
    except (LookupError, FileNotFoundError) as error:
        return f"not applied ({error})"
    try:
        near = tests_of(tree, mutant.feature)
        if near and run(tree, python, *near) in KILLED:
            return "killed by its feature"
        if run(tree, python, "-n", "2", *WIDER) in KILLED:
            return "killed by the whole"
        return "SURVIVED"
    finally:
        (tree / mutant.path).write_text(former, encoding="utf-8")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tree", type=Path, default=ROOT)
    parser.add_argument("numbers", type=int, nargs="*")
    options = parser.parse_args(arguments)
    python = (options.tree / ".venv/bin/python").absolute()
    survivors = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder) / "tree"
        shutil.copytree(options.tree, copy, ignore=LEFT_OUT)
        (copy / ".cache").symlink_to(options.tree / ".cache")
        for number, mutant in enumerate(mutants(), 1):
            if options.numbers and number not in options.numbers:
                continue
            started = time.monotonic()
            verdict = judge(copy, python, mutant)
            survivors += verdict == "SURVIVED"
            print(f"{number:2} {verdict}: {mutant.path} ({time.monotonic() - started:.0f} s)")
            sys.stdout.flush()
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
