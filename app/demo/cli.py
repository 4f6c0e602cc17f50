"""`flask --app app demo`: fill an empty instance with a fictitious year."""

from __future__ import annotations

from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from app.config import Settings
from app.kernel import clock
from app.kernel.db import db
from app.registrations.models import Registration


@click.command("demo")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Le jour où l’année est vue.")
@with_appcontext
def demo(today: datetime | None) -> None:
    """Remplit une instance de démonstration d’une année entièrement fictive."""
    settings: Settings = current_app.extensions["synergies_settings"]
    if not settings.demo:
        raise click.ClickException(
            "Cette instance n’est pas une démonstration : utilisez « make demo »."
        )
    if db.session.scalar(select(func.count()).select_from(Registration)):
        click.echo("L’année fictive est déjà là.")
        return
    from app.demo.year import fill  # here only: a server that shows no year need not load it

    acts = fill(today.date() if today else clock.today())
    click.echo(f"Une année fictive est en place ({acts} actes).")
