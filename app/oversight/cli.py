"""`flask --app app persons …`: what is held on one address, given or erased."""

from __future__ import annotations

import json

import click
from flask.cli import AppGroup

from app.kernel.access import SYSTEM
from app.kernel.db import transaction
from app.kernel.errors import Refused
from app.oversight import persons as services

persons = AppGroup("persons", help="Droits des personnes : accès et effacement.")


@persons.command("export")
@click.argument("address", metavar="ADRESSE")
def export(address: str) -> None:
    """Écrit en JSON tout ce qui est gardé sous une adresse (RGPD, article 15)."""
    click.echo(json.dumps(services.export(SYSTEM, address), ensure_ascii=False, indent=2))


@persons.command("erase")
@click.argument("address", metavar="ADRESSE")
@click.option("--reason", required=True, metavar="MOTIF", help="D’où vient la demande.")
def erase(address: str, reason: str) -> None:
    """Efface une personne avant terme (RGPD, article 17). Rien ne le défait."""
    try:
        with transaction():
            counts = services.erase(SYSTEM, address, reason)
    except Refused as refusal:
        raise click.ClickException(refusal.message) from refusal
    for title, count in counts.items():
        click.echo(f"{title} : {count}")
    click.echo("Les textes publiés ne sont pas relus : corrigez-les par une édition s’il le faut.")
