"""The real server on its own database: `python -m tests.browser.serve FOLDER filled|empty URL`.

Prints one line of JSON once it answers: its address and what stands in the filled house.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from flask_migrate import upgrade

from app import create_app
from app.config import Settings
from app.kernel.db import db
from app.outbox import worker
from app.server.http import serve
from app.server.mailer import Mailer
from app.server.main import take_port
from tests import world as worlds
from tests.conftest import SECRET_KEY


def main(folder: str, content: str, database_url: str) -> None:
    listener = take_port("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = create_app(
        Settings(
            database_url=database_url,
            instance_path=Path(folder),
            secret_key=SECRET_KEY,
            base_url=address,
            rate_limits=False,
        )
    )
    with app.app_context():
        upgrade()
        world = worlds.build() if content == "filled" else worlds.build_empty()
        db.session.remove()
        db.engine.dispose()

    def announce() -> None:
        sys.stdout.write(json.dumps({"address": address, "world": asdict(world)}) + "\n")
        sys.stdout.flush()

    serve(app, listener, Mailer(lambda: worker.run(app)), announce)


if __name__ == "__main__":
    main(*sys.argv[1:4])
