"""What the measured service holds: 200 coming public events, all plainly fictitious."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select, update

from app.events.enums import EventKind, EventMode, EventStatus, PoolKind
from app.events.models import Event, Pool, ProgrammeItem
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.db import db, transaction
from app.outbox.models import OutboxMessage
from app.reference.models import Department
from app.registrations.models import Claim, Registration
from app.strategy.models import Axis

SLUG = "journee-fictive"
TEXT = (
    "Une journée pour échanger entre pairs : ce qui marche, ce qui coince, ce qui se transmet. "
    "Accueil à 9 h ; ateliers l’après-midi.\n\n"
) * 4


def fill(app: Flask, count: int) -> None:
    """Published events, one a day from tomorrow, among the groups and axes of the programme."""
    with app.app_context(), transaction():
        groups = list(db.session.scalars(select(WorkingGroup).order_by(WorkingGroup.id)))
        axes = list(db.session.scalars(select(Axis).order_by(Axis.id)))
        codes = list(db.session.scalars(select(Department.code).order_by(Department.code)))
        for number in range(count):
            event = _event(number, title=f"Journée fictive {number} : pauvreté et santé")
            event.kind = list(EventKind)[number % len(EventKind)]
            event.department_code = codes[number % len(codes)]
            if event.kind is EventKind.GROUP_MEETING:
                event.group_id = groups[number % len(groups)].id
            event.axes = [axes[number % len(axes)], axes[(number + 3) % len(axes)]]
            db.session.add(event)
            db.session.flush()
            _furnish(event.id, on_site=100)


def one_for_crowd(app: Flask, round_number: int, seats: int) -> str:
    """An event with that many seats, on site only; its slug."""
    with app.app_context(), transaction():
        event = _event(1000 + round_number, title=f"Foule fictive {round_number}")
        event.mode = EventMode.ON_SITE
        db.session.add(event)
        db.session.flush()
        db.session.add(Pool(event_id=event.id, kind=PoolKind.ON_SITE, capacity=seats))
        return event.slug


def claims(app: Flask, slug: str) -> list[tuple[int, str, str]]:
    """(id, status, e-mail) of every claim on the event, in order of arrival as it was recorded."""
    with app.app_context():
        rows = db.session.execute(
            select(Claim.id, Claim.status, Registration.email)
            .join(Registration, Registration.id == Claim.registration_id)
            .join(Event, Event.id == Registration.event_id)
            .where(Event.slug == slug)
            .order_by(Claim.id)
        )
        return [(number, status.value, email or "") for number, status, email in rows]


def mails_left(app: Flask) -> int:
    """How many mails the worker has still to send."""
    with app.app_context():
        waiting = select(func.count()).where(OutboxMessage.sent_at.is_(None))
        return db.session.scalar(waiting) or 0


def change(app: Flask, *, every: bool) -> None:
    """Touch one event, or all of them: their calendars have then to be written anew."""
    with app.app_context(), transaction():
        statement = update(Event).values(
            title=Event.title + ".", updated_at=clock.now().replace(microsecond=0)
        )
        if not every:
            statement = statement.where(Event.slug == f"{SLUG}-0")
        db.session.execute(statement.execution_options(synchronize_session=False))


def _event(number: int, *, title: str) -> Event:
    starts = (clock.now() + timedelta(days=1 + number)).replace(hour=8, minute=0, second=0)
    starts = starts.replace(microsecond=0)
    return Event(
        slug=f"{SLUG}-{number}",
        kind=EventKind.STUDY_DAY,
        title=title,
        status=EventStatus.PUBLISHED,
        summary="Une journée pour échanger entre pairs.",
        description=TEXT,
        practical="Accès par le **tramway** ; repas sur place.",
        organisers="la préfecture fictive",
        contact_email="contact@example.org",
        starts_at=starts,
        ends_at=starts + timedelta(hours=7),
        sorts_on=clock.paris(starts).date(),
        mode=EventMode.HYBRID,
        venue="Salle des fêtes",
        address="1 place de la Mairie",
        city="Exempleville",
        remote_url="https://visio.example.org/journee",
        registration_open=True,
    )


def _furnish(event_id: int, *, on_site: int) -> None:
    db.session.add(Pool(event_id=event_id, kind=PoolKind.ON_SITE, capacity=on_site))
    db.session.add(Pool(event_id=event_id, kind=PoolKind.REMOTE, capacity=None, rank=1))
    for rank, title in enumerate(("Accueil", "Ateliers", "Repas", "Restitution", "Clôture")):
        item = ProgrammeItem(event_id=event_id, title=title, time_text=f"{9 + rank} h 30")
        item.rank = rank
        db.session.add(item)
