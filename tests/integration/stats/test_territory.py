"""A territory shows what concerns it; the year shows what does not happen."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert

from app.accounts.enums import Role
from app.events.enums import EventKind
from app.groups.models import group_department
from app.kernel import clock
from app.kernel.access import ANONYMOUS
from app.kernel.db import db, transaction
from app.kernel.masking import MASKED
from app.proposals.enums import ProposalStatus
from app.proposals.models import proposal_department
from app.registrations.enums import ClaimStatus
from app.stats.queries.territory import concerned, place_by_slug, places
from tests import make
from tests.web import HouseClient


def test_every_department_and_metropole_has_its_page(site: HouseClient) -> None:
    slugs = [one.slug for one in places()]
    assert len(slugs) == 15
    index = site.get("/territoires").get_data(as_text=True)
    for slug in slugs:
        assert f'href="/territoires/{slug}"' in index
        assert site.get(f"/territoires/{slug}").status_code == 200
    assert site.get("/territoires/75").status_code == 404


def test_a_territory_shows_what_concerns_it(site: HouseClient) -> None:
    make.event(title="Rencontre ariégeoise", department_code="09")
    make.event(title="Rencontre gardoise", department_code="30")
    group, author = make.group(name="Groupe ariégeois"), make.account()
    shown = make.proposal(group, author, ProposalStatus.REDIRECTED, title="Idée ariégeoise")
    hidden = make.proposal(group, author, ProposalStatus.SUBMITTED, title="Idée secrète")
    with transaction():
        db.session.execute(insert(group_department).values(group_id=group.id, department_code="09"))
        for one in (shown, hidden):
            db.session.execute(
                insert(proposal_department).values(proposal_id=one.id, department_code="09")
            )
    page = site.get("/territoires/09").get_data(as_text=True)
    for words in ("Rencontre ariégeoise", "Groupe ariégeois", "Idée ariégeoise"):
        assert words in page
    assert "Rencontre gardoise" not in page
    assert "Idée secrète" not in page
    assert "/departements/09" in page


def test_presences_say_no_more_than_the_statistics(site: HouseClient) -> None:
    make.organisation(name="CCAS d’Ariège fictif", department_code="09")
    make.organisation(name="CCAS du Gard fictif", department_code="30")
    held = make.event(starts_at=clock.now() - timedelta(hours=2))
    for name, count in (("CCAS d’Ariège fictif", 2), ("CCAS du Gard fictif", 9)):
        for _ in range(count):
            make.registration(held, ClaimStatus.ATTENDED, organisation=name)
    for slug in ("09", "30"):
        place = place_by_slug(ANONYMOUS, place=slug)
        assert place is not None
        assert concerned(ANONYMOUS, place).presences == MASKED


def test_the_year_says_what_is_planned_late_and_missing(site: HouseClient) -> None:
    make.event(title="Journée prévue", department_code="09", kind=EventKind.STUDY_DAY)
    group, author = make.group(), make.account()
    make.proposal(
        group,
        author,
        ProposalStatus.SUBMITTED,
        title="Réponse attendue",
        due_on=clock.today() - timedelta(days=8),
    )
    site.sign_in(make.account(Role.COMMISSIONER))
    page = site.get("/gestion/annee").get_data(as_text=True)
    assert "Journée prévue" in page
    assert "8\u00a0jours de retard" in page
    nothing = page.split('id="rien"')[1].split("</section>")[0]
    assert "Lozère" in nothing
    assert "Ariège" not in nothing
    assert page.count("Réponse attendue") >= 2
