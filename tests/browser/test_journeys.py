"""The main job as people do it, from page to page, with scripts and without them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import create_engine, select, update

from app.events.models import Event
from app.kernel import clock
from app.minutes.models import Circulation, Minutes
from tests.browser.conftest import PHONE, Site, Visit
from tests.browser.letters import letter_to, text_of
from tests.world import PDF

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

with_and_without_scripts = pytest.mark.parametrize(
    "scripts", [True, False], ids=["scripts", "no scripts"]
)
ANSWER = "Le commissaire retient cette idée et en confie la suite à ses services."


def h1(page: Page) -> str:
    return " ".join(page.locator("h1").inner_text().split())


def tick(box: Locator) -> None:
    """As people do, on its label: the design draws the box there."""
    box.page.locator(f"label[for={box.get_attribute('id')}]").click()
    expect(box).to_be_checked()


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def link_in(site: Site, address: str, words: str, path: str) -> str:
    """The first address under `path` that a mail carries."""
    text = text_of(letter_to(site.folder, address, words))
    found = re.search(re.escape(site.address) + path + r"\S*", text)
    assert found, text
    return found[0]


@with_and_without_scripts
def test_a_visitor_registers_and_cancels(own_site: Site, visit: Visit, scripts: bool) -> None:
    page = visit(own_site, scripts=scripts, viewport=PHONE)
    page.goto(own_site.url("/agenda"))
    page.locator("main").get_by_role("link", name=re.compile("Journée d’études")).first.click()
    page.locator("main").get_by_role("link", name="Je m’inscris").first.click()

    press(page, "Je m’inscris")
    expect(page.locator("#erreurs")).to_be_visible()
    tick(page.get_by_label("À distance"))
    page.get_by_label("Prénom").fill("Camille")
    page.get_by_label(re.compile("^Nom")).fill("Fictif")
    page.get_by_label("Adresse électronique").fill("camille@example.org")
    tick(page.get_by_label(re.compile("J’accepte")))
    press(page, "Je m’inscris")
    assert h1(page) == "Votre place est confirmée"
    expect(page.get_by_text("Un courriel part tout de suite à camille@example.org")).to_be_visible()

    private = link_in(own_site, "camille@example.org", "confirmée", "/inscriptions/")
    letter = letter_to(own_site.folder, "camille@example.org", "confirmée")
    assert any(part.get_content_type() == "text/calendar" for part in letter.walk())

    another = visit(own_site, scripts=scripts, viewport=PHONE)
    another.goto(private)
    another.get_by_role("link", name="Annuler mon inscription").click()
    press(another, "Annuler mon inscription")
    assert h1(another) == "Votre inscription est annulée"
    cancelled = letter_to(own_site.folder, "camille@example.org", "annulée")
    calendar = next(p for p in cancelled.walk() if p.get_content_type() == "text/calendar")
    assert "METHOD:CANCEL" in str(calendar.get_content())


@with_and_without_scripts
def test_a_full_event_makes_one_wait(own_site: Site, visit: Visit, scripts: bool) -> None:
    page = visit(own_site, scripts=scripts)
    page.goto(own_site.url(f"/evenements/{own_site.world.names['event']}/inscription"))
    tick(page.get_by_role("radio", name="Sur place"))
    page.get_by_label("Prénom").fill("Alix")
    page.get_by_label(re.compile("^Nom")).fill("Fictif")
    page.get_by_label("Adresse électronique").fill("alix@example.org")
    tick(page.get_by_label(re.compile("J’accepte")))
    press(page, "Je m’inscris")
    assert h1(page) == "Vous êtes en liste d’attente, au rang 2"


def sign_in(site: Site, page: Page, address: str) -> None:
    page.goto(site.url("/connexion"))
    page.get_by_label("Adresse électronique").fill(address)
    press(page, "Recevoir mon lien")
    page.goto(link_in(site, address, "connexion", "/connexion/"))
    press(page, "Me connecter")
    expect(page.locator("header").get_by_text("Me déconnecter")).to_have_count(1)


@with_and_without_scripts
def test_from_a_meeting_to_an_answer(own_site: Site, visit: Visit, scripts: bool) -> None:
    """Lead convenes, writes minutes, proposes; team instructs; commissaire answers; all read it."""
    site = own_site
    lead = visit(site, scripts=scripts, viewport=PHONE)
    sign_in(site, lead, "lead@example.org")
    convene(site, lead)
    minutes = write_minutes(site, lead)
    title = "Un accueil commun (fictif)"
    propose(site, lead, title)
    told = link_in(site, "staff@example.org", "vient d’être soumise", "/gestion/propositions/")
    reference = told.rsplit("/", 1)[-1]
    instruct(site, visit(site, "staff", scripts=scripts, viewport=PHONE), reference)
    decide(site, visit(site, "commissioner", scripts=scripts, viewport=PHONE), reference)

    anyone = visit(site, scripts=scripts, viewport=PHONE)
    anyone.goto(minutes)
    expect(anyone.get_by_text("Chacun se présente.")).to_be_visible()
    public = site.url(f"/propositions/{reference}")
    anyone.goto(public)
    assert ANSWER not in anyone.content()
    commissioner = visit(site, "commissioner", scripts=scripts, viewport=PHONE)
    commissioner.goto(site.url(f"/gestion/propositions/{reference}/notifier"))
    press(commissioner, "Notifier la décision")
    anyone.goto(public)
    assert ANSWER in anyone.content()
    letter = letter_to(site.folder, "lead@example.org", "la réponse du commissaire")
    assert reference in str(letter["subject"])


def convene(site: Site, page: Page) -> None:
    page.goto(site.url(f"/groupes/{site.world.names['group']}"))
    page.get_by_role("link", name="Convoquer une réunion").first.click()
    page.get_by_label("Intitulé").fill("Réunion de printemps")
    page.get_by_label("Jour", exact=True).fill((clock.today() + timedelta(days=21)).isoformat())
    page.get_by_label("Début").fill("09:30")
    page.get_by_label("Fin", exact=True).fill("12:00")
    page.get_by_label(re.compile("^Ville")).fill("Albi")
    press(page, "Convoquer")
    # The page of who comes, above it the meeting.
    assert h1(page) == "Qui vient"
    expect(page.locator("main")).to_contain_text("Réunion de printemps")
    letter_to(site.folder, "member@example.org", "Réunion de printemps")


def write_minutes(site: Site, page: Page) -> str:
    """Written, sent round, approved once the reading is over, published after the check-list."""
    slug = site.world.names["unwritten"]
    page.goto(site.url(f"/gestion/evenements/{slug}/compte-rendu"))
    page.locator("[name=body]").fill("# Ouverture\n\nChacun se présente.")
    page.get_by_label("Décision D1").fill("Proposer un accueil commun.")
    page.get_by_label("Joindre des fichiers").set_input_files(
        {"name": "annexe.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    tick(page.get_by_label(re.compile("^Tout le monde")))
    press(page, "Enregistrer et diffuser pour relecture")
    expect(page.get_by_text(re.compile("Relecture jusqu’au")).first).to_be_visible()
    act = page.locator("main .sy-act")
    expect(act.get_by_text("L’approbation sera possible à partir du")).to_be_visible()
    expect(act.get_by_role("link", name="Approuver")).to_have_count(0)

    end_the_reading(site)
    page.goto(site.url(f"/gestion/evenements/{slug}/compte-rendu/approbation"))
    press(page, "Approuver sans publier encore")
    act.get_by_role("link", name="Publier le compte rendu").click()
    boxes = page.locator("main input[type=checkbox]")
    expect(boxes).to_have_count(3)
    for box in boxes.all():
        tick(box)
    press(page, "Publier le compte rendu")
    expect(page.get_by_text("Chacun se présente.")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("annexe.pdf"))).to_be_visible()
    return page.url


def end_the_reading(site: Site, slug: str = "") -> None:
    """Let the working days of the reading go by: it was to end yesterday."""
    slug = slug or site.world.names["unwritten"]
    written = select(Minutes.id).join(Minutes.event).where(Event.slug == slug).scalar_subquery()
    ended = clock.today() - timedelta(days=1)
    engine = create_engine(site.database)
    with engine.begin() as connection:
        moved = connection.execute(
            update(Circulation).where(Circulation.minutes_id == written).values(until=ended)
        )
    engine.dispose()
    assert moved.rowcount == 1


def propose(site: Site, page: Page, title: str) -> None:
    page.goto(site.url(f"/groupes/{site.world.names['group']}/propositions/nouvelle"))
    page.get_by_label(re.compile("^Titre")).fill(title)
    form = page.locator("main form")
    form.locator("[name=findings]").fill("Des familles ne savent pas à qui s’adresser.")
    form.locator("[name=content]").fill("Ouvrir un lieu où toutes les structures reçoivent.")
    form.locator("[name=audience]").fill("Les familles hébergées")
    tick(page.locator("[name=decision_level][value=regional]"))
    press(page, "Soumettre au commissaire")
    # The page that says who will be told.
    press(page, "Soumettre au commissaire")
    # On a phone the path above the title is folded.
    shown = page.get_by_text(re.compile(r"P-\d{4}-\d{3}")).filter(visible=True)
    expect(shown.first).to_be_visible()


def instruct(site: Site, page: Page, reference: str) -> None:
    page.goto(site.url(f"/gestion/propositions/{reference}/confier"))
    page.locator("[name=instructor_id]").select_option(str(site.world.accounts["staff"]))
    press(page, "Confier l’instruction")
    page.goto(site.url(f"/gestion/propositions/{reference}/avis"))
    tick(page.locator("[name=kind][value=favourable]"))
    page.locator("[name=reasons]").fill("Le besoin est constaté dans trois départements.")
    press(page, "Donner un avis")


def decide(site: Site, page: Page, reference: str) -> None:
    page.goto(site.url(f"/gestion/decisions/{reference}"))
    page.locator("[name=text]").fill(ANSWER)
    press(page, "Retenir")


def test_registering_by_keyboard_alone(own_site: Site, visit: Visit) -> None:
    """No pointer: tab to each control, type, space and enter; the focus is never lost."""
    page = visit(own_site)
    page.goto(own_site.url(f"/evenements/{own_site.world.names['event']}/inscription"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Contenu", "skip link first"
    page.keyboard.press("Enter")
    answers = {
        "first_name": "Sacha",
        "last_name": "Fictif",
        "email": "sacha@example.org",
        "organisation": "Maison fictive",
    }
    done: list[str] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        name, kind, visible = page.evaluate(
            """() => { const e = document.activeElement;
                const seen = e.getBoundingClientRect().width > 0 && e.matches(":focus-visible");
                return [e.name || "", e.type || "", seen]; }"""
        )
        if not name and kind != "submit":
            continue
        assert visible, f"the focus on {name or kind} cannot be seen"
        if name == "attendance_mode":
            # Two answers: down to the second, remote, which has seats.
            page.keyboard.press("Space")
            page.keyboard.press("ArrowDown")
        elif name in answers:
            page.keyboard.type(answers[name])
        elif name == "consent":
            page.keyboard.press("Space")
        elif kind == "submit":
            page.keyboard.press("Enter")
            break
        done.append(name)
    page.wait_for_url("**/inscription/courriel*")
    asked = ["attendance_mode", *answers, "consent"]
    assert [name for name in done if name in asked] == asked
    assert h1(page) == "Votre place est confirmée"
