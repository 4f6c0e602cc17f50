"""Registering with questions, for colleagues, for somebody without an address, in Chromium."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, Site, Visit
from tests.browser.letters import letter_to, text_of
from tests.browser.test_journeys import h1, link_in, press, tick

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

with_and_without_scripts = pytest.mark.parametrize(
    "scripts", [True, False], ids=["scripts", "no scripts"]
)


def form(site: Site, page: Page, link: str = "") -> None:
    page.goto(site.url(f"/evenements/{site.world.names['event']}/inscription"))
    if link:
        page.locator("main").get_by_role("link", name=link).click()
    tick(page.get_by_label("À distance"))


def conditional(page: Page) -> Locator:
    return page.get_by_label("De quelle commune partez-vous")


@with_and_without_scripts
def test_needs_and_questions(own_site: Site, visit: Visit, scripts: bool) -> None:
    page = visit(own_site, scripts=scripts, viewport=PHONE)
    form(own_site, page)
    # Without scripts it stands there with its condition in words; the server judges.
    expect(conditional(page)).to_be_visible(visible=not scripts)
    tick(page.get_by_label("Oui", exact=True))
    expect(conditional(page)).to_be_visible()
    conditional(page).fill("Muret")
    tick(page.get_by_label("Boucle magnétique"))
    page.get_by_label("Prénom").fill("Camille")
    page.get_by_label(re.compile("^Nom")).fill("Fictif")
    page.get_by_label("Adresse électronique").fill("camille@example.org")
    tick(page.locator("#consent"))
    press(page, "Je m’inscris")
    assert h1(page) == "Votre place est confirmée"
    page.goto(link_in(own_site, "camille@example.org", "confirmée", "/inscriptions/"))
    expect(page.get_by_text("Muret")).to_be_visible()
    expect(page.get_by_text("Boucle magnétique")).to_be_visible()


@with_and_without_scripts
def test_a_colleague_refuses(own_site: Site, visit: Visit, scripts: bool) -> None:
    page = visit(own_site, scripts=scripts)
    form(own_site, page, "Pour des collègues")
    page.locator("#first_name_0").fill("Ada")
    page.locator("#last_name_0").fill("Fictive")
    page.locator("#email_0").fill("ada@example.org")
    press(page, "Ajouter des personnes")
    assert page.locator("#email_0").input_value() == "ada@example.org"
    expect(page.locator("#email_5")).to_be_visible()
    page.get_by_label("Votre prénom").fill("Claude")
    page.get_by_label(re.compile("^Votre nom")).fill("Fictif")
    page.get_by_label("Votre adresse électronique").fill("claude@example.org")
    tick(page.locator("#consent"))
    press(page, "J’inscris ces personnes")
    expect(page.get_by_text("Attend votre confirmation")).to_be_visible()
    page.goto(link_in(own_site, "claude@example.org", "Confirmez", "/inscriptions/contact/"))
    press(page, "Confirmer ces inscriptions")
    expect(page.get_by_text("n’a pas encore répondu")).to_be_visible()
    followed = page.url

    colleague = visit(own_site, scripts=scripts, viewport=PHONE)
    colleague.goto(link_in(own_site, "ada@example.org", "confirmée", "/inscriptions/"))
    press(colleague, "Je la refuse")
    assert h1(colleague) == "Votre inscription est annulée"
    page.goto(followed)
    expect(page.get_by_text("A refusé")).to_be_visible()
    assert "Ada Fictive" in text_of(letter_to(own_site.folder, "claude@example.org", "refusée"))


@with_and_without_scripts
def test_somebody_without_an_address(own_site: Site, visit: Visit, scripts: bool) -> None:
    page = visit(own_site, scripts=scripts)
    form(own_site, page, "Pour une personne sans adresse électronique")
    page.get_by_label("Son prénom").fill("Dominique")
    page.get_by_label(re.compile("^Son nom")).fill("Fictif")
    page.get_by_label("Votre prénom").fill("Claude")
    page.get_by_label(re.compile("^Votre nom")).fill("Fictif")
    page.get_by_label("Votre adresse électronique").fill("claude@example.org")
    tick(page.locator("#consent"))
    press(page, "J’inscris cette personne")
    expect(page.get_by_text(re.compile("À distance\\s: place confirmée"))).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Confirmation à imprimer").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF")
