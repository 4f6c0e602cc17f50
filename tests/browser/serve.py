"""The real server on a database of its own, in a process forked from one that has loaded it all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from jinja2 import BytecodeCache
from sqlalchemy import select

from app import create_app
from app.config import Settings
from app.kernel.db import db, transaction
from app.outbox import worker
from app.outbox.models import OutboxMessage
from app.server.http import serve
from app.server.mailer import Mailer
from app.server.main import take_port

# Where the links of the mails of a kept house lead.
KEPT_AT = "http://localhost/"


def main(
    folder: Path,
    database_url: str,
    secret_key: str,
    templates: BytecodeCache | None,
    announced: Connection,
) -> None:
    """Serve the house of that database, its files under `folder`; sends its address once ready.

    `templates`: the compiled templates of the run, which the tests have made already.
    """
    _write_to(folder / "server.log")
    listener = take_port("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = create_app(
        Settings(
            database_url=database_url,
            instance_path=folder,
            secret_key=secret_key,
            base_url=address,
            rate_limits=False,
        )
    )
    if templates is not None:
        app.jinja_env.bytecode_cache = templates
    with app.app_context():
        _move_links(f"{address}/")
        db.session.remove()
        db.engine.dispose()
    announce: Callable[[], None] = lambda: announced.send(address)  # noqa: E731
    serve(app, listener, Mailer(lambda: worker.run(app), listener), announce)


def _write_to(log: Path) -> None:
    """Send what this process prints into a file: the process it was forked from has no reader."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)


def _move_links(address: str) -> None:
    """Make the links of the mails that wait lead to this server."""
    with transaction():
        for message in db.session.scalars(select(OutboxMessage)):
            payload = json.dumps(message.payload).replace(KEPT_AT, address)
            message.payload = json.loads(payload)
