"""Create `.venv` and install the locked libraries into it: `python3 -m tools.environment [runtime|test]`.

Standard library only, and no syntax newer than Python 3.6: it is the script that has to tell people with an
old Python, or a Debian without `python3-venv`, what is missing. Nothing is done when the lock file, the
Python and the folder are those of the last successful run (a stamp is kept in `.venv`).
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from typing import List

from tools.console import say, stop

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
OLDEST_PYTHON = (3, 11)
# test.txt holds all of runtime.txt: who has the first needs no second installation.
CONTAINED_IN = {"runtime": ("test",)}
PIP_SETTINGS = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}


def require_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        stop(
            "il faut Python %d.%d ou plus récent, et « %s » est un Python %d.%d. "
            "Indiquez-en un autre, par exemple : make run PYTHON=python3.11"
            % (*OLDEST_PYTHON, os.path.basename(sys.executable), *sys.version_info[:2])
        )


def require_venv() -> None:
    try:
        import ensurepip  # noqa: F401 – Debian ships it apart, in python3-venv
        import venv  # noqa: F401
    except ImportError:
        stop(
            "il manque de quoi créer un environnement Python. "
            "Installez le paquet python3-venv (sous Debian, en root : apt-get install python3-venv)."
        )


def lock_path(name: str) -> str:
    return os.path.join(ROOT, "requirements", name + ".txt")


def stamp_path(name: str) -> str:
    return os.path.join(VENV, ".installed-" + name)


def fingerprint(name: str) -> str:
    """What an installation depends on: the lock file's text, the Python, the place of the folder."""
    with open(lock_path(name), "rb") as file:
        text = file.read()
    place = "%s|%s|%s" % (sys.version, os.path.realpath(sys.base_prefix), VENV)
    return hashlib.sha256(text + place.encode("utf-8")).hexdigest()


def is_installed(name: str) -> bool:
    """Whether this lock, or one that contains it, is installed as it is now written."""
    if not os.access(VENV_PYTHON, os.X_OK):
        return False
    for candidate in (name,) + CONTAINED_IN.get(name, ()):
        try:
            with open(stamp_path(candidate)) as file:
                if file.read() == fingerprint(candidate):
                    return True
        except OSError:
            continue
    return False


def create_venv() -> None:
    """Make `.venv` anew unless it is sound and made by this very Python."""
    if os.access(VENV_PYTHON, os.X_OK):
        version = subprocess.run(
            [VENV_PYTHON, "-c", "import sys, pip; print(sys.version)"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            universal_newlines=True,
        )
        if version.returncode == 0 and version.stdout.strip() == sys.version.strip():
            return
    say("Création de l’environnement Python dans .venv…")
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout)
        stop("l’environnement .venv n’a pas pu être créé (voir ci-dessus).")


def pip_install(lock: str, *options: str) -> bool:
    """Install exactly what a lock file lists, checking every hash; wheels only, nothing is compiled."""
    command = [VENV_PYTHON, "-m", "pip", "install", "-qq", "--require-hashes", "--only-binary=:all:"]
    environment = dict(os.environ, **PIP_SETTINGS)
    return subprocess.run([*command, *options, "-r", lock], env=environment).returncode == 0


def install(name: str) -> None:
    say("Installation des bibliothèques de requirements/%s.txt, une minute la première fois…" % name)
    if not pip_install(lock_path(name)):
        stop(
            "les bibliothèques n’ont pas pu être installées (voir ci-dessus). "
            "Vérifiez l’accès au réseau, ou au miroir de paquets, puis relancez la même commande."
        )
    with open(stamp_path(name), "w") as file:
        file.write(fingerprint(name))


def main(arguments: List[str]) -> None:
    name = arguments[0] if arguments else "runtime"
    if not os.path.exists(lock_path(name)):
        stop("la liste requirements/%s.txt n’existe pas." % name)
    require_python()
    if is_installed(name):
        return
    require_venv()
    try:
        os.makedirs(VENV, exist_ok=True)
        guard = open(os.path.join(ROOT, ".venv.lock"), "w")
    except OSError as error:
        stop("le dossier %s n’est pas accessible en écriture (%s)." % (ROOT, error.strerror))
    with guard:
        # Two `make` at once must not install into the same folder at once.
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not is_installed(name):
            create_venv()
            install(name)


if __name__ == "__main__":
    main(sys.argv[1:])
