"""Make the lock files again from what we ask for: `python -m tools.lock` (`make lock`).

`requirements/*.in` become `requirements/*.txt` (every version, every platform, every hash), and
`package.json` becomes `package-lock.json`. Neither names a registry: each machine uses its own.
"""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from tools import assets
from tools.console import say, stop
from tools.environment import OLDEST_PYTHON, lock_path, pip_install

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".cache" / "uv"
# In this order: the ones after it take over the versions of `runtime`.
LISTS = ("runtime", "s3", "queue", "node", "lock", "test")
COMPILE = (
    *("pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-build", "--upgrade"),
    *("--no-emit-index-url", "--no-header", "--no-annotate", "--python-version"),
)
NPM_LOCK = (
    *("install", "--package-lock-only", "--omit-lockfile-registry-resolved", "--ignore-scripts"),
    *("--no-audit", "--no-fund", "--loglevel=error"),
)
ADDRESS = re.compile(r"https?://|--(?:extra-)?index-url|--find-links|resolved")


def main() -> None:
    if not (UV / "bin" / "uv").exists() and not pip_install(lock_path("lock"), "--target", str(UV)):
        stop("uv n’a pas pu être installé (voir ci-dessus).")
    oldest = ".".join(map(str, OLDEST_PYTHON))
    for name in LISTS:
        say(f"requirements/{name}.txt…")
        _run(
            [str(UV / "bin" / "uv"), *COMPILE, oldest, f"{name}.in", "--output-file", f"{name}.txt"]
        )
    say("package-lock.json…")
    _lock_packages()
    named = [path.name for path in _locks() if ADDRESS.search(path.read_text("utf-8"))]
    if named:
        stop(f"{', '.join(named)} nomme une adresse de téléchargement.")


def _run(command: list[str]) -> None:
    if subprocess.run(command, cwd=ROOT / "requirements").returncode != 0:
        stop("les versions demandées ne vont pas ensemble (voir ci-dessus).")


def _lock_packages() -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROOT / "package.json", folder)
        environment = assets.environment()
        for npm in assets.npms():
            if subprocess.run([*npm, *NPM_LOCK], cwd=folder, env=environment).returncode == 0:
                break
        else:
            stop("npm n’a pas pu refaire package-lock.json (voir ci-dessus).")
        made = (Path(folder) / "package-lock.json").read_text("utf-8")
    # Where an author takes donations is no business of a lock file.
    made = re.sub(r',\s*"funding": \{[^}]*\}', "", made)
    (ROOT / "package-lock.json").write_text(made, "utf-8")


def _locks() -> list[Path]:
    return [*(Path(lock_path(name)) for name in LISTS), ROOT / "package-lock.json"]


if __name__ == "__main__":
    main()
