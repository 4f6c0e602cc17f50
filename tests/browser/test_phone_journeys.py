"""The journeys of those who have little more than a phone, with scripts and without them.

Registering, meetings, minutes, proposals and the desk are walked in the other files; all journeys,
link by link, in `tests/whole_app`.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.kernel import clock
from tests.browser.conftest import PHONE, Site, Visit
from tests.browser.walking import PhoneWalker

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_three_people_with_a_phone(own_site: Site, visit: Visit, scripts: bool) -> None:
    def person(address: str = "") -> PhoneWalker:
        page = visit(own_site, scripts=scripts, viewport=PHONE, has_touch=True, is_mobile=True)
        return PhoneWalker(own_site, page, address)

    # A journalist reads an answer, then follows a figure to its lines.
    anyone = person()
    anyone.open("/propositions").follow("Proposition retenue").sees("La réponse du commissaire")
    anyone.open("/bilan/2023").follow("données : groupes de travail")
    anyone.sees("Total annoncé par la source")
    assert anyone.fetch("Ces lignes en CSV", "text/csv")

    # The team asks somebody without an account for a figure, and takes it.
    team, referent = person("staff@example.org"), person("andree@example.org")
    team.open("/connexion").sign_in()
    team.open("/gestion").follow("Stratégie").follow("Demander des chiffres aux personnes")
    asked = {"Dispositif": "1", "Année des chiffres": "2024", "Prénom et nom": "Andrée Référente"}
    asked |= {"Son adresse": "andree@example.org"}
    asked |= {"Dernier jour": (clock.today() + timedelta(days=20)).isoformat()}
    team.follow("Demander des chiffres").send("Envoyer la demande", asked)
    referent.mail("hiffres", "hiffres")
    told = {"Nombre": "40", "Ce qui est compté": "jeunes (fictifs)", "D’où vient": "Rapport"}
    referent.send("Envoyer ce chiffre", told).sees("40")
    team.open("/gestion").follow("chiffres proposés à valider")
    team.follow("Répondre sur 40").send("Valider ce chiffre").sees("Chiffre validé")

    # An administrator opens an account; its owner comes in.
    admin, new = person("admin@example.org"), person("nina@example.org")
    admin.open("/connexion").sign_in()
    admin.open("/gestion").follow("Comptes").follow("Ouvrir un compte")
    admin.send("Ouvrir", {"name": "Nina Nouvelle", "email": "nina@example.org"})
    new.mail("compte", "Me connecter").sign_in().sees("Nina Nouvelle")
