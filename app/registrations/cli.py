"""Registrations from the command line."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.events.models import Event
from app.kernel.db import db
from app.registrations.exports import plain_csv
from app.registrations.queries import lines, session_words

registrations = AppGroup("registrations", help="Les inscriptions d’un événement.")


@registrations.command("list")
@click.argument("slug")
@click.option("--format", "output", type=click.Choice(["csv"]), default="csv", show_default=True)
def list_registrations(slug: str, output: str) -> None:
    """Écrit les inscriptions : statut, rang, personne, participation."""
    event = db.session.scalar(select(Event).where(Event.slug == slug))
    if event is None:
        raise click.ClickException(f"Aucun événement ne s’appelle « {slug} ».")
    writers = {"csv": plain_csv}
    click.echo(writers[output](lines(event), session_words(event)), nl=False)
