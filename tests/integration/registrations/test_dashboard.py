"""An event at a glance: what waits, how registrations came, from whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.enums import Role
from app.events.models import Event
from app.kernel.db import db, transaction
from app.organisations.models import Organisation, PartnerKind
from app.registrations.allocation import fills_of
from app.registrations.dashboard import HEIGHT, WIDTH, curve, notices, origins
from app.registrations.enums import ClaimStatus
from app.registrations.families import ALONE, UNKNOWN_KIND
from app.registrations.roster import everyone
from tests import make
from tests.counting import counted_queries
from tests.web import HouseClient


def page(client: HouseClient, event: Event) -> str:
    return client.get(f"/gestion/evenements/{event.slug}/tableau-de-bord").text


def test_what_waits_is_a_link_to_those_concerned(client: HouseClient) -> None:
    event = make.event(on_site=2, approval_required=True)
    for status in (ClaimStatus.REQUESTED, ClaimStatus.CONFIRMED, ClaimStatus.WAITING):
        make.registration(event, status)
    client.sign_in(make.account(Role.STAFF))
    text = page(client, event)
    assert "1\u00a0demande à traiter" in text
    assert f"/gestion/evenements/{event.slug}/inscriptions?statut=requested" in text
    assert "sur liste d’attente (Sur place)" in text
    listed = client.get(f"/gestion/evenements/{event.slug}/inscriptions?statut=requested").text
    assert listed.count('name="ids"') == 1


@pytest.mark.usefixtures("app")
def test_a_queue_beside_free_seats_is_told() -> None:
    event = make.event(on_site=5)
    make.registration(event, ClaimStatus.WAITING)
    found = notices(everyone(event), fills_of(event))
    assert [notice.one for notice in found] == [
        "personne en attente alors que des places sont libres (Sur place)"
    ]


@pytest.mark.usefixtures("app")
def test_the_curve_counts_days_of_paris_and_ends_at_the_top() -> None:
    event = make.event()
    # Two minutes before and after midnight in Paris.
    midnight = datetime(2026, 11, 9, 23, 0, tzinfo=UTC)
    for shift in (-2, 2, 3 * 1440):
        make.registration(event, created_at=midnight + timedelta(minutes=shift))
    found = curve(everyone(event))
    assert found is not None
    assert [(f"{day}", count, total) for day, count, total in found.rows] == [
        ("2026-11-09", 1, 1),
        ("2026-11-10", 1, 2),
        ("2026-11-13", 1, 3),
    ]
    assert found.points.startswith(f"0,{HEIGHT} ")
    assert found.points.endswith(f" {WIDTH:.1f},0.0")
    assert curve([]) is None


@pytest.mark.usefixtures("app")
def test_the_directory_knows_an_organisation_however_it_is_written() -> None:
    event = make.event()
    with transaction():
        kind = PartnerKind(slug="famille-fictive", name="Famille fictive", rank=99)
        db.session.add(kind)
        db.session.flush()
        db.session.add(
            Organisation(slug="ccas-fictif", name="CCAS fictif", acronym="C.F.", kind_id=kind.id)
        )
    for name in ("C.C.A.S. Fictif", "cf", "Inconnue", None):
        make.registration(event, organisation=name)
    make.registration(event, ClaimStatus.WITHDRAWN, organisation="CCAS fictif")
    kinds, _ = origins(everyone(event))
    assert dict(kinds) == {"Famille fictive": 2, UNKNOWN_KIND: 1, ALONE: 1}


def test_as_many_questions_for_three_as_for_forty(client: HouseClient) -> None:
    event = make.event()
    client.sign_in(make.account(Role.STAFF))
    assert "Personne n’est encore inscrit" in page(client, event)
    counts = []
    for more in (3, 37):
        for number in range(more):
            make.registration(event, organisation=f"Maison fictive {number}")
        page(client, event)
        with counted_queries() as queries:
            page(client, event)
        counts.append(len(queries))
    assert counts[0] == counts[1]
