"""The team: an event from its title to its certificates; proposals and figures to the report."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from flask import Flask

from app.kernel import clock
from tests.whole_app.walking import Walker
from tests.world import World

STAFF = "staff@example.org"


def team(app: Flask) -> Walker:
    one = Walker(app, STAFF)
    return one.open("/").follow("Se connecter").sign_in()


def test_an_event_from_its_title_to_its_certificates(shared_app: Flask, world: World) -> None:
    one = team(shared_app)
    one.follow("Gestion").follow("Rencontres").follow("Créer un événement")
    one.send("Enregistrer", {"title": "Journée de marche (fictive)"})
    day = clock.today().isoformat()
    typed = {
        "starts_at-jour": day,
        "starts_at-heure": "06:00",
        "ends_at-jour": day,
        "ends_at-heure": "23:00",
        "Sur place": True,
        "Ville": "Albi",
    }
    one.follow("Modifier").send("Enregistrer", typed).send("Publier")
    one.send("Ouvrir les inscriptions")
    guest = Walker(shared_app, "guest@example.org")
    guest.open("/agenda").follow("Journée de marche").follow("Je m’inscris")
    who = {"Prénom": "Gaël", "Nom": "Marcheur", "Adresse électronique": guest.address}
    guest.send("Je m’inscris", {**who, "J’accepte": True}).sees("Votre place est confirmée")
    one.follow("Préparer et tenir l’accueil")
    one.send("Créer un lien d’accueil", {"label": "Porte sud"}).follow("Ouvrir l’accueil")
    one.send("Chercher", {"q": "marcheur"}).sees("Gaël Marcheur")
    one.send("Noter l’arrivée de Gaël Marcheur").sees("Arrivées : 1 sur 1")
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        one.sign_in_again().follow("Gestion").follow("Rencontres").follow("Journée de marche")
        one.follow("Préparer et tenir l’accueil")
        assert one.take("La feuille de la rencontre (PDF)", "application/pdf")
        assert one.take("Préparer les badges (PDF)", "application/pdf")
        one.send("Prévenir par courriel 1 personne présente")
        guest.mail("attendance/certificate", "Télécharger mon attestation")
        assert guest.take("attestation", "application/pdf")
        one.follow("Journée de marche").follow("Le questionnaire de satisfaction")
        closes = (clock.today() + timedelta(days=10)).isoformat()
        one.send("Créer le questionnaire", {"closes_on": closes})
        one.send("Envoyer à 1 personne présente")
        guest.mail("surveys/invitation", "Donner mon avis")
        guest.send("Envoyer mes réponses", {"Que faudrait-il": "Marcher plus."}).sees("Merci")


def test_a_proposal_from_its_assignment_to_its_opinion(shared_app: Flask, world: World) -> None:
    one = team(shared_app)
    one.follow("Gestion").follow("Propositions").follow("Proposition soumise")
    one.follow("Confier l’instruction")
    due = (clock.today() + timedelta(days=40)).isoformat()
    one.send("Confier l’instruction", {"instructor_id": "Dominique Staff", "due_on": due})
    one.follow("Demander l’avis d’un service")
    soon = (clock.today() + timedelta(days=10)).isoformat()
    asked = {"Service": "DDETS (fictive)", "Son adresse": "service@example.org"}
    asked |= {"Ce que vous lui demandez": "Est-ce possible ?", "Avis attendu pour le": soon}
    one.send("Demander l’avis d’un service", asked)
    service = Walker(shared_app, "service@example.org")
    service.mail("proposals/consultation", "avis")
    answer = {"Favorable": True, "Pourquoi": "Oui, à cet endroit.", "Qui répond": "Pôle"}
    service.send("Envoyer l’avis", answer).sees("Votre avis est arrivé")
    one.mail("proposals/service_answered", "avis").sees("Oui, à cet endroit.")
    one.follow("Donner un avis")
    one.send("Donner un avis", {"Favorable": True, "Pourquoi": "Utile et possible."})
    one.sees("Instruite")
    chief = Walker(shared_app, "commissioner@example.org")
    chief.mail("proposals/reviewed", "proposition").sign_in().sees("Utile et possible.")


def test_a_figure_from_its_question_to_the_report(shared_app: Flask, world: World) -> None:
    one = team(shared_app)
    one.follow("Gestion").follow("Stratégie")
    one.follow("Demander des chiffres aux personnes qui les connaissent").follow(
        "Demander des chiffres"
    )
    typed = {
        "Dispositif": "1",
        "Année": "2024",
        "Prénom et nom": "Andrée Référente",
        "Son adresse": "andree@example.org",
        "Dernier jour": (clock.today() + timedelta(days=20)).isoformat(),
    }
    one.send("Envoyer la demande", typed)
    referent = Walker(shared_app, "andree@example.org")
    referent.mail("collecting/asked", "hiffres")
    told = {"Nombre": "40", "Ce qui est compté": "jeunes (fictifs)", "D’où vient": "Rapport"}
    referent.send("Envoyer ce chiffre", told).sees("40").follow("Je n’ai pas d’autre chiffre")
    referent.send("J’ai terminé").sees("40")
    one.open("/").follow("chiffres proposés à valider")
    one.follow("Répondre", within="/2").send("Valider ce chiffre")
    one.sees("Chiffre validé")
    referent.mail("collecting/decided", "hiffre").sees("40")
    one.follow("Gestion").follow("Bilans").follow("2024, toute la région")
    one.follow("Les rencontres").send("Enregistrer", {"text": "On s’est vus."}).sees("Enregistré à")
    one.follow("2024").follow("Valider et arrêter les chiffres").send("Valider")
    chief = Walker(shared_app, "commissioner@example.org")
    chief.open("/").follow("Se connecter").sign_in().follow("Gestion").follow("Bilans")
    chief.follow("2024, toute la région").send("Publier le bilan")
    anyone = Walker(shared_app)
    anyone.open("/").follow("Bilan").follow("2024").sees("On s’est vus.")
