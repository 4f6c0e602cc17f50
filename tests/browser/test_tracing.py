"""From a figure of the bilan to the sign-in sheet behind it, and back, in Chromium."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from app.kernel import clock
from tests.browser.conftest import PHONE, Site, Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_figure_leads_to_the_sheet_and_back(
    filled_site: Site, visit: Visit, scripts: bool
) -> None:
    site = filled_site
    report = site.url(f"/bilan/{clock.today().year}")
    page = visit(site, "staff", scripts=scripts, viewport=PHONE)
    page.goto(report)
    page.locator("a[href$='/chiffres/presences']").first.click()
    line = page.locator("#lignes li").filter(has_text="Journée tenue ce matin")
    expect(line).to_have_count(1)
    said = re.compile(r"Ces lignes font [12]\s: le bilan ne communique pas")
    expect(page.locator("#lignes")).to_contain_text(said)
    figure = page.url

    line.get_by_role("link", name=re.compile("feuille d’émargement")).click()
    expect(page.locator("main")).to_contain_text(re.compile(r"Personnes venues\s+1\s+sur 2"))
    page.get_by_role("link", name="Saisir la feuille papier").click()
    expect(page.locator("main")).to_contain_text("Venue")
    page.go_back()

    page.get_by_role("link", name="Ces présences dans le bilan de l’année").click()
    assert page.url.split("#")[0] == figure.split("#")[0]
    page.go_back()
    page.get_by_role("link", name="ce que cette rencontre a changé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce que cette rencontre a changé")
    expect(page.locator(".sy-chain__step--here")).to_contain_text("Journée tenue ce matin")
    page.locator(".sy-chain a[href*='/bilan/']").first.click()
    assert page.url.startswith(report)
