"""Mails about one registration: what happened, when and where, the private link.

Whoever has a seat gets a calendar invitation; who waits or leaves never does, and a seat given up
takes the entry out of the calendar again (calendar rules M10, M11). SEQUENCE grows with each
message to an address, so that no client takes a later one for an older (rule 8).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.events.calendar import entry_of, event_row
from app.events.enums import PoolKind
from app.events.models import Event
from app.events.words import place_text, when_of
from app.ical.entry import Entry
from app.ical.invitation import Party, next_sequence
from app.ical.payload import cancellation_payload, request_payload
from app.kernel import clock, links
from app.kernel.dates import spoken_moment
from app.kernel.text import typographic
from app.outbox import services as outbox
from app.registrations.models import Claim, Registration
from app.registrations.tokens import private_url

REMOTELY = PoolKind.REMOTE.label.lower()


def confirmed(registration: Registration, event: Event, claim: Claim, mode: PoolKind) -> None:
    """The seat is confirmed; the event enters the calendar."""
    subject = f"Votre place est confirmée : {event.title}"
    _seated("confirmed", subject, registration, event, claim, mode)


def promoted(registration: Registration, event: Event, claim: Claim, mode: PoolKind) -> None:
    """A seat came free for who waited."""
    subject = f"Une place s’est libérée pour vous : {event.title}"
    _seated("promoted", subject, registration, event, claim, mode)


def mode_changed(registration: Registration, event: Event, claim: Claim, mode: PoolKind) -> None:
    """The person attends another way from now on."""
    subject = f"Votre inscription est modifiée : {event.title}"
    _seated("mode_changed", subject, registration, event, claim, mode)


def waiting(
    registration: Registration,
    event: Event,
    claim: Claim,
    mode: PoolKind,
    rank: int,
    *,
    keeps_seat: bool = False,
) -> None:
    """On the waiting list; nothing enters the calendar. A seat held elsewhere is kept meanwhile."""
    _send(
        "waiting",
        f"Vous êtes sur la liste d’attente : {event.title}",
        registration,
        event,
        key=f"waiting:{claim.id}",
        mode=_mode_words(mode),
        rank=rank,
        keeps_seat=keeps_seat,
    )


def link_again(registration: Registration, event: Event) -> None:
    """The private link, because the address was given again; at most once an hour."""
    hour = f"{clock.now():%Y%m%d%H}"
    subject = f"Votre inscription : {event.title}"
    _send("link_again", subject, registration, event, key=f"link:{hour}")


def withdrawn(registration: Registration, event: Event) -> None:
    """The registration is cancelled; the event leaves the calendar if it was there."""
    subject = f"Votre inscription est annulée : {event.title}"
    calendar = _cancellation(registration, event)
    _send("withdrawn", subject, registration, event, key="withdrawn", calendar=calendar)


def event_changed(
    registration: Registration, event: Event, what: tuple[str, ...], mode: PoolKind | None
) -> None:
    """The date or the place moved; `mode` is how the person is seated, None while waiting."""
    former = event.former_starts_at if "la date" in what else None
    _send(
        "event_changed",
        f"Changement : {event.title}",
        registration,
        event,
        key=f"changed:{event.version}",
        calendar=_request(registration, event, mode) if mode else None,
        what=list(what),
        former=spoken_moment(former) if former else None,
        seated=mode is not None,
        mode=_mode_words(mode) if mode else None,
        remote_url=event.remote_url if mode == PoolKind.REMOTE else None,
    )


def remote_link(registration: Registration, event: Event) -> None:
    """The link to attend from a distance, for who has a seat there."""
    _send(
        "remote_link",
        f"Votre lien de connexion : {event.title}",
        registration,
        event,
        key=f"remote_link:{event.version}",
        calendar=_request(registration, event, PoolKind.REMOTE),
        mode=_mode_words(PoolKind.REMOTE),
        remote_url=event.remote_url,
    )


def event_postponed(registration: Registration, event: Event, mode: PoolKind | None) -> None:
    """The date is given up and no other is known yet."""
    _send(
        "event_postponed",
        f"Reporté : {event.title}",
        registration,
        event,
        key=f"postponed:{event.sequence}",
        calendar=_request(registration, event, mode) if mode else None,
        former=spoken_moment(event.former_starts_at) if event.former_starts_at else None,
        reason=event.status_reason,
    )


def event_cancelled(registration: Registration, event: Event) -> None:
    """The event will not take place."""
    _send(
        "event_cancelled",
        f"Annulé : {event.title}",
        registration,
        event,
        key="event_cancelled",
        calendar=_cancellation(registration, event),
        reason=event.status_reason,
    )


def _seated(
    kind: str,
    subject: str,
    registration: Registration,
    event: Event,
    claim: Claim,
    mode: PoolKind,
) -> None:
    _send(
        kind,
        subject,
        registration,
        event,
        key=f"seat:{claim.id}",
        calendar=_request(registration, event, mode),
        mode=_mode_words(mode),
        remote_url=event.remote_url if mode == PoolKind.REMOTE else None,
    )


def _send(
    kind: str,
    subject: str,
    registration: Registration,
    event: Event,
    *,
    key: str,
    calendar: dict[str, Any] | None = None,
    **details: Any,
) -> None:
    outbox.enqueue(
        kind=f"registrations/{kind}",
        to=registration.email,
        subject=subject,
        key=f"registration:{registration.id}:{key}",
        calendar=calendar,
        thread=f"event:{event.id}",
        payload={
            "first_name": registration.first_name,
            "title": typographic(event.title),
            "when": when_of(event).spoken,
            "place": REMOTELY if details.get("mode") == REMOTELY else place_text(event),
            "private_url": private_url(registration),
            "event_url": links.url("events.show", slug=event.slug),
            **details,
        },
    )


def _mode_words(mode: PoolKind) -> str:
    return mode.label.lower()


def _request(registration: Registration, event: Event, mode: PoolKind) -> dict[str, Any] | None:
    conference = event.remote_url if mode == PoolKind.REMOTE else None
    entry = _entry(event, conference)
    if entry is None or registration.email is None:
        return None
    sequence = next_sequence(entry.sequence, registration.invited_sequence)
    registration.invited_sequence = sequence
    return request_payload(replace(entry, sequence=sequence), _attendee(registration))


def _cancellation(registration: Registration, event: Event) -> dict[str, Any] | None:
    """The CANCEL for a calendar that holds the event; None for one that never did."""
    invited = registration.invited_sequence
    if invited is None or registration.email is None:
        return None
    entry = _entry(event, None)
    if entry is None:
        return None
    sequence = next_sequence(entry.sequence, invited)
    registration.invited_sequence = sequence
    return cancellation_payload(replace(entry, sequence=sequence), _attendee(registration))


def _entry(event: Event, conference_url: str | None) -> Entry | None:
    row = event_row(event.id)
    return entry_of(row, conference_url=conference_url) if row else None


def _attendee(registration: Registration) -> Party:
    name = f"{registration.first_name} {registration.last_name}".strip()
    return Party(name=name, address=registration.email or "")
