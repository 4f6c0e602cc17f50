"""Whether one may register now, and if not, why, in a sentence."""

from __future__ import annotations

from datetime import UTC, datetime

from app.events.enums import EventStatus
from app.events.models import Event
from app.kernel.dates import spoken_moment

BY_INVITATION = (
    "Cet événement est ouvert aux personnes invitées. Pour vous inscrire, suivez le lien personnel "
    "reçu par courriel."
)
USED_INVITATION = (
    "Ce lien personnel a déjà servi ou n’est plus valable. Votre inscription est faite ? "
    "Le courriel de confirmation porte son lien."
)
OVER = "L’événement a commencé : l’inscription ne se modifie plus."


def closed_because(event: Event, now: datetime) -> str | None:
    """Why registration is not possible at this moment; None when it is."""
    if event.status == EventStatus.CANCELLED:
        return "Cet événement est annulé."
    if event.status == EventStatus.POSTPONED:
        return "Cet événement est reporté. Les inscriptions reprendront avec la nouvelle date."
    if event.status == EventStatus.DRAFT:
        return "Cet événement n’est pas encore publié."
    if has_started(event, now) or event.status != EventStatus.PUBLISHED:
        return "L’événement a déjà commencé ou il est passé."
    if event.starts_at is None:
        return "La date n’est pas encore fixée. Les inscriptions ouvriront ensuite."
    if event.registration_opens_at and now < event.registration_opens_at:
        return f"Les inscriptions ouvriront {spoken_moment(event.registration_opens_at)}."
    if event.registration_closes_at and now >= event.registration_closes_at:
        return f"Les inscriptions sont closes depuis {spoken_moment(event.registration_closes_at)}."
    if not event.registration_open:
        return "Les inscriptions ne sont pas ouvertes."
    return None


def closed_to_team(event: Event) -> str | None:
    """Why even those who run the event register or move nobody; None when they may.

    The closing of registrations, the beginning and the end of the event do not stop them.
    """
    if event.status == EventStatus.CLOSED:
        return "Cet événement est clos."
    if event.status in {EventStatus.PUBLISHED, EventStatus.HELD} and event.starts_at is not None:
        return None
    # What it says of these is true at any moment.
    return closed_because(event, datetime.min.replace(tzinfo=UTC))


def fixed_because(event: Event, now: datetime) -> str | None:
    """Why a person no longer corrects what they said of themselves; None when they may.

    Closing the registrations does not stop them: it concerns seats.
    """
    if event.status == EventStatus.CANCELLED:
        return "Cet événement est annulé."
    if has_started(event, now) or event.status in {EventStatus.HELD, EventStatus.CLOSED}:
        return OVER
    return None


def turning_points(event: Event) -> tuple[datetime | None, ...]:
    """The moments at which `closed_because` may change its mind."""
    return event.registration_opens_at, event.registration_closes_at, event.starts_at


def has_started(event: Event, now: datetime) -> bool:
    return event.starts_at is not None and event.starts_at <= now


def is_over(event: Event, now: datetime) -> bool:
    """Whether it has been held: nothing of a registration is to come any more."""
    if event.status in {EventStatus.HELD, EventStatus.CLOSED}:
        return True
    ended = event.ends_at is not None and event.ends_at <= now
    return event.status == EventStatus.PUBLISHED and ended
