"""An association worker: finds a day, registers, changes, brings colleagues, leaves."""

from __future__ import annotations

from flask import Flask

from tests.whole_app.walking import Walker
from tests.world import World

SELF = {
    "Sur place": True,
    "Prénom": "Camille",
    "Nom": "Exemple",
    "Adresse électronique": "camille@example.org",
    "J’accepte": True,
}


def test_from_the_search_to_the_private_page(shared_app: Flask, world: World) -> None:
    one = Walker(shared_app, "camille@example.org")
    one.open("/").follow("Rechercher").send("Chercher", {"q": "habiter"})
    one.follow("Journée d’études « habiter »").follow("Je m’inscris")
    one.refused("Je m’inscris", {**SELF, "Adresse électronique": "camille@"}, "ne semble pas")
    one.send("Je m’inscris", {"Adresse électronique": "camille@example.org"})
    one.sees("camille@example.org")
    one.mail("registrations/waiting", "Voir, modifier ou annuler mon inscription")
    one.send("Enregistrer ce choix", {"À distance": True}).sees("À distance")
    one.fetch("Ajouter à mon calendrier", "text/calendar")
    one.follow("Annuler mon inscription").send("Annuler mon inscription")
    one.sees("annulée")
    one.mail("registrations/withdrawn", "La page de l’événement").sees("habiter")


def test_one_brings_colleagues_who_answer(shared_app: Flask, world: World) -> None:
    one, colleague = Walker(shared_app, "claude@example.org"), Walker(shared_app, "ada@example.org")
    one.open("/agenda").follow("Journée d’études « habiter »").follow("Je m’inscris")
    one.follow("collègues")
    typed = {
        "À distance": True,
        "first_name": "Claude",
        "last_name": "Contact",
        "email": "claude@example.org",
        "first_name_0": "Ada",
        "last_name_0": "Exemple",
        "email_0": "ada@example.org",
        "consent": True,
    }
    one.send("J’inscris ces personnes", typed).sees("Un courriel vient de partir")
    one.mail("enrolment/confirm", "confirme").send("Confirmer ces inscriptions").sees("Ada Exemple")
    colleague.mail("registrations/confirmed", "Voir, modifier ou annuler mon inscription")
    colleague.send("Je la refuse").sees("La place est rendue")
    one.mail("enrolment/refused", "Suivre vos inscriptions").sees("A refusé")
