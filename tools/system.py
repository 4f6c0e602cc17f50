"""Make sure that what the tests need from the system is there: `python -m tools.system`.

A browser and a Java runtime come from the distribution. As root they are installed through
apt-get; otherwise the sentence says what to install, and no test starts, let alone is skipped.
"""

import os
import shutil
import subprocess
import sys
from typing import NamedTuple

from tools.console import say, stop


class Need(NamedTuple):
    """A command, the Debian package that brings it, and what for."""

    command: str
    package: str
    purpose: str


NEEDS = (
    Need("chromium", "chromium", "les essais dans un navigateur"),
    Need("java", "default-jre-headless", "la vérification du HTML"),
)


def main() -> None:
    missing = [need for need in NEEDS if not shutil.which(need.command)]
    if not missing:
        return
    packages = [need.package for need in missing]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        what = " et ".join(f"{need.command} (pour {need.purpose})" for need in missing)
        stop(
            f"il manque {what}. Installez-les, sous Debian en root : "
            f"apt-get install --no-install-recommends {' '.join(packages)}"
        )
    say(f"Installation de {' et '.join(packages)} (apt-get)…")
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        _apt_get(command)
    still = [need.command for need in missing if not shutil.which(need.command)]
    if still:
        stop(f"{' et '.join(still)} manque encore après l’installation.")


def _apt_get(arguments: list[str]) -> None:
    done = subprocess.run(
        ["apt-get", "--quiet", "--quiet", *arguments],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout)
        stop(f"« apt-get {' '.join(arguments)} » a échoué (voir ci-dessus).")


if __name__ == "__main__":
    main()
