"""Several phones at once note one presence, hand out one number, use one link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from app.attendance import services
from app.attendance.enums import ActKind
from app.attendance.models import Certificate, DeskAct, Presence
from app.attendance.queries import slots_of
from app.attendance.slots import current
from app.events.models import Event
from app.kernel import clock, links
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, NotFound
from app.registrations.models import Registration
from app.surveys import services as surveys
from app.surveys.models import Ballot, SurveyLink
from app.surveys.queries import link_to_answer
from tests import attending, make
from tests.concurrency.test_registrations import all_at_once

PHONES = 6


def held() -> Event:
    now = clock.now()
    return make.event(starts_at=now - timedelta(hours=3), ends_at=now - timedelta(seconds=1))


def slot_of(event: Event) -> str:
    found = current(slots_of(event), clock.now())
    assert found is not None
    return found.key


def telling(event_id: int, *acts: services.Act) -> Callable[[], None]:
    def work() -> None:
        with transaction():
            services.note(SYSTEM, db.session.get_one(Event, event_id), acts)

    return work


def test_phones_that_note_one_person_make_one_presence(app: Flask) -> None:
    event = held()
    person = make.registration(event).id
    slot, at = slot_of(event), clock.now()
    works = [
        telling(event.id, attending.act(person=person, slot=slot, at=at - timedelta(seconds=n)))
        for n in range(PHONES)
    ]
    assert all_at_once(app, works) == []
    # Whoever was first to speak, who saw the person first is told.
    assert db.session.scalars(select(Presence.since)).all() == [at - timedelta(seconds=PHONES - 1)]
    assert db.session.scalar(select(func.count(DeskAct.id))) == PHONES


def test_one_message_sent_by_many_at_once_is_one_walk_in(app: Flask) -> None:
    event = held()
    new = services.WalkIn("Camille", "Exemple")
    act = attending.act(ActKind.WALK_IN, walk_in=new, slot=slot_of(event), at=clock.now())
    assert all_at_once(app, [telling(event.id, act)] * PHONES) == []
    assert db.session.scalar(select(func.count(Registration.id))) == 1
    assert db.session.scalar(select(func.count(Presence.id))) == 1


def test_a_certificate_has_one_number(app: Flask) -> None:
    event = held()
    people = [make.registration(event).id for _ in range(3)]
    slot = slot_of(event)
    for person in people:
        telling(event.id, attending.act(person=person, slot=slot, at=clock.now()))()

    def issuing(person: int) -> Callable[[], None]:
        def work() -> None:
            with transaction():
                services.issue(SYSTEM, db.session.get_one(Registration, person))

        return work

    assert all_at_once(app, [issuing(person) for person in people * 2]) == []
    numbers = set(db.session.scalars(select(Certificate.number)))
    assert numbers == {f"A-{event.id}-{n}" for n in (1, 2, 3)}


def test_a_link_used_by_many_at_once_answers_once(app: Flask) -> None:
    event, token = held(), links.derive_token("tests", "one link")
    with transaction():
        survey = surveys.create(SYSTEM, event, closes_on=clock.today())
        db.session.add(SurveyLink(token_hash=links.token_hash(token), survey_id=survey.id))

    def answering() -> None:
        with transaction():
            link = link_to_answer(SYSTEM, token=token)
            if link is None:
                raise NotFound
            surveys.answer(link, {link.survey.questions[0].id: ["4"]})

    raised = all_at_once(app, [answering] * PHONES)
    assert len(raised) == PHONES - 1
    assert {type(error) for error in raised} <= {NotFound, Conflict}
    assert db.session.scalar(select(func.count(Ballot.id))) == 1
