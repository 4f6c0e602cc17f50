"""A wheel, installed elsewhere, migrates a database and renders pages with their assets."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = """
import pathlib, sys
import app
from app import create_app, resources

here = pathlib.Path(app.__file__).parent
assert str(here).startswith(sys.prefix), here
for place in (resources.templates_path(), resources.migrations_path(), resources.data_path()):
    assert place.is_dir() and place.is_relative_to(here), place

application = create_app()
from flask_migrate import upgrade
with application.app_context():
    upgrade()
client = application.test_client()
page = client.get("/")
assert page.status_code == 200, page.status
text = page.get_data(as_text=True)
assert "<h1" in text
import re
assets = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', text))
assert any("vendor/dsfr/dsfr.css" in asset for asset in assets), assets
for asset in assets:
    assert client.get(asset).status_code == 200, asset
print("rendered", len(text))
"""


@pytest.mark.slow
def test_a_wheel_installed_elsewhere_migrates_and_renders(tmp_path: Path) -> None:
    python = sys.executable
    run(python, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT))
    (wheel,) = tmp_path.glob("synergies-*.whl")

    place = tmp_path / "elsewhere"
    run(python, "-m", "venv", "--without-pip", str(place))
    other = place / "bin" / "python"
    run(
        python,
        "-m",
        "pip",
        "--python",
        str(other),
        "install",
        "--no-deps",
        "--no-index",
        str(wheel),
    )
    # The libraries are the ones already here: it is our wheel that is tried, not theirs.
    libraries = place / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"
    (libraries / "libraries.pth").write_text(sysconfig.get_path("purelib"))

    done = run(str(other), "-c", SCRIPT, cwd=tmp_path)
    assert "rendered" in done

    # The command that serves is there too; a wrong setting keeps it from going further.
    refused = subprocess.run(
        [str(place / "bin" / "synergies")],
        cwd=tmp_path,
        env={**os.environ, "SYNERGIES_UNKNOWN": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert refused.stderr.startswith("Synergies : Réglage inconnu")


def run(*command: str, cwd: Path | None = None) -> str:
    clean = {name: value for name, value in os.environ.items() if "SYNERGIES" not in name}
    clean.pop("PYTHONPATH", None)
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
