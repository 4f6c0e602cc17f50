"""The desk on a phone: without a network, then with it again; and two phones at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app.attendance.tickets import PREFIX
from tests.browser.conftest import PHONE, Site, Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]


def open_desk(site: Site, visit: Visit) -> Page:
    page = visit(site, viewport=PHONE)
    page.goto(site.url(f"/accueil/{site.world.names['desk']}"))
    expect(page.locator("#accueil[data-kept=yes]")).to_be_attached()
    return page


def look_for(page: Page, words: str) -> None:
    page.get_by_label("Nom, organisation ou code du billet").fill(words)


def queue(page: Page, number: int) -> None:
    expect(page.locator(f"#accueil[data-queue='{number}']")).to_be_attached()


def there(page: Page, number: int) -> None:
    expect(page.locator("[data-there]")).to_have_text(str(number))


def walk_in(page: Page, name: str) -> None:
    page.get_by_text("Une personne non inscrite").click()
    page.get_by_label("Nom", exact=True).fill(name)
    page.get_by_role("button", name="Inscrire et noter l’arrivée").click()


def test_without_a_network_then_with_it_again(own_site: Site, visit: Visit) -> None:
    page = open_desk(own_site, visit)
    there(page, 1)
    code = page.locator("[data-code]").inner_text().split(" : ")[-1]
    page.context.set_offline(True)

    look_for(page, "fictif")
    page.get_by_role("button", name=re.compile("Noter l’arrivée")).click()
    expect(page.locator("[data-told]")).to_contain_text("arrivée notée")
    queue(page, 1)
    walk_in(page, "Sur-place")
    queue(page, 2)
    there(page, 2)

    # The phone was put away: the page comes back from what it keeps, and names stay sealed.
    page.reload()
    expect(page.locator("#accueil[data-ready=yes]")).to_be_attached()
    queue(page, 2)
    look_for(page, "camille")
    expect(page.locator("[data-found]")).to_be_empty()
    # A ticket can be read all the same.
    look_for(page, PREFIX + own_site.world.names["ticket"])
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator("[data-told]")).to_contain_text("déjà là")
    page.get_by_label(re.compile("Code du téléphone")).fill("AAAA-AAAA-AAAA")
    page.get_by_role("button", name="Ouvrir la liste").click()
    expect(page.locator("[data-told]")).to_contain_text("n’ouvre pas")
    page.get_by_label(re.compile("Code du téléphone")).fill(code.lower())
    page.get_by_role("button", name="Ouvrir la liste").click()
    look_for(page, "camille")
    expect(page.locator("[data-found]")).to_contain_text("Camille Venue")

    page.context.set_offline(False)
    queue(page, 0)
    there(page, 3)
    another = open_desk(own_site, visit)
    there(another, 3)
    look_for(another, "sur-place")
    expect(another.locator("[data-found]")).to_contain_text("Là depuis")


def test_two_phones_tell_each_other(own_site: Site, visit: Visit) -> None:
    one, other = open_desk(own_site, visit), open_desk(own_site, visit)
    for page in (one, other):
        page.context.set_offline(True)
        look_for(page, "fictif")
        page.get_by_role("button", name=re.compile("Noter l’arrivée")).click()
        queue(page, 1)
    one.context.set_offline(False)
    other.context.set_offline(False)
    for page in (one, other):
        queue(page, 0)
        there(page, 2)
    # Undone on one, gone on the other.
    one.get_by_role("button", name=re.compile("^Annuler")).first.click()
    there(one, 1)
    there(other, 1)


def test_two_queues_become_one_list(own_site: Site, visit: Visit) -> None:
    """Both phones work alone, on the same person and on others; nobody is lost, nobody doubled."""
    one, other = open_desk(own_site, visit), open_desk(own_site, visit)
    for page, name in ((one, "Alpha"), (other, "Bêta")):
        page.context.set_offline(True)
        look_for(page, "fictif")
        page.get_by_role("button", name=re.compile("Noter l’arrivée")).click()
        queue(page, 1)
        look_for(page, PREFIX + own_site.world.names["ticket"])
        page.get_by_role("button", name="Chercher").click()
        expect(page.locator("[data-told]")).to_contain_text("déjà là")
        walk_in(page, name)
        queue(page, 2)
    # Put away and taken out again, still without a network.
    other.reload()
    expect(other.locator("#accueil[data-ready=yes]")).to_be_attached()
    queue(other, 2)
    # Back in the order that nobody planned.
    other.context.set_offline(False)
    queue(other, 0)
    there(other, 3)
    one.context.set_offline(False)
    queue(one, 0)
    for page in (one, other, open_desk(own_site, visit)):
        there(page, 4)

    team = visit(own_site, "staff")
    team.goto(own_site.url(f"/gestion/evenements/{own_site.world.names['held_day']}/presences"))
    if team.get_by_role("link", name="Après-midi").count():
        day_parts = team.locator(".sy-tabs a").all()
        addresses = [part.get_attribute("href") for part in day_parts]
    else:
        addresses = [""]
    seen = []
    for address in addresses:
        if address:
            team.goto(own_site.url(address))
        for box in team.get_by_role("checkbox", checked=True).all():
            label = team.locator(f"label[for={box.get_attribute('id')}]")
            seen.append(" ".join(label.inner_text().split()))
    assert len(seen) == len(set(seen)) == 4, seen


def test_what_a_thief_finds_on_the_phone_names_nobody(own_site: Site, visit: Visit) -> None:
    page = open_desk(own_site, visit)
    look_for(page, "camille")
    expect(page.locator("[data-found]")).to_contain_text("Camille Venue")
    kept = page.evaluate(
        """async () => {
          const told = [];
          const database = await new Promise((done) => {
            const request = indexedDB.open("accueil");
            request.onsuccess = () => done(request.result);
          });
          for (const name of database.objectStoreNames) {
            const rows = await new Promise((done) => {
              const request = database.transaction(name).objectStore(name).getAll();
              request.onsuccess = () => done(request.result);
            });
            const plain = (_, value) =>
              value instanceof ArrayBuffer ? String.fromCharCode(...new Uint8Array(value)) : value;
            told.push(JSON.stringify(rows, plain));
          }
          const pages = async () => {
            const texts = [];
            for (const cache of await caches.keys()) {
              const open = await caches.open(cache);
              for (const request of await open.keys()) {
                const answer = await open.match(request);
                const kind = answer.headers.get("Content-Type");
                if (kind.startsWith("text/html")) texts.push(await answer.text());
              }
            }
            return texts;
          };
          // The page is put aside once it has been shown, by a worker that takes its time.
          for (let look = 0; look < 50 && !(await pages()).length; look++) {
            await new Promise((done) => setTimeout(done, 100));
          }
          told.push(...(await pages()));
          told.push(JSON.stringify(localStorage), JSON.stringify(sessionStorage));
          return told.join("\\n");
        }"""
    )
    assert "Accueil" in kept
    for secret in ("Camille", "Venue", "Fictif", own_site.world.names["ticket"]):
        assert secret not in kept


def test_a_shut_pass_empties_the_phone(own_site: Site, visit: Visit) -> None:
    page = open_desk(own_site, visit)
    team = visit(own_site, "staff")
    team.goto(own_site.url(f"/gestion/evenements/{own_site.world.names['held_day']}/jour"))
    team.get_by_role("button", name="Fermer ce lien").click()
    expect(team.get_by_text("Ce lien ne s’ouvre plus")).to_be_visible()
    expect(page.locator("#accueil[data-state=closed]")).to_be_attached(timeout=15_000)
    look_for(page, "camille")
    expect(page.locator("[data-found]")).not_to_contain_text("Camille")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_the_arrival_to_the_certificate(own_site: Site, visit: Visit, scripts: bool) -> None:
    names = own_site.world.names
    absent = visit(own_site, scripts=scripts, viewport=PHONE)
    absent.goto(own_site.url(f"/inscriptions/{names['absent']}"))
    button = absent.get_by_role("button", name="Télécharger mon attestation")
    expect(button).to_have_count(0)
    expect(absent.get_by_text("Votre présence n’a pas été notée")).to_be_visible()

    page = visit(own_site, scripts=scripts, viewport=PHONE)
    page.goto(own_site.url(f"/accueil/{names['desk']}"))
    if scripts:
        expect(page.locator("#accueil[data-ready=yes]")).to_be_attached()
    look_for(page, "fictif")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("button", name=re.compile("Noter l’arrivée")).click()
    expect(page.get_by_text(re.compile("arrivée (est )?notée"))).to_be_visible()
    there(page, 2)
    if scripts:
        # The page counts at once; the server knows once the queue is empty.
        queue(page, 0)
    absent.reload()
    expect(button).to_be_visible()

    page.goto(own_site.url(f"/inscriptions/{names['came']}"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger mon attestation").click()
    content = download.value.path().read_bytes()
    assert content.startswith(b"%PDF-")
    page.goto(own_site.url(f"/attestations/{names['certificate']}"))
    expect(page.get_by_text("Cette attestation est authentique.")).to_be_visible()
    # What is on the paper, for who compares; and no name.
    expect(page.locator("main")).to_contain_text("C. V.")
    expect(page.locator("main")).not_to_contain_text("Venue")
    forged = names["certificate"][:-1] + ("A" if names["certificate"][-1] != "A" else "B")
    answer = page.goto(own_site.url(f"/attestations/{forged}"))
    assert answer is not None
    assert answer.status == 404
