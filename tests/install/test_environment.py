"""What is missing on a machine is said in one French sentence, and nothing is installed twice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools import environment, system

ROOT = Path(__file__).parents[2]


def test_an_old_python_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit) as stop:
        environment.main(["runtime"])
    assert stop.value.code == 1
    said = capsys.readouterr().err
    assert "Python 3.11 ou plus récent" in said
    assert "est un Python 3.9" in said


def test_a_python_without_venv_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit):
        environment.require_venv()
    assert "python3-venv" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "a file"
    place.write_text("not a folder")
    monkeypatch.setattr(environment, "VENV", str(place / ".venv"))
    monkeypatch.setattr(environment, "VENV_PYTHON", str(place / ".venv/bin/python"))
    with pytest.raises(SystemExit):
        environment.main(["runtime"])
    assert "n’est pas accessible en écriture" in capsys.readouterr().err


def test_a_changed_lock_is_installed_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lock = tmp_path / "runtime.txt"
    lock.write_text("flask==1 --hash=sha256:aa")
    python = tmp_path / "bin/python"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    monkeypatch.setattr(environment, "VENV", str(tmp_path))
    monkeypatch.setattr(environment, "VENV_PYTHON", str(python))
    monkeypatch.setattr(environment, "lock_path", lambda _name: str(lock))
    (tmp_path / ".installed-runtime").write_text(environment.fingerprint("runtime"))
    assert environment.is_installed("runtime")
    lock.write_text("flask==2 --hash=sha256:bb")
    assert not environment.is_installed("runtime")


def test_what_the_system_lacks_is_named_to_who_is_not_root(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system.Need, "is_met", lambda _need: False)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as stop:
        system.main()
    assert stop.value.code == 1
    packages = " ".join(need.package for need in system.NEEDS)
    assert f"apt-get install --no-install-recommends {packages}" in capsys.readouterr().err


def test_what_the_system_has_is_seen() -> None:
    assert system.Need("sh", "dash", "").is_met()
    assert system.Need("libc.so.6", "libc6", "").is_met()
    assert not system.Need("no-such-command", "", "").is_met()
    assert not system.Need("libnosuch.so.9", "", "").is_met()


def test_the_scripts_are_read_by_an_old_python() -> None:
    """They have to be, to say that it is too old: nothing newer than 3.6 in them."""
    for name in ("__init__", "console", "environment"):
        source = (ROOT / f"tools/{name}.py").read_text("utf-8")
        check = "import ast, sys; ast.parse(sys.stdin.read(), feature_version=(3, 6))"
        subprocess.run([sys.executable, "-c", check], input=source, text=True, check=True)
