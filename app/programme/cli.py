"""`flask --app app programme import FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.kernel.db import transaction
from app.programme.document import Unreadable
from app.programme.services import import_file

programme = AppGroup(
    "programme", help="Programme : cadres, axes, dispositifs, groupes, rencontres."
)


@programme.command("import")
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
def import_command(file: Path) -> None:
    """Charge ou met à jour un programme (YAML), sans défaire ce que l’équipe a complété."""
    try:
        with transaction(late=True):
            report = import_file(file)
    except Unreadable as refusal:
        click.echo(f"Erreur : {refusal}", err=True)
        sys.exit(1)
    click.echo(f"Programme « {file.name} »")
    for line in report.lines():
        click.echo(line)
    if report.refusals:
        # What is valid is in place; the exit code lets a script see that something is not.
        sys.exit(1)
