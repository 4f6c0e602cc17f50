"""A lead writes minutes without a script while the secretary writes too; nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import files
from tests.browser.conftest import PHONE, Site, Visit

pytestmark = pytest.mark.browser

SAVE = "Enregistrer le compte rendu"


def test_two_people_write_the_same_minutes(own_site: Site, visit: Visit, tmp_path: Path) -> None:
    signed, program = tmp_path / "Compte rendu signé.pdf", tmp_path / "outil.exe"
    signed.write_bytes(files.pdf())
    program.write_bytes(b"MZ" + bytes(64))
    path = f"/gestion/evenements/{own_site.world.names['unwritten']}/compte-rendu"

    lead = visit(own_site, "lead", scripts=False, viewport=PHONE)
    secretary = visit(own_site, "secretary", scripts=False)
    for page in (lead, secretary):
        page.goto(own_site.url(path))

    lead.fill("#body", "# Accueil\n\nÉcrit par la personne qui anime.")
    lead.fill("#decisions-0", "Écrire un guide")
    lead.set_input_files("#documents", program)
    lead.get_by_role("button", name=SAVE, exact=True).click()
    assert "est un programme" in lead.locator("#erreurs").inner_text()
    assert lead.input_value("#decisions-0") == "Écrire un guide"
    lead.set_input_files("#documents", signed)
    lead.get_by_role("button", name=SAVE, exact=True).click()
    assert "Enregistré à" in lead.locator(".sy-message").first.inner_text()

    secretary.fill("#body", "Écrit par le secrétariat.")
    secretary.get_by_role("button", name=SAVE, exact=True).click()
    assert "Écrit par la personne qui anime." in secretary.input_value("#theirs-body")
    assert "D1. Écrire un guide" in secretary.input_value("#theirs-decisions")
    assert secretary.input_value("#body") == "Écrit par le secrétariat."
    secretary.fill("#body", "Écrit à deux.")
    secretary.fill("#decisions-0", "Écrire un guide")
    secretary.get_by_role("button", name="Enregistrer et diffuser pour relecture").click()
    shown = secretary.locator("main").inner_text()
    for words in ("En relecture jusqu’au", "Écrit à deux.", "Écrire un guide", signed.name):
        assert words in shown

    member = visit(own_site, "member")
    member.goto(secretary.url)
    assert "Écrit à deux." in member.locator("main").inner_text()
    with member.expect_download() as download:
        member.get_by_role("link", name=signed.name).click()
    assert Path(download.value.path()).read_bytes() == files.pdf()
    anonymous = visit(own_site)
    anonymous.goto(secretary.url)
    assert "/connexion?suite=" in anonymous.url
