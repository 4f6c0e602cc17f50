"""Fictitious names and texts. Nothing here is about real people, groups or events."""

from __future__ import annotations

FIRST_NAMES = (
    "Camille", "Dominique", "Claude", "Sacha", "Alix", "Maxime", "Lou", "Andréa", "Charlie",
    "Morgan", "Noa", "Éden", "Yaël", "Ange", "Frédérique", "Pascale", "Stéphane", "Gaël",
)  # fmt: skip
LAST_NAMES = (
    "Exemple", "Modèle", "Fictif", "Spécimen", "Essai", "Maquette", "Échantillon", "Gabarit",
    "Brouillon", "Patron", "Prototype", "Figurant",
)  # fmt: skip
# Name, kind, department.
ORGANISATIONS = (
    ("Association Le Pas de côté (fictive)", "associations", None),
    ("Fédération des épiceries imaginaires (fictive)", "associations", "34"),
    ("Mission locale de Nullepart (fictive)", "operateurs-de-l-etat", "81"),
    ("Caisse de protection sociale d’Exemple (fictive)", "organismes-de-protection-sociale", "30"),
    ("Commune de Saint-Exemple (fictive)", "collectivites-territoriales", "09"),
    ("Communauté de communes du Modèle (fictive)", "collectivites-territoriales", "46"),
    (
        "Direction départementale d’essai (fictive)",
        "services-de-l-etat-dans-les-departements",
        "82",
    ),
    ("Service régional d’essai (fictif)", "services-de-l-etat-en-region", "31"),
    ("Entreprise solidaire Maquette (fictive)", "entreprises", "12"),
    (
        "Collectif des personnes concernées d’Exemple (fictif)",
        "citoyens-personnes-concernees",
        "65",
    ),
)
GROUPS = (
    "Accès aux soins", "Aide alimentaire", "Premiers pas", "Logement et hébergement",
    "Mobilités du quotidien", "Emploi et formation", "Numérique pour tous", "Vie rurale",
    "Parole des personnes concernées", "École et réussite", "Énergie et dignité", "Aller vers",
)  # fmt: skip
STUDY_DAYS = (
    "Santé mentale et précarité", "Mobilité et pauvreté", "Petite enfance et pauvreté",
    "Handicap et logement", "Isolement en milieu rural", "Numérique et accès aux droits",
    "Alimentation et dignité", "Jeunes en rupture", "Énergie et logement", "Culture et exclusion",
    "Familles monoparentales", "Vieillir pauvre", "Non-recours aux droits",
    "Aller vers, concrètement", "Travail et pauvreté", "Femmes et précarité",
    "Accueillir sans condition", "Évaluer avec les personnes",
)  # fmt: skip
CITIES = (
    ("Toulouse", "31"), ("Montpellier", "34"), ("Foix", "09"), ("Carcassonne", "11"),
    ("Rodez", "12"), ("Nîmes", "30"), ("Auch", "32"), ("Cahors", "46"), ("Mende", "48"),
    ("Tarbes", "65"), ("Perpignan", "66"), ("Albi", "81"), ("Montauban", "82"),
)  # fmt: skip
VENUES = ("Salle des fêtes d’Exemple", "Maison des solidarités (fictive)", "Tiers-lieu du Modèle")
DAY_PROGRAMME = (
    ("9 h 30", "Accueil café", None),
    ("10 h", "Ouverture", "Équipe d’organisation (fictive)"),
    ("10 h 30", "État des lieux", "Observatoire imaginaire"),
    ("11 h 15", "Témoignages", "Collectif des personnes concernées d’Exemple"),
    ("12 h 30", "Déjeuner", None),
    ("14 h", "Ateliers : ce qui marche ailleurs", None),
    ("16 h", "Restitution et suites", None),
)
MEETING_PROGRAMME = (
    ("14 h", "Tour de table", None),
    ("14 h 20", "Suites de la dernière réunion", None),
    ("15 h", "Atelier : une proposition à écrire", None),
    ("15 h 50", "Prochaine réunion", None),
)
DECISIONS = (
    "Le groupe écrit une proposition commune avant l’été.",
    "Une visite est organisée dans un lieu d’accueil (fictif).",
    "Le questionnaire aux personnes concernées est simplifié.",
    "Deux membres préparent une fiche pratique d’une page.",
)
MINUTES = """## Présences

Douze personnes de six organisations fictives, dont deux personnes concernées.

## Échanges

- Les démarches restent longues pour qui n’a pas d’ordinateur.
- Un **accueil sans rendez-vous** a été essayé dans une commune d’exemple.
- Le transport manque le mercredi.

## Suites

Le groupe se revoit dans deux mois. Texte fictif, écrit pour la démonstration.
"""
PLAIN_SUMMARY = (
    "Le groupe a parlé de l’accueil. Il va écrire une idée au commissaire. Texte fictif."
)
PROPOSALS = (
    "Ouvrir un accueil sans rendez-vous dans chaque canton", "Un titre de transport à un euro",
    "Des courriers administratifs relus par les personnes concernées",
    "Un relais santé itinérant", "Une caution solidaire pour le premier logement",
    "Des paniers de saison pour les familles", "Un numéro unique, sans serveur vocal",
    "Former les accueils aux situations de précarité", "Un fonds d’urgence pour l’énergie",
    "Des places de crèche pendant les formations", "Une carte des lieux ouverts le dimanche",
    "Payer le temps des personnes concernées", "Un prêt d’ordinateurs reconditionnés",
    "Des permanences dans les marchés", "Un atelier cuisine par quartier",
    "Des bains-douches rénovés", "Un guide simple des aides",
    "Une navette pour les rendez-vous médicaux", "Un mentor pour chaque jeune isolé",
    "Des logements de passage en milieu rural",
    "Un bilan partagé des expérimentations", "Un coffre-fort numérique accompagné",
)  # fmt: skip
FINDINGS = "Constat fictif : dans trois communes d’exemple, la moitié des personnes renoncent."
CONTENT = "Proposition fictive : essayer pendant un an, avec un suivi par les personnes concernées."
AUDIENCE = "Personnes et familles en précarité (fictif)"
EFFECT = "Effet attendu fictif : deux fois moins de renoncements, mesurés par un questionnaire."
ANSWER = "Réponse fictive : le service soutient cette idée et en suivra la mise en œuvre."
REASONS = (
    "Raison fictive : la compétence et les moyens ne sont pas réunis cette année ; "
    "le groupe est invité à revenir avec un territoire volontaire."
)

# Title, room, seats.
SESSIONS = (
    ("Accueillir sans rendez-vous (fictif)", "Salle A", 30),
    ("Aller vers (fictif)", "Salle B", 12),
)

ACTION = "Envoyer le guide (fictif) aux structures du département."
