"""Every template is rendered by at least one test: `pytest --complete` says which are not.

Asked only of whole runs. Each process notes what its application loads; with xdist, workers hand
their notes to the controller, which compares them with what lies under `templates/`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from jinja2 import Environment

from app.resources import templates_path

NOTES = "templates_rendered"
_rendered: set[str] = set()


def watch() -> None:
    """Note each template that is loaded: rendered, extended, included or imported."""
    if getattr(Environment._load_template, "notes", False):
        return
    load: Callable[..., Any] = Environment._load_template

    # On the class: mails have an environment of their own.
    def load_and_note(self: Environment, name: str, *rest: Any) -> Any:
        _rendered.add(name)
        return load(self, name, *rest)

    load_and_note.notes = True  # type: ignore[attr-defined]  # a mark on a function
    Environment._load_template = load_and_note  # type: ignore[method-assign, assignment]  # no signal tells


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--complete", action="store_true", help="fail if a template is rendered by no test"
    )


class Notes:
    """Gathers the notes of all processes, and turns an unseen template into a failed run."""

    def pytest_testnodedown(self, node: Any) -> None:
        _rendered.update(getattr(node, "workeroutput", {}).get(NOTES, ()))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[NOTES] = sorted(_rendered)
        elif unseen(session.config):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any, config: pytest.Config) -> None:
        missing = unseen(config)
        if missing:
            terminalreporter.section("templates that no test renders")
            terminalreporter.write_line("\n".join(missing))


def unseen(config: pytest.Config) -> list[str]:
    """The templates that no process has noted; nothing unless the run is complete."""
    if not config.getoption("--complete"):
        return []
    folder = templates_path()
    present = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    return sorted(present - _rendered)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Notes(), NOTES)
