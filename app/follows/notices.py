"""Every kind of mail about a group, for « Qui est prévenu de quoi »."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.accounts.models import Account
from app.follows.queries import told_at_once, told_in_digest
from app.groups.notices import Notice
from app.groups.queries import people_to_tell
from app.groups.queries.joining import leads_to_tell


def followers_too(group_id: int) -> Sequence[Account]:
    """Whom a public novelty reaches."""
    return told_at_once(group_id, beyond_members=True)


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
)
