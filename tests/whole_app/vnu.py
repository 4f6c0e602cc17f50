"""The Nu HTML Checker, installed by `python -m tools.assets test`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

JAR = Path(__file__).parents[2] / ".cache" / "tools" / "vnu.jar"
# What the checker warns of and we do on purpose.
ALLOWED = (
    # Screen readers of 2026 still lose list semantics with `list-style: none` without it.
    "The “list” role is unnecessary for element “ul”.",
)


def messages(pages: dict[str, str], folder: Path) -> list[str]:
    """What the checker says of these pages (name → HTML), each with its page."""
    assert JAR.is_file(), "the HTML checker is missing: run `make setup-test`"
    names = {}
    for number, (name, html) in enumerate(pages.items()):
        path = folder / f"{number}.html"
        path.write_text(html, encoding="utf-8")
        names[path.name] = name
    if not names:
        return []
    done = subprocess.run(
        ["java", "-jar", str(JAR), "--format", "json", "--exit-zero-always", str(folder)],
        capture_output=True,
        text=True,
        check=True,
        timeout=110,
    )
    found = set()
    for message in json.loads(done.stderr or done.stdout)["messages"]:
        if message["message"] in ALLOWED:
            continue
        name = names.get(Path(message.get("url", "")).name, "?")
        extract = " ".join(message.get("extract", "").split())[:120]
        found.add(f"{name}: {message['message']} | {extract}")
    return sorted(found)
