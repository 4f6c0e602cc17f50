"""The texts one can start from. What only the team knows stands between square brackets: a message
that still holds one is not sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Given:
    """A text to start from; `key` stands in the address."""

    key: str
    name: str
    subject: str
    body: str


PRACTICAL: Final = Given(
    "pratique",
    "Informations pratiques",
    "Informations pratiques : {rencontre}",
    """\
Bonjour {prénom},

La rencontre « {rencontre} » approche : {date}.

**Où ?** {lieu}

**Votre participation :** {participation}

**Pour venir :** [à compléter : transports, stationnement, entrée sans marche]

**Sur place :** [à compléter : accueil, repas, interprète ou boucle magnétique]

Vous ne pouvez plus venir ? Annulez depuis [votre page privée]({lien}) : votre place servira à une
autre personne.""",
)
ROOM: Final = Given(
    "salle",
    "Changement de salle",
    "Changement de salle : {rencontre}",
    """\
Bonjour {prénom},

La salle change pour « {rencontre} » ({date}).

**Nouvelle salle :** [à compléter : nom, adresse, étage]

L’horaire ne change pas. Votre inscription reste valable : vous n’avez rien à faire.

En cas de difficulté, regardez [votre page privée]({lien}).""",
)
THANKS: Final = Given(
    "suites",
    "Remerciement et suites",
    "Merci de votre participation : {rencontre}",
    """\
Bonjour {prénom},

Merci d’avoir participé à « {rencontre} ».

Les supports, la rediffusion quand il y en a une et votre attestation de présence sont sur
[votre page privée]({lien}).

**Et maintenant ?** [à compléter : compte rendu, prochaine rencontre, questionnaire]""",
)
GIVEN: Final = {one.key: one for one in (PRACTICAL, ROOM, THANKS)}
