"""The worker as a command, and the queue by hand."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from app.kernel.access import SYSTEM
from app.kernel.db import in_transaction
from app.outbox import health, services
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


outbox = AppGroup("outbox", help="Courriels en attente ou en erreur.")


@outbox.command("retry")
@click.option("--failed", is_flag=True, required=True, help="Renvoie tout ce qui a échoué.")
def retry(*, failed: bool) -> None:
    """Remet en attente les courriels en erreur, une fois la cause réparée."""
    count = in_transaction(lambda: services.retry_failed(SYSTEM))
    click.echo(f"Courriels remis en attente : {count}.")


@outbox.command("trial")
@click.argument("address")
def trial(address: str) -> None:
    """Écrit un courriel d’essai à cette adresse."""
    in_transaction(lambda: services.send_trial(SYSTEM, address))
    problem = health.obstacle()
    click.echo(problem.sentence if problem else "Le courriel d’essai part tout de suite.")
