"""The lock files: every file by its hash, no address, and one version of everything."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PINNED = re.compile(
    r"^(?P<name>[a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==(?P<version>[^ \\;]+)", re.MULTILINE
)


def pins(lock: Path) -> set[tuple[str, str]]:
    return {(pin["name"], pin["version"]) for pin in PINNED.finditer(lock.read_text("utf-8"))}


@pytest.mark.parametrize("lock", [*LOCKS, ROOT / "package-lock.json"], ids=lambda path: path.name)
def test_no_lock_names_an_address(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert not re.search(r"https?:|index-url|find-links|trusted-host|\"resolved\"", text)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_library_has_one_version_and_its_hashes(lock: Path) -> None:
    entries = re.split(r"\n(?=[a-z])", lock.read_text("utf-8").strip())
    assert entries
    for entry in entries:
        assert PINNED.match(entry), entry[:60]
        assert "--hash=sha256:" in entry, entry[:60]


def test_the_tests_run_on_the_versions_of_the_service() -> None:
    assert pins(ROOT / "requirements/runtime.txt") <= pins(ROOT / "requirements/test.txt")


def test_npm_checks_every_package() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    installed = {name: package for name, package in packages.items() if name}
    assert installed
    assert all(package["integrity"].startswith("sha512-") for package in installed.values())


def test_the_manifest_asks_only_for_locked_packages() -> None:
    manifest = json.loads((ROOT / "app/static/vendor.json").read_text("utf-8"))
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for package in manifest["packages"]:
        assert f"node_modules/{package['name']}" in locked
