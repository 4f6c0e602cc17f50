"""Create `.venv` and install the locked libraries into it: `python3 tools/environment.py [runtime|test]`.

Standard library only, and no syntax newer than Python 3.6: it is the script that has to tell people with an
old Python, or a Debian without `python3-venv`, what is missing. Nothing is done when the lock file, the
Python and the folder are those of the last successful run (a stamp is kept in `.venv`).
"""

import fcntl
import hashlib
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
OLDEST_PYTHON = (3, 11)


def stop(sentence):
    """Print one sentence and leave with status 1: no traceback for what the reader can mend."""
    sys.stderr.write("Synergies : " + sentence + "\n")
    raise SystemExit(1)


def say(sentence):
    sys.stdout.write("· " + sentence + "\n")
    sys.stdout.flush()


def require_python():
    if sys.version_info < OLDEST_PYTHON:
        stop(
            "il faut Python %d.%d ou plus récent, et « %s » est un Python %d.%d. "
            "Indiquez-en un autre, par exemple : make run PYTHON=python3.11"
            % (OLDEST_PYTHON + (sys.executable,) + tuple(sys.version_info[:2]))
        )


def require_venv():
    try:
        import ensurepip  # noqa: F401 – Debian ships it apart, in python3-venv
        import venv  # noqa: F401
    except ImportError:
        stop(
            "il manque de quoi créer un environnement Python. "
            "Installez le paquet python3-venv (sous Debian, en root : apt-get install python3-venv)."
        )


def fingerprint(lock):
    """What an installation depends on: the lock file's text, the Python, the place of the folder."""
    with open(lock, "rb") as file:
        text = file.read()
    place = "%s|%s|%s" % (sys.version, os.path.realpath(sys.base_prefix), VENV)
    return hashlib.sha256(text + place.encode("utf-8")).hexdigest()


def stamp_path(name):
    return os.path.join(VENV, ".installed-" + name)


def is_installed(name, wanted):
    """Whether the stamp of this lock, or of one that contains it, matches and the Python still starts."""
    try:
        with open(stamp_path(name)) as file:
            if file.read() != wanted:
                return False
    except OSError:
        return False
    return os.access(os.path.join(VENV, "bin", "python"), os.X_OK)


def create_venv():
    python = os.path.join(VENV, "bin", "python")
    if os.access(python, os.X_OK):
        version = subprocess.run(
            [python, "-c", "import sys, pip; print(sys.version)"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, universal_newlines=True,
        )
        if version.returncode == 0 and version.stdout.strip() == sys.version.strip():
            return
    say("Création de l’environnement Python dans .venv…")
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True,
    )
    if done.returncode != 0:
        sys.stderr.write(done.stdout)
        stop("l’environnement .venv n’a pas pu être créé (voir ci-dessus).")


def install(name, lock):
    say("Installation des bibliothèques (requirements/%s.txt), une à deux minutes la première fois…" % name)
    environment = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1")
    done = subprocess.run(
        [
            os.path.join(VENV, "bin", "python"), "-m", "pip", "install", "--quiet",
            "--require-hashes", "--only-binary", ":all:", "--requirement", lock,
        ],
        env=environment,
    )
    if done.returncode != 0:
        stop(
            "les bibliothèques n’ont pas pu être installées (voir ci-dessus). "
            "Vérifiez l’accès au réseau, ou au miroir de paquets, puis relancez la même commande."
        )


def main(arguments):
    name = arguments[0] if arguments else "runtime"
    lock = os.path.join(ROOT, "requirements", name + ".txt")
    if not os.path.exists(lock):
        stop("la liste requirements/%s.txt n’existe pas." % name)
    require_python()
    wanted = fingerprint(lock)
    if is_installed(name, wanted):
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
        if is_installed(name, wanted):
            return
        create_venv()
        install(name, lock)
        with open(stamp_path(name), "w") as file:
            file.write(wanted)


if __name__ == "__main__":
    main(sys.argv[1:])
