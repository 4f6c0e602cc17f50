"""The commissaire: signs in, reads what waits, decides, notifies; the authors read the answer."""

from __future__ import annotations

from flask import Flask

from tests.whole_app.walking import Walker
from tests.world import World

ANSWER = "Le commissaire retient cette idée et en confie la suite à ses services."


def test_from_what_waits_to_the_public_answer(shared_app: Flask, world: World) -> None:
    one = Walker(shared_app, "commissioner@example.org")
    one.open("/").follow("Se connecter").sign_in()
    one.open("/").follow("en attente").sees(world.names["proposal_reviewed"])
    one.refused("Ne pas retenir", {"text": ANSWER}, "50 signes")
    one.send("Retenir", {"text": ANSWER}).sees("retenue")
    one.send("Notifier les décisions cochées").send("Notifier").sees("décisions notifiées")
    author = Walker(shared_app, "author@example.org")
    author.mail("proposals/decision", "Voir la réponse").sees("La réponse du commissaire")
