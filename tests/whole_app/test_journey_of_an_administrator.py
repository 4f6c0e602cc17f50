"""An administrator opens accounts and looks after mails; who gets an account comes in."""

from __future__ import annotations

from flask import Flask

from tests.whole_app.walking import Walker
from tests.world import World


def test_from_an_account_to_its_first_visit(shared_app: Flask, world: World) -> None:
    admin, new = Walker(shared_app, "admin@example.org"), Walker(shared_app, "nina@example.org")
    admin.open("/").follow("Se connecter").sign_in()
    admin.follow("Gestion").follow("Comptes").follow("Ouvrir un compte")
    typed = {"name": "Nina Nouvelle", "email": "nina@example.org"}
    admin.send("Ouvrir", typed).sees("Nina Nouvelle")
    new.mail("accounts/welcome", "Me connecter").sign_in().sees("Nina Nouvelle")
    new.follow("Modifier").send("Enregistrer", {"name": "Nina Autre"}).sees("Nina Autre")
    new.send("Me déconnecter")
    admin.follow("Gestion").follow("Envoyer un courriel d’essai")
    admin.send("Envoyer", {"email": "admin@example.org"}).sees("L’essai attend son départ")
