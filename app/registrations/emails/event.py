"""Mails to those registered about their event: another date or place, a link, the end of it."""

from __future__ import annotations

from app.events.enums import PoolKind
from app.events.models import Event
from app.kernel.dates import spoken_moment
from app.registrations.emails.letter import cancellation, mode_words, request, send
from app.registrations.models import Registration


def event_changed(
    registration: Registration,
    event: Event,
    what: tuple[str, ...],
    mode: PoolKind | None,
    moved: tuple[str, ...] = (),
) -> None:
    """The date or the place moved; `mode` is how the person is seated, None while waiting.

    `moved` says what moved with the date.
    """
    former = event.former_starts_at if "la date" in what else None
    send(
        "event_changed",
        f"Changement : {event.title}",
        registration,
        event,
        key=f"changed:{event.version}",
        calendar=request(registration, event, mode) if mode else None,
        what=list(what),
        moved=list(moved),
        former=spoken_moment(former) if former else None,
        seated=mode is not None,
        mode=mode_words(mode) if mode else None,
        remote_url=event.remote_url if mode == PoolKind.REMOTE else None,
    )


def remote_link(registration: Registration, event: Event) -> None:
    """The link to attend from a distance, for who has a seat there."""
    send(
        "remote_link",
        f"Votre lien de connexion : {event.title}",
        registration,
        event,
        key=f"remote_link:{event.version}",
        calendar=request(registration, event, PoolKind.REMOTE),
        mode=mode_words(PoolKind.REMOTE),
        remote_url=event.remote_url,
    )


def event_postponed(registration: Registration, event: Event, mode: PoolKind | None) -> None:
    """The date is given up and no other is known yet."""
    send(
        "event_postponed",
        f"Reporté : {event.title}",
        registration,
        event,
        key=f"postponed:{event.sequence}",
        calendar=request(registration, event, mode) if mode else None,
        former=spoken_moment(event.former_starts_at) if event.former_starts_at else None,
        reason=event.status_reason,
    )


def event_cancelled(registration: Registration, event: Event) -> None:
    """The event will not take place."""
    send(
        "event_cancelled",
        f"Annulé : {event.title}",
        registration,
        event,
        key="event_cancelled",
        calendar=cancellation(registration, event),
        reason=event.status_reason,
    )
