"""Writing with the script: saved by itself, kept without a connection, formatted by keys alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visit

pytestmark = pytest.mark.browser


def _saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_contain_text("Enregistré à")


def test_writing_saves_by_itself_and_loses_nothing(own_site: Site, visit: Visit) -> None:
    path = f"/gestion/evenements/{own_site.world.names['unwritten']}/compte-rendu"
    lead = visit(own_site, "lead")
    lead.goto(own_site.url(path))
    lead.fill("#body", "Premier mot")
    _saved(lead)

    # The secretary has the saved text; the lead goes on, and the secretary's save is stale.
    secretary = visit(own_site, "secretary")
    secretary.goto(own_site.url(path))
    assert secretary.input_value("#body") == "Premier mot"
    lead.fill("#body", "Premier mot, puis un deuxième")
    expect(lead.locator("[data-saved]")).to_contain_text("Modifications")
    _saved(lead)
    secretary.fill("#body", "Autre chose")
    both = secretary.get_by_role("button", name="Voir les deux textes")
    both.click()
    assert secretary.input_value("#theirs-body") == "Premier mot, puis un deuxième"
    assert secretary.input_value("#body") == "Autre chose"

    # Without a connection the text stays on the device, and comes back after the page is closed.
    lead.context.set_offline(True)
    lead.fill("#body", "Écrit dans le train")
    expect(lead.locator("[data-trouble]")).to_contain_text("gardé sur cet appareil")
    browser = lead.context
    lead.close()
    browser.set_offline(False)
    lead = browser.new_page()
    lead.goto(own_site.url(path))
    lead.get_by_role("button", name="Reprendre ce texte").click()
    assert lead.input_value("#body") == "Écrit dans le train"
    _saved(lead)
    lead.reload()
    assert lead.input_value("#body") == "Écrit dans le train"
    assert lead.locator(".sy-kept").count() == 0


def test_the_bar_is_one_stop_of_the_tab_key(own_site: Site, visit: Visit) -> None:
    page = visit(own_site, "lead")
    page.goto(own_site.url(f"/gestion/evenements/{own_site.world.names['unwritten']}/compte-rendu"))
    page.fill("#body", "mot")
    page.focus("#body")
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+B")
    assert page.input_value("#body") == "**mot**"
    page.keyboard.press("Control+Z")
    assert page.input_value("#body") == "mot"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.input_value("#body") == "# mot"
