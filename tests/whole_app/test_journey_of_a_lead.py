"""A group’s lead: a poll of dates becomes a meeting, its minutes a proposal."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from flask import Flask

from app.kernel import clock
from tests.whole_app.walking import Walker
from tests.world import World

LEAD, MEMBER = "lead@example.org", "member@example.org"


def test_a_poll_of_dates_becomes_a_meeting(shared_app: Flask, world: World) -> None:
    lead, member = Walker(shared_app, LEAD), Walker(shared_app, MEMBER)
    lead.open("/").follow("Se connecter").sign_in()
    lead.open("/").follow("Groupes").follow("Logement et familles")
    lead.follow("Convoquer une réunion").follow("Proposez-en plusieurs")
    day = clock.today() + timedelta(days=20)
    typed = {"title": "Réunion à caler"}
    for number in (1, 2):
        typed |= {f"day_{number}": (day + timedelta(days=number)).isoformat()}
        typed |= {f"begins_{number}": "14:00", f"ends_{number}": "16:00"}
    lead.send("Envoyer", typed)
    poll = lead.page.address
    member.mail("meetings/poll_opened", "Dire lesquelles me vont")
    member.send("Envoyer mes réponses", {"date_4": "yes", "date_5": "no"})
    member.sees("Vos réponses sont enregistrées")
    lead.open("/").follow("Logement et familles").follow("Réunion à caler", within=poll)
    lead.follow("Choisir").send("Convoquer", {"Ville": "Albi"}).sees("Réunion à caler")
    member.mail("meetings/convocation", "Dire si je viens")
    member.send("Envoyer ma réponse", {"Je viens": True}).sees("Je viens")
    member.mail("meetings/convocation", "La page de la réunion").sign_in()
    member.sees("Réunion à caler", "Albi")
    lead.open("/").follow("Logement et familles").follow("Réunion à caler").sees("Albi")


def test_minutes_become_a_proposal(shared_app: Flask, world: World) -> None:
    lead, member = Walker(shared_app, LEAD), Walker(shared_app, MEMBER)
    lead.open("/").follow("Se connecter").sign_in()
    lead.open("/").follow("Groupes").follow("Logement et familles")
    lead.follow("Rédiger le compte rendu").follow("Autre réunion")
    lead.send("Enregistrer et diffuser", {"body": "# Ouverture\n\nChacun se présente."})
    # The mail is opened on a device where nobody is signed in: sign in, and come back.
    member.mail("minutes/circulated", "Relire le compte rendu").sign_in()
    member.sees("Chacun se présente.")
    member.follow("emarques").send("Envoyer ma remarque", {"text": "Il manque une date."})
    lead.mail("minutes/comment_written", "Répondre à la remarque").sees("Il manque une date.")
    lead.send("Je la reprends dans le texte", {"answer": "C’est ajouté."})
    member.mail("minutes/comment_answered", "Voir les remarques").sees("C’est ajouté.")
    with time_machine.travel(clock.now() + timedelta(days=15), tick=False):
        lead.sign_in_again()
        lead.open("/").follow("Approuver le compte rendu : Autre réunion")
        lead.send("Approuver sans publier encore")
        # Later: what is approved and not yet published is not forgotten.
        lead.open("/").follow("Publier le compte rendu : Autre réunion")
        ready = {"Les membres du groupe": True, "named": True, "private": True, "attached": True}
        lead.send("Publier le compte rendu", ready).sees("Chacun se présente.")
        member.sign_in_again()
        member.mail("minutes/published", "Lire le compte rendu").sees("Chacun se présente.")
        lead.open("/").follow("Logement et familles").follow("Faire une proposition")
        card = {
            "title": "Ouvrir un accueil commun (fictif)",
            "findings": "Des familles ne savent pas à qui s’adresser.",
            "content": "Ouvrir un lieu où toutes les structures reçoivent.",
            "audience": "Les familles hébergées",
            "decision_level": "regional",
        }
        lead.send("Soumettre au commissaire", card).send("Soumettre")
        lead.sees("soumise sous la référence")
        assert lead.fetch("Accusé de réception (PDF)", "application/pdf")
        lead.mail("proposals/submitted", "Voir la proposition").sees("Soumise")
