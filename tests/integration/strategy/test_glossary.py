"""Sigles are explained where they are used."""

from __future__ import annotations

from html import unescape

import pytest

from app.accounts.enums import Role
from app.proposals.enums import ProposalStatus
from app.strategy.queries import sigles_in, terms
from app.strategy.queries.glossary import names_in
from tests import make
from tests.web import HouseClient

pytestmark = pytest.mark.same_on_both

ADD = "/gestion/strategie/glossaire/nouveau"
TERM = {"sigle": "ABC", "words": "A, b et c (fictif)", "definition": "", "sources": ["SEED"]}


@pytest.fixture
def team(site: HouseClient) -> HouseClient:
    site.sign_in(make.account(Role.STAFF))
    return site


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Le CEJ et le CEJ-JR.", {"CEJ", "CEJ-JR"}),
        ("Le CEJ-JR seul", {"CEJ-JR"}),
        ("PCEJ, CEJX, cej", set()),
        ('<p class="CEJ">rien</p>', set()),
        ("<strong>CEJ</strong>, (CEJ)", {"CEJ"}),
        ("C.A.F+", {"C.A.F+"}),
    ],
)
def test_sigles_are_whole_words(text: str, found: set[str]) -> None:
    assert names_in(text, ["CEJ", "CEJ-JR", "C.A.F+"]) == found
    assert names_in(text, []) == set()


def test_pages_explain_the_sigles_they_use(site: HouseClient) -> None:
    page = unescape(site.get("/strategie/snplp/axes/3").get_data(as_text=True))
    foot = page.split("Les sigles de cette page")[1]
    assert "Territoires zéro non-recours" in foot
    assert "Premier accueil social inconditionnel" in foot
    assert "protection de l’enfance" not in foot.split("Sources")[0]
    assert "Les sigles de cette page" not in site.get("/strategie/pacte/axes/1").get_data(
        as_text=True
    )
    bilan = unescape(site.get("/bilan/2023").get_data(as_text=True))
    assert "Convention d’appui à la lutte" in bilan.split("Les sigles de cette page")[1]
    every = unescape(site.get("/glossaire").get_data(as_text=True))
    assert "Agence régionale de santé" in every


def test_groups_meetings_and_their_papers_explain_them_too(site: HouseClient) -> None:
    group = make.group(slug="g", purpose="Écrire à l’ARS.")
    met = make.event(slug="e", group_id=group.id, description="Avec l’ARS.")
    minutes = make.minutes(met, body="L’ARS viendra.")
    author = make.account()
    text = make.proposal(group, author, ProposalStatus.ACCEPTED, content="Voir l’ARS.")
    places = ("/groupes/g", "/evenements/e", f"/comptes-rendus/{minutes.id}")
    for place in places:
        page = site.get(place).text
        assert "Les sigles de cette page" in page, place
        assert "Agence régionale de santé" in unescape(page), place
    # What one may not read is not explained either.
    hidden = site.get(f"/propositions/{text.reference}").text
    assert "Les sigles de cette page" not in hidden
    site.sign_in(author)
    assert "Agence régionale de santé" in unescape(site.get(f"/propositions/{text.reference}").text)


def test_the_team_writes_it(team: HouseClient) -> None:
    assert team.post(ADD, data=TERM).status_code == 303
    again = team.post(ADD, data=TERM)
    assert again.status_code == 422
    assert "déjà dans le glossaire" in again.get_data(as_text=True)
    assert team.post(ADD, data=TERM | {"sources": []}).status_code == 422
    (made,) = sigles_in("Un ABC bien à nous")
    edit = f"/gestion/strategie/glossaire/{made.id}"
    assert team.post(edit, data=TERM | {"definition": "Trois lettres."}).status_code == 303
    page = unescape(team.get("/glossaire").get_data(as_text=True))
    assert "Trois lettres." in page
    assert team.post(f"{edit}/retirer").status_code == 303
    assert "ABC" not in {one.sigle for one in terms()}
    assert team.forge(f"{edit}/retirer").status_code == 404
