"""`flask --app app accounts …`: opening accounts and handing out sign-in links from a terminal.

Above the features, because an account may be given a mandate in a group at once.
"""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.accounts import services
from app.accounts.enums import Role
from app.groups.enums import GroupRole
from app.groups.models import WorkingGroup
from app.groups.services import appoint
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.kernel.errors import Refused

accounts = AppGroup("accounts", help="Comptes et liens de connexion.")


@accounts.command("create")
@click.argument("email", metavar="ADRESSE")
@click.option("--name", required=True, metavar="NOM", help="Prénom et nom.")
@click.option(
    "--role",
    required=True,
    type=click.Choice([one.value for one in Role]),
    help="Rôle dans tout le service.",
)
@click.option("--group", metavar="GROUPE", help="Groupe (partie de son adresse).")
@click.option(
    "--group-role",
    type=click.Choice([one.value for one in GroupRole]),
    help="Rôle dans ce groupe.",
)
def create(email: str, name: str, role: str, group: str | None, group_role: str | None) -> None:
    """Ouvre un compte, avec s’il le faut un rôle dans un groupe. N’envoie pas de courriel."""
    if (group is None) != (group_role is None):
        raise click.UsageError("--group et --group-role vont ensemble.")
    try:
        with transaction():
            account = services.create(
                SYSTEM, email=email, name=name, roles=(Role(role),), welcome=False
            )
            if group is not None and group_role is not None:
                appoint(SYSTEM, _group(group), account=account, role=GroupRole(group_role))
    except Refused as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"Compte créé : {account.email} ({Role(role).label}).")


@accounts.command("sign-in-link")
@click.argument("email", metavar="ADRESSE")
def sign_in_link(email: str) -> None:
    """Affiche un lien de connexion à usage unique, valable 15 minutes."""
    with transaction():
        url = services.issue_link(email)
    if url is None:
        raise click.ClickException(f"Aucun compte ouvert n’a l’adresse {email}.")
    click.echo(url)


def _group(slug: str) -> WorkingGroup:
    found = db.session.scalars(select(WorkingGroup).where(WorkingGroup.slug == slug)).one_or_none()
    if found is None:
        raise click.ClickException(f"Aucun groupe n’a l’adresse « {slug} ».")
    return found
