"""The same event another day: everything but people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.enums import Role
from app.events import services
from app.events.enums import EventMode, EventStatus, PoolKind
from app.events.models import Event, Pool, ProgrammeItem, Reserve
from app.events.when import When
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.kernel.errors import Invalid
from app.questions.enums import QuestionKind
from app.questions.models import EventQuestion, FormOptions
from app.registrations.models import Registration
from tests import make
from tests.web import HouseClient

# 9 h 30 in Paris before the clocks change, and after.
SUMMER = datetime(2027, 10, 14, 7, 30, tzinfo=UTC)
WINTER = datetime(2027, 11, 18, 8, 30, tzinfo=UTC)


def full_event() -> Event:
    event = make.event(
        on_site=20,
        remote=50,
        mode=EventMode.HYBRID,
        starts_at=SUMMER,
        summary="Un résumé.",
        approval_required=True,
        remote_url="https://visio.example.org/secret",
        registration_closes_at=SUMMER - timedelta(days=2),
    )
    with transaction():
        pool = Pool(
            event_id=event.id,
            kind=PoolKind.SESSION,
            title="Atelier fictif",
            capacity=8,
            rank=9,
            starts_at=SUMMER + timedelta(hours=2),
            ends_at=SUMMER + timedelta(hours=3),
        )
        db.session.add_all(
            [pool, ProgrammeItem(event_id=event.id, title="Accueil", time_text="9 h 30")]
        )
        db.session.flush()
        db.session.add(
            Reserve(pool_id=pool.id, label="Intervenants", seats=2, release_on=date(2027, 10, 7))
        )
        values: dict[str, Any] = {"purpose": "Préparer", "erase_on": date(2027, 11, 13)}
        first = EventQuestion(
            event_id=event.id, kind=QuestionKind.YES_NO, label="Venez-vous en train ?", **values
        )
        db.session.add_all([first, FormOptions(event_id=event.id, meals=True)])
        db.session.flush()
        db.session.add(
            EventQuestion(
                event_id=event.id,
                kind=QuestionKind.TEXT,
                label="De quelle gare ?",
                only_if_id=first.id,
                only_if_value="oui",
                rank=1,
                **values,
            )
        )
    make.registration(event)
    return event


def copy_of(event: Event) -> Event:
    with transaction():
        return services.duplicate(
            SYSTEM, event, title="Copie fictive", when=When(WINTER, WINTER + timedelta(hours=7))
        )


@pytest.mark.usefixtures("app")
def test_everything_but_people_follows_the_clocks_of_paris() -> None:
    made = copy_of(full_event())
    assert made.status == EventStatus.DRAFT
    assert (made.summary, made.approval_required) == ("Un résumé.", True)
    assert made.remote_url is None
    assert not made.registration_open
    assert made.registration_closes_at == WINTER - timedelta(days=2)
    pools = db.session.scalars(
        select(Pool).where(Pool.event_id == made.id).order_by(Pool.rank)
    ).all()
    assert [(pool.label, pool.capacity) for pool in pools] == [
        ("Sur place", 20),
        ("À distance", 50),
        ("Atelier fictif", 8),
    ]
    # 11 h 30 stays 11 h 30, although the clocks have changed in between.
    assert pools[2].starts_at == WINTER + timedelta(hours=2)
    reserve = db.session.scalars(select(Reserve).where(Reserve.pool_id == pools[2].id)).one()
    assert (reserve.seats, reserve.release_on) == (2, date(2027, 11, 11))
    items = db.session.scalars(select(ProgrammeItem).where(ProgrammeItem.event_id == made.id)).all()
    assert [(item.time_text, item.title) for item in items] == [("9 h 30", "Accueil")]
    people = select(func.count()).select_from(Registration).where(Registration.event_id == made.id)
    assert db.session.scalar(people) == 0


@pytest.mark.usefixtures("app")
def test_questions_come_along_with_their_conditions() -> None:
    source = full_event()
    made = copy_of(source)
    options = db.session.get_one(FormOptions, made.id)
    assert options.meals
    first, second = db.session.scalars(
        select(EventQuestion).where(EventQuestion.event_id == made.id).order_by(EventQuestion.rank)
    ).all()
    assert second.only_if_id == first.id
    assert second.only_if_value == "oui"
    # Thirty days after the event, as before.
    assert first.erase_on == date(2027, 12, 18)


@pytest.mark.usefixtures("app")
def test_a_date_is_needed() -> None:
    with pytest.raises(Invalid), transaction():
        services.duplicate(SYSTEM, make.event(), title="Copie", when=When(year=2027))


def test_the_page_leads_to_the_new_draft(client: HouseClient) -> None:
    event = full_event()
    client.sign_in(make.account(Role.STAFF))
    address = f"/gestion/evenements/{event.slug}/dupliquer"
    assert event.title in client.get(address).text
    data = {
        "title": "Copie fictive",
        "starts_at-jour": "2027-11-18",
        "starts_at-heure": "09:30",
        "ends_at-jour": "2027-11-18",
        "ends_at-heure": "08:30",
    }
    refused = client.post(address, data=data)
    assert refused.status_code == 422
    assert "La fin doit venir après le début." in refused.text
    answer = client.post(address, data={**data, "ends_at-heure": "16:30"})
    assert answer.status_code == 303
    assert "Copie fictive" in client.get(answer.headers["Location"]).text
