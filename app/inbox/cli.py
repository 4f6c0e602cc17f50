"""`flask --app app inbox …`: reading answers and returned mails by hand or by pipe."""

from __future__ import annotations

import sys

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from app.inbox.fetching import fetch
from app.inbox.mailbox import MailboxError
from app.inbox.reading import MOST_BYTES
from app.inbox.services import receive
from app.kernel.db import in_transaction

# sysexits.h: the mail server keeps the mail and tries again.
TRY_AGAIN = 75

inbox = AppGroup("inbox", help="Réponses des calendriers et courriels revenus.")


@inbox.command("receive")
def receive_one() -> None:
    """Lit un courriel sur l’entrée standard, pour un serveur qui les passe par un tube."""
    raw = sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        row = in_transaction(lambda: receive(raw))
    except SQLAlchemyError:
        click.echo("La base de données ne répond pas : à réessayer.", err=True)
        sys.exit(TRY_AGAIN)
    click.echo("Rien à retenir." if row is None else f"{row.verdict.label} : {row.detail}")


@inbox.command("fetch")
def fetch_all() -> None:
    """Lit ce qui est arrivé dans la boîte de SYNERGIES_INBOX_URL."""
    settings = current_app.extensions["synergies_settings"]
    if not settings.inbox_url:
        raise click.ClickException("SYNERGIES_INBOX_URL n’est pas réglé : aucune boîte à lire.")
    try:
        done = fetch(settings.inbox_url)
    except MailboxError as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"Courriels lus : {done}.")
