"""Every kind of mail about a group, for « Qui est prévenu de quoi »."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.accounts.models import Account
from app.follows.queries import told_at_once, told_in_digest
from app.groups.enums import ORGANISING
from app.groups.notices import Notice
from app.groups.queries import people_to_tell
from app.groups.queries.joining import leads_to_tell


def followers_too(group_id: int) -> Sequence[Account]:
    """Whom a public novelty reaches."""
    return told_at_once(group_id, beyond_members=True)


def writers(group_id: int) -> Sequence[Account]:
    """Who writes the minutes of the group's meetings."""
    return people_to_tell(group_id, ORGANISING)


NOTICES: Final = (
    Notice(
        "Convocation à une réunion",
        "Dès que la réunion est annoncée",
        must=True,
        reached=people_to_tell,
        whom="Et les personnes invitées à cette réunion.",
    ),
    Notice(
        "Sondage de dates",
        "Dès qu’il est ouvert, et s’il est abandonné",
        must=True,
        reached=people_to_tell,
    ),
    Notice(
        "Rappel de répondre",
        "Trois jours avant la réunion, une fois",
        must=True,
        whom="Les personnes convoquées qui n’ont rien répondu.",
    ),
    Notice(
        "Changement, report, annulation d’une réunion",
        "Aussitôt",
        must=True,
        whom="Toutes les personnes convoquées ou inscrites à cette réunion.",
    ),
    Notice(
        "Compte rendu attendu",
        "Trois, sept et dix jours après la réunion, tant qu’il n’est pas diffusé",
        must=True,
        reached=writers,
        whom="Le dixième jour : l’animation et l’équipe du commissaire.",
    ),
    Notice(
        "Compte rendu à relire",
        "Dès qu’il est diffusé",
        must=False,
        reached=told_at_once,
        whom="Et les personnes présentes dont l’adresse est connue.",
    ),
    Notice(
        "Remarque sur un compte rendu en relecture",
        "Dès qu’elle est écrite",
        must=True,
        whom="L’animation et le secrétariat du groupe ; sinon, l’équipe du commissaire.",
    ),
    Notice(
        "Réponse à une remarque sur un compte rendu",
        "Dès qu’elle est écrite",
        must=True,
        whom="La personne qui a écrit la remarque.",
    ),
    Notice(
        "Action confiée, rappels de sa date",
        "À l’approbation, puis une semaine avant, le jour même et une semaine après",
        must=True,
        whom="La personne à qui l’action est confiée.",
    ),
    Notice(
        "Compte rendu publié ou modifié",
        "Aussitôt",
        must=False,
        reached=told_at_once,
    ),
    Notice(
        "Rencontre publique, point d’étape",
        "Aussitôt",
        must=False,
        reached=followers_too,
    ),
    Notice(
        "Résumé du jour ou de la semaine",
        "Le matin, ou le lundi matin, s’il s’est passé quelque chose",
        must=False,
        reached=told_in_digest,
    ),
    Notice(
        "Réponse à une proposition",
        "À la notification",
        must=True,
        whom="Les autrices et auteurs de la proposition, et l’animation du groupe.",
    ),
    Notice(
        "Rôle donné ou terminé dans le groupe",
        "Aussitôt",
        must=True,
        whom="La personne concernée.",
    ),
    Notice(
        "Demande pour rejoindre le groupe",
        "Dès que l’adresse est confirmée",
        must=True,
        reached=leads_to_tell,
    ),
    Notice(
        "Invitation dans le groupe, réponse à une demande",
        "Aussitôt",
        must=True,
        whom="La personne invitée, ou qui a demandé.",
    ),
)
