"""The worker as a command."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from app.outbox import worker as mail_worker


@click.command("worker")
@click.option("--once", is_flag=True, help="Envoie ce qui attend, puis s’arrête.")
@with_appcontext
def worker(*, once: bool) -> None:
    """Envoie les courriels en attente et fait les tâches du jour."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug's own proxy
    if not once:
        mail_worker.run(app)
        return
    tally = mail_worker.run_once(app)
    click.echo(f"Courriels : {tally}.")
