"""A server that prepares its database: `python -m … URL INSTANCE`. Says "ready", then waits."""

from __future__ import annotations

import sys
from pathlib import Path

from app import create_app
from app.config import Settings
from app.server.prepare import prepare


def main(url: str, instance: str) -> None:
    app = create_app(Settings(database_url=url, instance_path=Path(instance), secret_key="k" * 40))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    prepare(app, demo=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
