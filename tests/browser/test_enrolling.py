"""A seat that changes hands, and a messy list imported, in Chromium."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Site, Visit
from tests.browser.letters import letter_to
from tests.browser.test_journeys import h1, link_in, press, tick, with_and_without_scripts
from tests.messy import ALONE, DOUBLES, GOOD, WRONG, as_ods, as_xlsx, messy

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]

MANAGE = "/gestion/evenements/journee-ouverte/inscriptions"


@with_and_without_scripts
def test_a_seat_goes_to_a_colleague(own_site: Site, visit: Visit, scripts: bool) -> None:
    giver = visit(own_site, scripts=scripts, viewport=PHONE)
    giver.goto(own_site.url("/evenements/journee-ouverte/inscription"))
    tick(giver.get_by_label("À distance"))
    giver.get_by_label("Prénom").fill("Camille")
    giver.get_by_label(re.compile("^Nom")).fill("Fictif")
    giver.get_by_label("Adresse électronique").fill("camille@example.org")
    tick(giver.locator("#consent"))
    press(giver, "Je m’inscris")
    private = link_in(own_site, "camille@example.org", "confirmée", "/inscriptions/")

    giver.goto(private)
    giver.get_by_role("link", name="Transmettre ma place à une autre personne").click()
    press(giver, "Proposer ma place")
    expect(giver.locator("#erreurs")).to_be_visible()
    giver.get_by_label("Prénom").fill("Éloïse")
    giver.get_by_label(re.compile("^Nom")).fill("Relève")
    giver.get_by_label("Adresse électronique").fill("eloise@example.org")
    press(giver, "Proposer ma place")
    expect(giver.get_by_text("Elle reste à vous tant que")).to_be_visible()
    assert h1(giver) == "Votre place est confirmée"

    # The colleague looks first: a link that is only opened takes nothing.
    colleague = visit(own_site, scripts=scripts)
    colleague.goto(link_in(own_site, "eloise@example.org", "place", "/inscriptions/place/"))
    assert h1(colleague) == "Une place vous est proposée"
    giver.reload()
    assert h1(giver) == "Votre place est confirmée"
    press(colleague, "J’accepte cette place")
    # What the event asks was answered by the giver, for themselves: the taker answers anew.
    assert h1(colleague) == "Modifier mon inscription"
    press(colleague, "Enregistrer")
    assert h1(colleague) == "Votre place est confirmée"
    expect(colleague.locator("main")).to_contain_text("Éloïse Relève")
    giver.reload()
    assert h1(giver) == "Votre inscription est annulée"
    letter_to(own_site.folder, "eloise@example.org", "confirmée")
    letter_to(own_site.folder, "camille@example.org", "annulée")


def registered(page: Page, site: Site) -> int:
    page.goto(site.url(MANAGE))
    found = re.search(r"(\d+)\s+inscriptions?\b", page.locator("main").inner_text())
    assert found
    return int(found[1])


def send(page: Page, site: Site, name: str, content: bytes) -> None:
    page.goto(site.url(MANAGE))
    page.locator("main").get_by_role("link", name="Importer un tableau").click()
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("Tableau").set_input_files(file)  # type: ignore[arg-type]  # a dict will do
    press(page, "Lire le fichier")


@pytest.mark.parametrize(
    ("scripts", "name"), [(True, "liste.xlsx"), (False, "liste.ods")], ids=["scripts", "no scripts"]
)
def test_a_messy_list_is_shown_then_imported(
    own_site: Site, visit: Visit, scripts: bool, name: str
) -> None:
    team = visit(own_site, "staff", scripts=scripts)
    before = registered(team, own_site)
    content = as_xlsx(messy()) if name.endswith("xlsx") else as_ods(messy())

    send(team, own_site, name, b"%PDF-1.7 not a list")
    expect(team.locator("#erreurs")).to_contain_text("n’est pas un tableau")

    send(team, own_site, name, content)
    main = team.locator("main")
    expect(main).to_contain_text("Rien n’est encore importé")
    # Nobody called "deja" is registered here, so that line is one more to register; without the
    # question about the day, two dates less are wrong, each twice.
    right = GOOD + ALONE + 1
    wrong = main.get_by_role("row").filter(has_text="À corriger")
    expect(wrong.filter(has_text="ada.example.org")).to_have_count(2)
    expect(wrong.first).to_contain_text(re.compile("n’est pas une adresse complète"))
    assert registered(team, own_site) == before
    team.go_back()

    button = main.get_by_role("button", name=re.compile(r"^Inscrire \d+"))
    told = int(re.sub(r"\D", "", button.inner_text()))
    assert told >= right
    button.click()
    assert h1(team) == "Import terminé"
    with team.expect_download() as download:
        press(team, "Télécharger les lignes à corriger (CSV)")
    rest = download.value.path().read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(rest), delimiter=";"))
    # Every line of the file is either somebody registered or a line to correct.
    assert told + len(rows) - 1 == GOOD + DOUBLES + WRONG + ALONE + 1
    assert all(row[-1] for row in rows)
    assert registered(team, own_site) == before + told

    send(team, own_site, "corrige.csv", rest.replace("ada.example.org", "ada@example.org").encode())
    press(team, "Inscrire 1 personne")
    assert registered(team, own_site) == before + told + 1
