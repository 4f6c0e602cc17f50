"""Sessions and seats as people choose and give them, with scripts and without them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Site, Visit
from tests.browser.letters import letter_to
from tests.browser.test_journeys import h1, link_in, press, tick, with_and_without_scripts

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


@with_and_without_scripts
def test_a_session_is_chosen_and_a_seat_given(own_site: Site, visit: Visit, scripts: bool) -> None:
    page = visit(own_site, scripts=scripts, viewport=PHONE)
    page.goto(own_site.url("/evenements/journee-ouverte/inscription"))
    tick(page.get_by_role("radio", name="Sur place"))
    tick(page.get_by_label("accueillir"))
    page.get_by_label("Prénom").fill("Camille")
    page.get_by_label(re.compile("^Nom")).fill("Fictif")
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


@with_and_without_scripts
def test_a_change_keeps_the_seat_until_another_is_free(
    own_site: Site, visit: Visit, scripts: bool
) -> None:
    """The room is full: the remote seat stays, until who holds one in the room cancels."""
    page = visit(own_site, scripts=scripts, viewport=PHONE)
    page.goto(own_site.url("/evenements/journee-ouverte/inscription"))
    tick(page.get_by_label("À distance"))
    page.get_by_label("Prénom").fill("Camille")
    page.get_by_label(re.compile("^Nom")).fill("Fictif")
    page.get_by_label("Adresse électronique").fill("camille@example.org")
    tick(page.get_by_label("J’accepte"))
    press(page, "Je m’inscris")
    page.goto(link_in(own_site, "camille@example.org", "confirmée", "/inscriptions/"))
    tick(page.locator("#participation").get_by_role("radio", name="Sur place"))
    press(page, "Enregistrer ce choix")
    main = page.locator("main")
    expect(main).to_contain_text("Votre place à distance est gardée")
    expect(main).to_contain_text("Sur place, rang 2")
    expect(main).to_contain_text("2 places prises sur 2")

    team = visit(own_site, "staff", scripts=scripts)
    for left in (1, 0):
        team.goto(own_site.url("/gestion/evenements/journee-ouverte/inscriptions"))
        seated = team.get_by_role("row").filter(has_text="Confirmée").filter(has_text="Sur place")
        seated.first.get_by_role("link", name="Annuler").click()
        press(team, "Annuler cette inscription")
        page.reload()
        # First come, first served: the one who waited before is seated before.
        words = r"Sur place, rang 1" if left else r"Participation\s*Sur place"
        expect(main).to_contain_text(re.compile(words))
    assert h1(page) == "Votre place est confirmée"
    expect(main).not_to_contain_text("Liste d’attente")
    letter_to(own_site.folder, "camille@example.org", "libérée")
