"""Sessions and seats as people choose and give them, with scripts and without them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Site, Visit
from tests.browser.test_journeys import h1, link_in, press, tick, with_and_without_scripts

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


@with_and_without_scripts
def test_a_session_is_chosen_and_a_seat_given(own_site: Site, visit: Visit, scripts: bool) -> None:
    page = visit(own_site, scripts=scripts, viewport=PHONE)
    page.goto(own_site.url("/evenements/journee-ouverte/inscription"))
    tick(page.get_by_role("radio", name="Sur place"))
    tick(page.get_by_label("accueillir"))
    page.get_by_label("Prénom").fill("Camille")
    page.get_by_label("Nom", exact=True).fill("Fictif")
    page.get_by_label("Adresse électronique").fill("camille@example.org")
    tick(page.get_by_label("J’accepte"))
    press(page, "Je m’inscris")
    assert h1(page).startswith("Vous êtes en liste d’attente")

    private = link_in(own_site, "camille@example.org", "liste d’attente", "/inscriptions/")
    page.goto(private)
    # The session has room though the day is full: each has its own list.
    expect(page.locator("#ateliers")).to_contain_text("Place confirmée")
    expect(page.locator("main")).to_contain_text("2 places prises sur 2")

    team = visit(own_site, "staff", scripts=scripts)
    team.goto(own_site.url("/gestion/evenements/journee-ouverte/inscriptions"))
    row = team.get_by_role("row").filter(has_text="Camille Fictif")
    row.get_by_role("link", name="Places").click()
    team.get_by_role("link", name="Donner une place : Sur place").click()
    press(team, "Donner cette place")
    expect(team.locator("#erreurs")).to_contain_text("dites que vous ajoutez une place")
    tick(team.get_by_label("J’ajoute une place"))
    press(team, "Donner cette place")
    expect(team.locator("main")).to_contain_text("place ajoutée")
    page.reload()
    assert h1(page) == "Votre place est confirmée"
