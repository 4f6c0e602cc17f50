"""What the day adds to the pages of other features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.attendance.looking_back import aftermath, supports
from app.attendance.models import DeskPass, Presence
from app.attendance.passes import token_of
from app.attendance.queries import EXPECTED, PLACES, headcount, people, window
from app.attendance.tickets import paper_code, qr_svg
from app.events.enums import EventStatus, PoolKind
from app.events.models import Event
from app.events.related import Attention, Outcome
from app.kernel import clock, links
from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.masking import SMALLEST_SHOWN
from app.kernel.text import counted
from app.minutes.enums import Presence as Named
from app.minutes.related import Expected
from app.registrations.enums import ClaimStatus
from app.registrations.models import Registration
from app.registrations.related import OwnBlock

GONE = frozenset({EventStatus.CANCELLED, EventStatus.POSTPONED})


def own_blocks(registration: Registration) -> list[OwnBlock]:
    """The ticket until the end of the day, first on the day itself; then the certificate."""
    event = registration.event
    span = window(event)
    if span is None or registration.withdrawn_at is not None or event.status in GONE:
        return []
    seated = any(
        claim.pool.kind in PLACES and claim.status in EXPECTED for claim in registration.claims
    )
    # Who attends at a distance has nothing to show at the door.
    in_room = any(
        claim.pool.kind is PoolKind.ON_SITE and claim.status in EXPECTED
        for claim in registration.claims
    )
    now = clock.now()
    found: list[OwnBlock] = []
    over = event.ends_at is not None and now >= event.ends_at
    came = over and _was_there(registration)
    if in_room and not came and now < span[1]:
        found.append(
            OwnBlock(
                "attendance/_ticket.html",
                # Drawn by the library from a token of ours: nothing that people typed is in it.
                {"qr": Markup(qr_svg(registration.public_id))},  # noqa: S704
                first=now >= span[0],
            )
        )
    if came:
        found.append(OwnBlock("attendance/_certificate.html", first=True))
    elif seated and over and _was_kept(event):
        values = {"contact": event.contact_email}
        found.append(OwnBlock("attendance/_not_noted.html", values, first=True))
    if seated and over:
        files, known = supports(event.id), aftermath(event.id)
        if files or (known and known.replay_url):
            kept = {"supports": files, "replay_url": known.replay_url if known else None}
            found.append(OwnBlock("attendance/_supports.html", kept))
    return found


def seat_code(registration: Registration) -> str | None:
    """For the confirmation on paper of whoever holds a seat in the room."""
    on_site = any(
        claim.pool.kind is PoolKind.ON_SITE and claim.status in EXPECTED
        for claim in registration.claims
    )
    return paper_code(registration.public_id) if on_site else None


def _was_there(registration: Registration) -> bool:
    statement = select(Presence.id).where(Presence.registration_id == registration.id)
    return db.session.scalar(statement.limit(1)) is not None


def event_attention(event: Event) -> list[Attention]:
    """After the day: a sheet that nobody typed in, people noted neither present nor absent."""
    if event.status is not EventStatus.HELD or event.ends_at is None:
        return []
    expected = [one for one in people(event.id) if one.is_expected]
    if not expected:
        return []
    if not any(one.present for one in expected):
        words = "La feuille d’émargement est à saisir : personne n’est noté présent"
        return [Attention(words, links.path("attendance.tick", slug=event.slug))]
    open_ = sum(one.status is ClaimStatus.CONFIRMED and not one.present for one in expected)
    if not open_:
        return []
    words = f"{counted(open_, 'personne')} sans présence ni absence notée"
    return [Attention(words, links.path("attendance.day", slug=event.slug) + "#presences")]


def _was_kept(event: Event) -> bool:
    """Whether presence was noted at all: where it was not, nobody is missing."""
    statement = select(Presence.id).join(Registration, Registration.id == Presence.registration_id)
    return (
        db.session.scalar(statement.where(Registration.event_id == event.id).limit(1)) is not None
    )


def event_aftermath(event: Event) -> list[Outcome]:
    """The supports and the recording that everybody may see, once it is over.

    Before that nothing is asked: the page of a coming event is the one that crowds look at.
    """
    if not _is_over(event):
        return []
    found = [
        Outcome(
            "Support",
            support.document.filename,
            links.path(
                "documents.download",
                document_id=support.document_id,
                name=support.document.filename,
            ),
            support.document.format,
        )
        for support in supports(event.id, for_all=True)
    ]
    known = aftermath(event.id)
    if known and known.replay_url and known.replay_for_all:
        found.append(Outcome("Rediffusion", "revoir la rencontre", known.replay_url))
    return found


def _is_over(event: Event) -> bool:
    if event.status in {EventStatus.HELD, EventStatus.CLOSED}:
        return True
    ends = event.ends_at
    return event.status == EventStatus.PUBLISHED and bool(ends and clock.now_beside([ends]) >= ends)


def event_figures(event: Event) -> list[Outcome]:
    """How many came, for everybody, once the event is over; small numbers are not told."""
    if not _is_over(event):
        return []
    there = len(
        db.session.scalars(
            select(Presence.registration_id)
            .join(Registration, Registration.id == Presence.registration_id)
            .where(Registration.event_id == event.id)
            .distinct()
        ).all()
    )
    if there < SMALLEST_SHOWN:
        return []
    people = counted(there, "personne présente", "personnes présentes")
    concerned = headcount(event) or 0
    detail = ""
    if concerned >= SMALLEST_SHOWN:
        detail = f"dont {counted(concerned, 'personne concernée', 'personnes concernées')}"
    return [Outcome("Participation", people, "", detail)]


@dataclass(frozen=True)
class Waiting:
    """One thing that waits, as `app.home.todo.ToDo` describes it."""

    text: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    due_on: date | None = None


def desks_to_hold(actor: Actor) -> list[Waiting]:
    """The check-in that this account holds today."""
    if actor.account_id is None:
        return []
    now = clock.now()
    rows = db.session.scalars(
        select(DeskPass)
        .join(DeskPass.event)
        .options(joinedload(DeskPass.event))
        .where(
            DeskPass.account_id == actor.account_id,
            DeskPass.revoked_at.is_(None),
            Event.starts_at < now + timedelta(days=1),
            Event.ends_at > now - timedelta(days=1),
        )
        .order_by(Event.starts_at, DeskPass.id)
    ).all()
    found = []
    for one in rows:
        span = window(one.event)
        if span is not None and span[0] <= now < span[1]:
            found.append(
                Waiting(
                    f"Tenir l’accueil : {one.event.title}",
                    "attendance.open_door",
                    {"token": token_of(one)},
                )
            )
    return found


def people_of_event(event: Event) -> list[Expected]:
    """For the minutes: who signed in, or held a seat where nobody noted arrivals."""
    everybody = [one for one in people(event.id) if one.is_expected]
    noted = any(one.present for one in everybody)
    return [
        Expected(
            one.name,
            one.organisation,
            Named.PRESENT if one.present or not noted else Named.ABSENT,
            one.email,
        )
        for one in everybody
    ]
