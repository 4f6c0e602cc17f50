"""Minutes from the convocation to what comes of them: three roles; then by the keyboard alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import create_engine, select, update

from app.events.models import Event
from app.kernel import clock
from tests.browser.conftest import Site, Visit
from tests.browser.letters import letter_to, text_of
from tests.browser.test_journeys import convene, end_the_reading, h1, link_in, press, tick

pytestmark = pytest.mark.browser

TITLE = "Réunion de printemps"
# Longer than any page of minutes has stops.
MOST_STOPS = 150


def test_three_roles_from_the_convocation_to_a_proposal(own_site: Site, visit: Visit) -> None:
    site = own_site
    lead, secretary, member = (visit(site, who) for who in ("lead", "secretary", "member"))
    convene(site, lead)
    slug = hold(site)

    lead.goto(site.url(f"/gestion/evenements/{slug}/compte-rendu"))
    lead.locator("#body").fill("Chacun a parlé du logement.")
    lead.get_by_label("Décision D1").fill("Proposer un accueil commun.")
    lead.get_by_label("A1 – Quoi").fill("Envoyer le guide aux communes")
    lead.locator("#actions-0-owner").fill("Porteuse Fictive")
    lead.locator("#actions-0-owner_email").fill("porteuse@example.org")
    lead.locator("#actions-0-due_on").fill((clock.today() + timedelta(days=30)).isoformat())
    lead.get_by_label("Prochaine réunion").fill("À préciser, en mars")
    tick(lead.get_by_label(re.compile("^Tout le monde")))
    press(lead, "Enregistrer le compte rendu")
    expect(lead.get_by_text(re.compile("Enregistré à")).first).to_be_visible()

    secretary.goto(site.url(f"/gestion/evenements/{slug}/compte-rendu/relecture"))
    press(secretary, "Diffuser pour relecture")
    minutes = secretary.url

    member.goto(link_in(site, "member@example.org", "à relire", "/comptes-rendus/"))
    expect(member.get_by_text("À préciser, en mars")).to_be_visible()
    member.get_by_role("link", name=re.compile("Écrire ou lire les remarques")).click()
    member.get_by_label(re.compile("^Passage concerné")).fill("Chacun a parlé du logement.")
    member.get_by_label(re.compile("^Votre remarque")).fill("Et de la mobilité.")
    press(member, "Envoyer ma remarque")

    secretary.goto(f"{minutes}/remarques")
    secretary.get_by_label(re.compile("^Votre réponse à")).fill("Ajouté, merci.")
    press(secretary, "Je la reprends dans le texte")
    answered = letter_to(site.folder, "member@example.org", "Réponse à votre remarque")
    assert "Ajouté, merci." in text_of(answered)
    secretary.goto(site.url(f"/gestion/evenements/{slug}/compte-rendu"))
    secretary.locator("#body").fill("Chacun a parlé du logement et de la mobilité.")
    press(secretary, "Enregistrer le compte rendu")

    end_the_reading(site, slug)
    lead.goto(site.url(f"/gestion/evenements/{slug}/compte-rendu/approbation"))
    for box in lead.locator("main input[type=checkbox]").all():
        tick(box)
    press(lead, "Approuver et publier")

    member.goto(link_in(site, "member@example.org", "Compte rendu publié", "/comptes-rendus/"))
    expect(member.get_by_text("du logement et de la mobilité")).to_be_visible()
    lead.get_by_role("link", name=re.compile("^En faire une proposition")).click()
    lead.get_by_label(re.compile("^Titre")).fill("Un accueil commun (fictif)")
    press(lead, "Enregistrer le brouillon")
    lead.goto(minutes)
    expect(lead.locator("#decisions")).to_contain_text("Un accueil commun (fictif)")
    lead.locator("#decisions").get_by_role("link", name=re.compile("Un accueil commun")).click()
    expect(lead.locator("main")).to_contain_text(TITLE)

    owner = visit(site, scripts=False)
    owner.goto(link_in(site, "porteuse@example.org", "action", "/actions/lien/"))
    press(owner, "C’est fait")
    expect(owner.get_by_text("cette action est faite")).to_be_visible()
    owner.goto(site.url("/actions"))
    expect(owner.locator("main")).to_contain_text("Faite")
    assert "porteuse@example.org" not in owner.content()
    assert "Porteuse Fictive" not in owner.content(), "nobody has agreed to be named there"


def hold(site: Site) -> str:
    """Let the days go by until the meeting that was convened is over; its slug."""
    over = clock.now() - timedelta(hours=3)
    engine = create_engine(site.database)
    with engine.begin() as connection:
        moved = connection.execute(
            update(Event)
            .where(Event.title == TITLE)
            .values(
                starts_at=over - timedelta(hours=2),
                ends_at=over,
                sorts_on=clock.paris(over).date(),
            )
        )
        slug = connection.scalar(select(Event.slug).where(Event.title == TITLE))
    engine.dispose()
    assert moved.rowcount == 1
    return str(slug)


def test_the_life_of_minutes_by_keyboard_alone(own_site: Site, visit: Visit) -> None:
    """No pointer from the first word to the publication; each act is reached by the tab key."""
    site, slug = own_site, own_site.world.names["unwritten"]
    lead, member = visit(site, "lead"), visit(site, "member")
    lead.goto(site.url(f"/gestion/evenements/{slug}/compte-rendu"))
    reach(lead, "#body")
    lead.keyboard.type("Chacun a parlé du logement.")
    reach(lead, "#decisions-0")
    lead.keyboard.type("Proposer un accueil commun.")
    reach(lead, "button[name=more][value=decisions]")
    lead.keyboard.press("Enter")
    assert lead.evaluate("document.activeElement.id") == "decisions-1", "the new box has the focus"
    lead.keyboard.type("Inviter les communes.")
    reach(lead, "#actions-0-what")
    lead.keyboard.type("Envoyer le guide")
    reach(lead, "button[name=circulate]")
    lead.keyboard.press("Enter")
    expect(lead.get_by_text(re.compile("En relecture jusqu’au"))).to_be_visible()
    minutes = lead.url

    member.goto(minutes)
    reach(member, "main a[href$='/remarques']")
    member.keyboard.press("Enter")
    assert h1(member) == "Remarques sur le compte rendu"
    reach(member, "#text")
    member.keyboard.type("Et de la mobilité.")
    reach(member, "main button[type=submit]")
    member.keyboard.press("Enter")
    expect(member.get_by_text("Votre remarque est enregistrée.")).to_be_visible()

    lead.goto(f"{minutes}/remarques")
    reach(lead, "textarea[name=answer]")
    lead.keyboard.type("Merci.")
    reach(lead, "button[name=taken_up]")
    lead.keyboard.press("Enter")
    expect(lead.get_by_text("Reprise dans le texte").first).to_be_visible()
    end_the_reading(site)
    lead.goto(minutes)
    reach(lead, "main a[href$='/approbation']")
    lead.keyboard.press("Enter")
    assert h1(lead) == "Approuver le compte rendu"
    for name in ("named", "private", "attached"):
        reach(lead, f"[name={name}]")
        lead.keyboard.press("Space")
    reach(lead, "button[name=publish]")
    lead.keyboard.press("Enter")
    expect(lead.locator("main")).to_contain_text("Publié le")
    expect(lead.locator("#decisions")).to_contain_text("Inviter les communes.")


def reach(page: Page, selector: str) -> None:
    """Press the tab key until the focus is there; each stop on the way can be seen."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        there, seen = page.evaluate(
            """selector => {
                const one = document.activeElement;
                const box = one.getBoundingClientRect();
                return [one.matches(selector), one === document.body || box.width > 0];
            }""",
            selector,
        )
        assert seen, "the focus went where nothing is seen"
        if there:
            return
    raise AssertionError(f"{selector} is out of reach of the tab key")
