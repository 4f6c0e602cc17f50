"""Make sure that what the tests need from the system is there: `python -m tools.system`.

A browser, a Java runtime and other commands come from the distribution. As root they are installed
through apt-get; otherwise the sentence says what to install, and no test starts, let alone is
skipped.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from typing import NamedTuple

from tools.console import say, stop


class Need(NamedTuple):
    """A command or a shared library, the Debian package that brings it, and what for."""

    name: str
    package: str
    purpose: str

    def is_met(self) -> bool:
        if ".so" not in self.name:
            # Daemons stand where only root looks.
            return shutil.which(self.name, path=f"{os.environ['PATH']}:/usr/sbin") is not None
        try:
            ctypes.CDLL(self.name)
        except OSError:
            return False
        return True


NEEDS = (
    Need("chromium-headless-shell", "chromium-headless-shell", "les essais dans un navigateur"),
    # The driver of Playwright is linked to it, and its wheel does not carry it.
    Need("libatomic.so.1", "libatomic1", "les essais dans un navigateur"),
    # Holds the server too, under another name, and starts no service on the machine.
    Need("redis-check-rdb", "redis-tools", "les essais de la file d’attente"),
    Need("pdftotext", "poppler-utils", "la relecture des PDF"),
    Need("clamd", "clamav-daemon", "l’antivirus des fichiers reçus"),
    Need("java", "default-jre-headless", "la vérification du HTML"),
)


def main() -> None:
    missing = [need for need in NEEDS if not need.is_met()]
    if not missing:
        return
    packages = [need.package for need in missing]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        what = " et ".join(f"{need.name} (pour {need.purpose})" for need in missing)
        stop(
            f"il manque {what}. Installez-les, sous Debian en root : "
            f"apt-get install --no-install-recommends {' '.join(packages)}"
        )
    say(f"Installation de {' et '.join(packages)} (apt-get)…")
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        _apt_get(command)
    still = [need.name for need in missing if not need.is_met()]
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
