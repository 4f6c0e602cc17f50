"""The same day in several places: one series, as many events."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.enums import Role
from app.events import services
from app.events.enums import EventStatus, PoolKind
from app.events.models import Event, EventSeries, Pool
from app.events.services import Place
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, Invalid
from app.reference.models import Department
from app.registrations import services as registrations
from app.registrations.enums import ClaimStatus
from tests import make
from tests.integration.events.test_duplicate import SUMMER, full_event
from tests.web import HouseClient

FOIX = Place("09", "Foix", "Salle fictive", 12)
LOT = Place("46", capacity=None, starts_at=SUMMER + timedelta(days=1))


@pytest.fixture(autouse=True)
def departments(app: Flask) -> None:
    names = {"09": "Ariège", "46": "Lot", "81": "Tarn"}
    with transaction():
        db.session.add_all([Department(code=code, name=name) for code, name in names.items()])


def hold(source: Event, *places: Place) -> list[Event]:
    with transaction():
        return services.hold_elsewhere(SYSTEM, db.session.get_one(Event, source.id), places)


def fresh(event: Event) -> Event:
    return db.session.scalars(
        select(Event).where(Event.id == event.id).execution_options(populate_existing=True)
    ).one()


def test_each_place_is_an_event_with_the_same_texts_and_its_own_seats() -> None:
    source = full_event()
    foix, lot = hold(source, FOIX, LOT)
    assert [foix.status, lot.status] == [EventStatus.DRAFT, EventStatus.DRAFT]
    assert (foix.title, foix.summary, foix.approval_required) == (source.title, "Un résumé.", True)
    assert (foix.city, foix.venue, foix.department_code) == ("Foix", "Salle fictive", "09")
    assert (foix.starts_at, foix.ends_at) == (source.starts_at, source.ends_at)
    assert lot.starts_at == SUMMER + timedelta(days=1)
    # Found again by its place, not by a number.
    assert "foix" in foix.slug
    assert "lot" in lot.slug
    pools = db.session.scalars(select(Pool).where(Pool.event_id == foix.id).order_by(Pool.rank))
    assert [(one.kind, one.capacity) for one in pools] == [
        (PoolKind.ON_SITE, 12),
        (PoolKind.REMOTE, 50),
        (PoolKind.SESSION, 8),
    ]
    assert fresh(source).series_id == foix.series_id == lot.series_id is not None


def test_places_added_later_join_the_series_that_stands() -> None:
    source = make.event(title="Droits en pratique (fictif)")
    (foix,) = hold(source, FOIX)
    (lot,) = hold(foix, LOT)
    assert lot.series_id == fresh(source).series_id
    assert db.session.scalar(select(func.count()).select_from(EventSeries)) == 1
    # Another series of the same name has an address of its own.
    hold(make.event(title="Droits en pratique (fictif)"), FOIX)
    slugs = db.session.scalars(select(EventSeries.slug).order_by(EventSeries.id)).all()
    assert slugs == ["droits-en-pratique-fictif", "droits-en-pratique-fictif-2"]


def test_what_makes_no_series_is_refused() -> None:
    undated = make.event(status=EventStatus.DRAFT)
    with transaction():
        stored = db.session.get_one(Event, undated.id)
        stored.starts_at = stored.ends_at = stored.sorts_on = None
    with pytest.raises(Invalid):
        hold(undated, FOIX)
    with pytest.raises(Invalid):
        hold(make.event())
    with pytest.raises(Conflict):
        hold(make.event(status=EventStatus.CANCELLED), FOIX)
    assert db.session.scalar(select(func.count()).select_from(EventSeries)) == 0


def test_all_are_published_and_opened_at_once_and_each_fills_alone() -> None:
    source = make.event(on_site=1)
    (foix,) = hold(source, Place("09", "Foix", capacity=1))
    with transaction():
        assert services.publish_series(SYSTEM, fresh(source)) == 1
        assert services.open_series(SYSTEM, fresh(source)) == 1
        # Once is enough.
        assert services.publish_series(SYSTEM, fresh(source)) == 0
        assert services.open_series(SYSTEM, fresh(source)) == 0
    got = []
    for number, event in enumerate((source, foix, source)):
        with transaction():
            made = registrations.register(
                SYSTEM,
                fresh(event),
                first_name="Ada",
                last_name="Fictive",
                email=f"ada{number}@example.org",
                attendance_mode=PoolKind.ON_SITE,
            )
            got.append(made.claim.status)
    assert got == [ClaimStatus.CONFIRMED, ClaimStatus.CONFIRMED, ClaimStatus.WAITING]


def test_texts_go_everywhere_and_places_stay() -> None:
    source = make.event(title="Avant", practical="Bus 7")
    foix, lot = hold(source, FOIX, LOT)
    with transaction():
        services.cancel(SYSTEM, fresh(lot), reason="Fictif")
        event = fresh(source)
        services.edit(SYSTEM, event, version=event.version, title="Après", summary="Trois lignes")
        assert services.share_texts(SYSTEM, fresh(source)) == 1
        assert services.share_texts(SYSTEM, fresh(source)) == 0
    there = fresh(foix)
    assert (there.title, there.summary) == ("Après", "Trois lignes")
    assert (there.city, there.practical) == ("Foix", None)
    assert fresh(lot).title == "Avant"


def test_the_series_ends_with_its_last_but_one_event() -> None:
    source = make.event()
    foix, lot = hold(source, FOIX, LOT)
    with transaction():
        assert services.leave_series(SYSTEM, fresh(foix))
        assert not services.leave_series(SYSTEM, fresh(foix))
    assert fresh(lot).series_id is not None
    with transaction():
        services.leave_series(SYSTEM, fresh(lot))
    assert fresh(source).series_id is None
    assert db.session.scalar(select(func.count()).select_from(EventSeries)) == 0


def test_the_team_makes_it_and_visitors_choose_their_place(app: Flask, client: HouseClient) -> None:
    source = make.event(title="Droits en pratique", city="Albi", department_code="81", on_site=9)
    client.sign_in(make.account(Role.STAFF))
    address = f"/gestion/evenements/{source.slug}/serie"
    assert "Autres lieux" in client.get(f"/gestion/evenements/{source.slug}").text
    refused = client.post(address, data={"city_1": "Foix", "capacity_1": "-2"})
    assert refused.status_code == 422
    assert "Un nombre de 0 à" in refused.text
    assert 'value="Foix"' in refused.text
    nothing = client.post(address, page=address)
    assert nothing.status_code == 422
    assert "Indiquez au moins un lieu" in nothing.text
    no_department = client.post(address, data={"city_1": "Foix"})
    assert "Choisissez le département" in no_department.text
    more = client.post(address, data={"city_1": "Foix", "more": "yes"})
    assert 'name="city_5"' in more.text
    assert 'value="Foix"' in more.text
    typed = {"department_code_1": "09", "city_1": "Foix", "capacity_1": "4"}
    assert client.post(address, data=typed).status_code == 303
    shown = client.get(address).text
    assert "Publier le brouillon" in shown

    page = f"/evenements/{source.slug}"
    anyone = app.test_client()
    # A draft is nobody's: the visitor sees one place and no series yet.
    assert "ailleurs" not in anyone.get(page).text
    assert client.post(f"{address}/publier").status_code == 303
    assert client.post(f"{address}/ouvrir").status_code == 303
    text = anyone.get(page).text
    assert "Foix" in text
    assert "Il reste 4\xa0places" in text
    series = anyone.get("/series/droits-en-pratique")
    assert series.status_code == 200
    assert "dans 2\xa0lieux" in series.text
    assert client.post(f"{address}/quitter").status_code == 303
    assert anyone.get("/series/droits-en-pratique").status_code == 302


def test_a_series_of_drafts_has_no_public_page(client: HouseClient) -> None:
    source = make.event(title="Brouillons", status=EventStatus.DRAFT)
    hold(source, FOIX)
    assert client.get("/series/brouillons").status_code == 302
