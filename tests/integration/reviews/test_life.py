"""A report's life: counted while draft, frozen once validated, read once published, corrected."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.enums import Role
from app.kernel.access import ANONYMOUS, SYSTEM, Actor
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, Invalid, NotAllowed, Stale
from app.reviews import queries, services
from app.reviews.content import differences
from app.reviews.enums import REGION, ReviewStatus
from app.reviews.models import Review, ReviewRevision
from app.reviews.services import Words
from app.reviews.states import REVIEWS
from app.strategy.models import AnnouncedTotal
from tests import make
from tests.web import HouseClient

STAFF = Actor(account_id=None, roles=frozenset({"staff"}))
YEAR = 2023


def opened(territory: str = REGION) -> Review:
    with transaction():
        return services.open_review(SYSTEM, year=YEAR, territory=territory)


def published(review: Review) -> None:
    with transaction():
        services.validate(SYSTEM, review)
        services.publish(SYSTEM, review)


def announce_groups(value: int) -> None:
    with transaction():
        row = db.session.scalars(select(AnnouncedTotal).where(AnnouncedTotal.key == "groups")).one()
        row.value = value


def test_every_state_is_reached_and_only_by_its_moves(site: HouseClient) -> None:
    review = opened()
    with transaction():
        with pytest.raises(Conflict):
            services.publish(SYSTEM, review)
        with pytest.raises(Conflict):
            services.correct(
                SYSTEM, review, reason="Trop tôt pour cela.", count_anew=True, number=1
            )
    published(review)
    with transaction(), pytest.raises(Conflict):
        services.reopen(SYSTEM, review)
    assert set(REVIEWS.moves.values()) == set(ReviewStatus)


def test_opening_twice_gives_one(site: HouseClient) -> None:
    assert opened().id == opened().id
    with transaction(), pytest.raises(Invalid):
        services.open_review(SYSTEM, year=1999, territory=REGION)
    with transaction(), pytest.raises(Invalid):
        services.open_review(SYSTEM, year=YEAR, territory="99")


def test_the_team_prepares_and_the_commissaire_publishes(site: HouseClient) -> None:
    review = opened()
    with transaction():
        services.validate(STAFF, review)
        with pytest.raises(NotAllowed):
            services.publish(STAFF, review)
        with pytest.raises(NotAllowed):
            services.validate(ANONYMOUS, review)


def test_figures_are_live_until_validated_then_frozen(site: HouseClient) -> None:
    review = opened()
    announce_groups(13)
    published(review)
    announce_groups(14)
    shown = queries.shown(ANONYMOUS, year=YEAR)
    assert shown is not None
    fact = shown.report.fact("annonce-groups")
    assert fact is not None
    assert fact.value == 13
    changed = differences(shown.report, queries.report(shown.scope))
    assert [(one.key, one.before, one.after) for one in changed] == [("annonce-groups", "13", "14")]
    page = site.get(f"/bilan/{YEAR}/depuis").get_data(as_text=True)
    assert "groupes de travail" in page


def test_a_draft_is_in_no_public_page(site: HouseClient) -> None:
    review = opened()
    with transaction():
        services.save_section(SYSTEM, review, "annee", Words("Mot-secret du brouillon"), version=0)
        services.validate(SYSTEM, review)
    for path in (f"/bilan/{YEAR}", "/bilan", f"/bilan/{YEAR}/chiffres/annonce-groups"):
        assert "Mot-secret" not in site.get(path).get_data(as_text=True)
    assert site.get(f"/bilan/{YEAR}/versions/1").status_code == 404
    assert site.get(f"/bilan/{YEAR}/depuis").status_code == 404
    with transaction():
        services.publish(SYSTEM, review)
    assert "Mot-secret" in site.get(f"/bilan/{YEAR}").get_data(as_text=True)


def test_a_correction_keeps_the_old_text_and_says_what_changed(site: HouseClient) -> None:
    review = opened()
    with transaction():
        services.save_section(
            SYSTEM, review, "annee", Words("Douze groupes ont chanté."), version=0
        )
    published(review)
    announce_groups(11)
    with transaction():
        services.save_section(
            SYSTEM, review, "annee", Words("Douze groupes ont travaillé."), version=1
        )
    assert "chanté" in site.get(f"/bilan/{YEAR}").get_data(as_text=True)
    with transaction():
        made = services.correct(
            SYSTEM, review, reason="Un mot était faux.", count_anew=False, number=1
        )
        assert made is not None
        assert made.number == 2
    page = site.get(f"/bilan/{YEAR}").get_data(as_text=True)
    assert "Un mot était faux." in page
    assert "<ins>" in page
    assert "travaillé" in page
    # The text alone was corrected: the figures are those of the first day.
    found = queries.shown(ANONYMOUS, year=YEAR)
    assert found is not None
    fact = found.report.fact("annonce-groups")
    assert fact is not None
    assert fact.value == 12
    old = site.get(f"/bilan/{YEAR}/versions/1").get_data(as_text=True)
    assert "chanté" in old
    assert "Une version plus récente" in old
    with transaction():
        again = services.correct(
            SYSTEM, review, reason="Rien ne change ici.", count_anew=False, number=2
        )
        assert again is None
        with pytest.raises(Conflict):
            services.correct(SYSTEM, review, reason="Deux à la fois.", count_anew=True, number=1)
        with pytest.raises(Invalid):
            services.correct(SYSTEM, review, reason="Non", count_anew=True, number=2)


def test_a_validated_text_stands_still_until_reopened(site: HouseClient) -> None:
    review = opened()
    with transaction():
        services.validate(SYSTEM, review)
        with pytest.raises(Conflict):
            services.save_section(SYSTEM, review, "annee", Words("Trop tard"), version=0)
        assert services.reopen(SYSTEM, review)
        services.save_section(SYSTEM, review, "annee", Words("À temps"), version=0)
        assert services.validate(SYSTEM, review) is not None
        assert services.validate(SYSTEM, review) is None


def test_two_writers_lose_nothing(site: HouseClient) -> None:
    review = opened()
    with transaction():
        services.save_section(SYSTEM, review, "annee", Words("Le mien"), version=0)
        with pytest.raises(Stale) as refused:
            services.save_section(SYSTEM, review, "annee", Words("Le tien"), version=0)
        assert refused.value.theirs["text"] == "Le mien"
        # The same text sent twice is no conflict, and an unchanged one makes no version.
        services.save_section(SYSTEM, review, "annee", Words("Le mien"), version=0)
        services.save_section(SYSTEM, review, "annee", Words("Le mien"), version=1)
        services.keep_aside(SYSTEM, review, "annee", Words("Le tien"))
        kept = db.session.scalars(select(ReviewRevision).order_by(ReviewRevision.id)).all()
    assert [(one.content["text"], one.set_aside) for one in kept] == [
        ("Le mien", False),
        ("Le tien", True),
    ]


def test_a_stale_save_shows_both_texts_on_the_page(site: HouseClient) -> None:
    review = opened()
    site.sign_in(make.account(Role.STAFF))
    address = f"/gestion/bilans/{review.id}/sections/annee"
    first = {"text": "Texte de Camille", "testimonies": "", "version": "0"}
    assert site.post(address, data=first).status_code == 303
    answer = site.forge(address, data={**first, "text": "Texte de Dominique"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Texte de Dominique" in page
    assert "Texte de Camille" in page
    saved = site.post(
        address, data={**first, "text": "Seul", "version": "1"}, headers={"X-Autosave": "1"}
    )
    assert saved.status_code == 200
    assert saved.get_json()["version"] == "2"
    assert site.get(f"{address}/versions").status_code == 200
    assert site.get(f"/gestion/bilans/{review.id}/sections/nulle-part").status_code == 404


def test_the_whole_way_by_its_pages(site: HouseClient) -> None:
    site.sign_in(make.account(Role.COMMISSIONER))
    refused = site.post("/gestion/bilans", data={"year": "1990", "territory": REGION})
    assert refused.status_code == 422
    made = site.post("/gestion/bilans", data={"year": str(YEAR), "territory": "31"})
    assert made.status_code == 303
    home = made.headers["Location"]
    for act in ("validation", "reouverture", "validation", "publication"):
        assert site.get(f"{home}/relire").status_code == 200
        assert site.post(f"{home}/{act}").status_code == 303
        assert site.get(home).status_code == 200
    assert site.get(f"{home}/correction").status_code == 200
    empty = site.post(f"{home}/correction", data={"reason": "", "number": "1"})
    assert empty.status_code == 422
    assert "Haute-Garonne" in site.get(f"/bilan/{YEAR}/departements/31").get_data(as_text=True)
    assert site.get(f"/bilan/{YEAR}/departements/99").status_code == 404


def test_what_is_missing_is_said_before_the_figures_are_frozen(site: HouseClient) -> None:
    site.sign_in(make.account(Role.STAFF))
    with transaction():
        review = services.open_review(SYSTEM, year=YEAR, territory=REGION)
        services.save_section(SYSTEM, review, "annee", Words("Une année.", ""), version=0)
    page = site.get(f"/gestion/bilans/{review.id}")
    assert f'href="/gestion/bilans/{review.id}/validation"' in page.get_data(as_text=True)
    asked = site.get(f"/gestion/bilans/{review.id}/validation").get_data(as_text=True)
    assert "pas de texte" in asked
    assert "points restent à renseigner" in asked.replace("\u00a0", " ")
    assert "L’année en bref</a>" not in asked, "that one is written"


def test_a_published_report_says_what_is_known(site: HouseClient) -> None:
    """What is still to be known is for those who write."""
    provisional = site.get(f"/bilan/{YEAR}").get_data(as_text=True)
    assert "Ce qui reste à renseigner" in provisional
    with transaction():
        review = services.open_review(SYSTEM, year=YEAR, territory=REGION)
        services.validate(SYSTEM, review)
        services.publish(SYSTEM, review)
    assert "Ce qui reste à renseigner" not in site.get(f"/bilan/{YEAR}").get_data(as_text=True)
    site.sign_in(make.account(Role.STAFF))
    preview = site.get(f"/gestion/bilans/{review.id}/relire").get_data(as_text=True)
    assert "Ce qui reste à renseigner" in preview
