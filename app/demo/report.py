"""The bilan of the fictitious year: written by the team, published by the commissaire."""

from __future__ import annotations

from datetime import date

from app.demo.people import Cast
from app.reviews import services
from app.reviews.enums import REGION
from app.reviews.services import Words

# The department whose own bilan is still being written.
IN_WRITING = "30"
WORDS = {
    "annee": Words(
        "Cette année **fictive** montre ce que Synergies sait raconter : douze groupes, deux"
        " conférences, des journées d’études, et ce que les propositions sont devenues.\n\n"
        "Chaque chiffre mène aux rencontres, aux comptes rendus et aux propositions qui le font."
    ),
    "axe-pacte-1": Words(
        "Les groupes ont travaillé sur deux points (fictifs) :\n\n"
        "- repérer plus tôt les familles en difficulté ;\n"
        "- garder un enfant quand on travaille tôt ou tard.",
        "> « On m’a demandé ce qui marchait chez moi, pas seulement ce qui manquait. »\n\n"
        "Une participante (fictive) d’une journée d’études",
    ),
    "axe-pacte-3": Words(
        "Deux propositions disaient la même chose : un **lieu unique** où poser ses questions."
        " Elles ont été jointes, et une seule réponse leur sera donnée (fictif)."
    ),
    "rencontres": Words(
        "",
        "> « J’ai suivi la journée de chez moi, avec les sous-titres. »\n\n"
        "Un participant (fictif) à distance",
    ),
    "perspectives": Words(
        "L’an prochain (fictif) : un groupe de plus, et des journées dans les départements où rien"
        " n’a eu lieu cette année."
    ),
}


def write(cast: Cast, today: date) -> None:
    """Publish that of the region, begin a department’s; the caller opens the transaction."""
    staff, commissioner = cast.actor(cast.staff[0]), cast.actor(cast.commissioner)
    region = services.open_review(staff, year=today.year, territory=REGION)
    for key, words in WORDS.items():
        services.save_section(staff, region, key, words, version=0)
    services.validate(staff, region)
    services.publish(commissioner, region)
    there = services.open_review(staff, year=today.year, territory=IN_WRITING)
    begun = Words("Dans le Gard (fictif), l’accueil itinérant a changé de trajet.")
    services.save_section(staff, there, "annee", begun, version=0)
