"""Proposals walked to each of their ends in Chromium, by those who may."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app.kernel import clock
from tests.browser.conftest import Site, Visit
from tests.browser.letters import letter_to, text_of
from tests.browser.test_journeys import decide, h1, instruct, link_in, press, propose, tick

pytestmark = pytest.mark.browser

WHY = "Le besoin est réel, mais aucun local ne peut accueillir ce service cette année."


def test_from_a_draft_to_its_end_by_four_people(own_site: Site, visit: Visit) -> None:
    """A member proposes, the team instructs, the commissaire answers, the team follows up."""
    site = own_site
    author, staff = visit(site, "author"), visit(site, "staff")
    commissioner, anyone = visit(site, "commissioner"), visit(site)
    reference = submitted(site, author, "Une halte de jour (fictive)")
    instruct(site, staff, reference)
    decide(site, commissioner, reference)
    act(site, staff, reference, "notifier", "Notifier la décision")

    staff.goto(site.url(f"/gestion/propositions/{reference}/mettre-en-oeuvre"))
    staff.locator("[name=text]").fill("Trouver un local")
    staff.locator("[name=owner]").fill("La DDETS (fictive)")
    staff.locator("[name=due_on]").fill((clock.today() + timedelta(days=60)).isoformat())
    press(staff, "Commencer la mise en œuvre")
    anyone.goto(site.url(f"/propositions/{reference}"))
    expect(anyone.locator("#suites")).to_contain_text("Trouver un local")

    staff.goto(site.url(f"/gestion/propositions/{reference}/avancement"))
    staff.locator("[name=follow_up_id]").select_option(index=1)
    staff.locator("[name=percent]").fill("100")
    press(staff, "Dire où en est une action")
    staff.goto(site.url(f"/gestion/propositions/{reference}/achever"))
    staff.locator("[name=report]").fill("La halte a ouvert ses portes.")
    press(staff, "Achever la mise en œuvre")

    anyone.reload()
    expect(anyone.locator("main")).to_contain_text("La halte a ouvert ses portes.")
    expect(anyone.locator(".fr-badge").first).to_contain_text("Mise en œuvre achevée")
    last = letter_to(site.folder, "author@example.org", "achevée")
    assert reference in str(last["subject"])
    assert "La halte a ouvert ses portes." in text_of(last)


def test_declined_then_rectified(own_site: Site, visit: Visit) -> None:
    site = own_site
    author, staff = visit(site, "author"), visit(site, "staff")
    commissioner, anyone = visit(site, "commissioner"), visit(site)
    reference = submitted(site, author, "Un car itinérant (fictif)")
    instruct(site, staff, reference)

    commissioner.goto(site.url(f"/gestion/decisions/{reference}"))
    commissioner.locator("[name=text]").fill("Pas cette année.")
    press(commissioner, "Ne pas retenir")
    expect(commissioner.locator("main")).to_contain_text("50 signes")
    assert commissioner.locator("[name=text]").input_value() == "Pas cette année."
    commissioner.locator("[name=reasons]").fill(WHY)
    press(commissioner, "Ne pas retenir")
    anyone.goto(site.url(f"/propositions/{reference}"))
    assert "Pas cette année." not in anyone.content(), "nothing shows before the notification"
    act(site, staff, reference, "notifier", "Notifier la décision")
    anyone.reload()
    expect(anyone.locator("main")).to_contain_text("Non retenue")

    commissioner.goto(site.url(f"/gestion/propositions/{reference}/rectifier"))
    tick(commissioner.locator("[name=outcome][value=partly_accepted]"))
    commissioner.locator("[name=text]").fill("Un essai dans un seul département.")
    commissioner.locator("[name=reasons]").fill(WHY)
    commissioner.locator("[name=rectification_reason]").fill("Un local a été trouvé.")
    press(commissioner, "Rectifier la décision")
    anyone.reload()
    expect(anyone.locator("main")).to_contain_text("Un essai dans un seul département.")
    expect(anyone.locator("main")).to_contain_text("Un local a été trouvé.")
    assert "Pas cette année." in anyone.content(), "the former answer stays readable"


def test_withdrawn_by_its_author(own_site: Site, visit: Visit) -> None:
    site = own_site
    author = visit(site, "author")
    reference = submitted(site, author, "Une idée retirée (fictive)")
    author.goto(site.url(f"/propositions/{reference}"))
    author.get_by_role("link", name="Retirer la proposition").click()
    press(author, "Retirer la proposition")
    expect(author.locator(".fr-badge").first).to_contain_text("Retirée")
    anyone = visit(site)
    anyone.goto(site.url(f"/propositions/{reference}"))
    assert "Une idée retirée" not in anyone.content()


def test_joined_to_another(own_site: Site, visit: Visit) -> None:
    site = own_site
    author, staff = visit(site, "author"), visit(site, "staff")
    kept = submitted(site, author, "Un accueil de nuit (fictif)")
    joined = submitted(site, author, "Accueillir la nuit (fictif)")
    staff.goto(site.url(f"/gestion/propositions/{joined}/joindre"))
    target = staff.locator("[name=target]")
    target.select_option(label=target.get_by_text(re.compile(kept)).inner_text())
    press(staff, "Joindre à une autre proposition")
    anyone = visit(site)
    anyone.goto(site.url(f"/propositions/{joined}"))
    expect(anyone.locator("main")).to_contain_text(f"proposition {kept}")


def test_questions_that_nobody_answers(own_site: Site, visit: Visit) -> None:
    site = own_site
    author, staff = visit(site, "author"), visit(site, "staff")
    reference = submitted(site, author, "Une épicerie (fictive)")
    staff.goto(site.url(f"/gestion/propositions/{reference}/confier"))
    staff.locator("[name=instructor_id]").select_option(str(site.world.accounts["staff"]))
    press(staff, "Confier l’instruction")
    staff.goto(site.url(f"/gestion/propositions/{reference}/questionner"))
    staff.locator("[name=questions]").fill("Pour combien de personnes ?")
    staff.locator("[name=answer_by]").fill((clock.today() + timedelta(days=10)).isoformat())
    press(staff, "Demander un complément aux auteurs")
    author.goto(link_in(site, "author@example.org", "question", "/propositions/"))
    expect(author.locator("main")).to_contain_text("Pour combien de personnes")

    staff.goto(site.url(f"/gestion/propositions/{reference}"))
    expect(staff.locator("main")).to_contain_text("Délai suspendu")
    act(site, staff, reference, "ne-plus-attendre", "Reprendre sans attendre les réponses", WHY)
    staff.goto(site.url(f"/gestion/propositions/{reference}"))
    expect(staff.locator("main")).not_to_contain_text("Délai suspendu")
    instruct_again(site, staff, reference)


def submitted(site: Site, page: Page, title: str) -> str:
    propose(site, page, title)
    found = re.search(r"P-\d{4}-\d{3}", page.locator("main").inner_text())
    assert found is not None
    assert title in h1(page)
    return found.group()


def act(site: Site, page: Page, reference: str, slug: str, button: str, reason: str = "") -> None:
    page.goto(site.url(f"/gestion/propositions/{reference}/{slug}"))
    if reason:
        page.locator("[name=reason]").fill(reason)
    press(page, button)


def instruct_again(site: Site, page: Page, reference: str) -> None:
    page.goto(site.url(f"/gestion/propositions/{reference}/avis"))
    tick(page.locator("[name=kind][value=reserved]"))
    page.locator("[name=reasons]").fill("Sans les réponses, l’avis reste réservé.")
    press(page, "Donner un avis")
    expect(page.locator("main")).to_contain_text("en attente de décision")
