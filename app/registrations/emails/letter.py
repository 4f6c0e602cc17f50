"""Mails about one registration: what happened, when and where, the private link.

Whoever has a seat gets a calendar invitation; who waits or leaves never does, and a seat given up
takes the entry out of the calendar again (calendar rules M10, M11). SEQUENCE grows with each
message to an address, so that no client takes a later one for an older (rule 8).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select

from app.events.calendar import entry_of, event_row
from app.events.enums import EventStatus, PoolKind
from app.events.models import Event
from app.events.words import place_text, when_of
from app.ical.entry import Entry
from app.ical.invitation import Party, next_sequence
from app.ical.payload import cancellation_payload, request_payload
from app.kernel import links
from app.kernel.db import db
from app.kernel.text import typographic
from app.outbox import services as outbox
from app.registrations.models import Registration
from app.registrations.related import correspondent
from app.registrations.tokens import private_url

REMOTELY = PoolKind.REMOTE.label.lower()
# Sessions and how one stands with each: ("Atelier B", "liste d’attente, rang 3").
SessionLines = Sequence[tuple[str, str]]


_registered_by: ContextVar[str | None] = ContextVar("registered_by", default=None)
_others: ContextVar[Sequence[str]] = ContextVar("others", default=())


@contextmanager
def on_behalf_of(contact: str) -> Iterator[None]:
    """What is registered meanwhile is the doing of this contact, and the mails say so."""
    token = _registered_by.set(contact)
    try:
        yield
    finally:
        _registered_by.reset(token)


@contextmanager
def beside(others: Sequence[Registration]) -> Iterator[None]:
    """These people have the same address: a mail to somebody new names them to who reads it."""
    token = _others.set([one.name for one in others])
    try:
        yield
    finally:
        _others.reset(token)


class Seats(Protocol):
    """A pool as mails speak of it: a row, or how full it is."""

    @property
    def kind(self) -> PoolKind: ...
    @property
    def label(self) -> str: ...


def send(
    kind: str,
    subject: str,
    registration: Registration,
    event: Event,
    *,
    key: str,
    calendar: dict[str, Any] | None = None,
    **details: Any,
) -> None:
    alone = registration.email is None
    outbox.enqueue(
        kind=f"registrations/{kind}",
        to=correspondent(registration) if alone else registration.email,
        subject=subject,
        key=f"registration:{registration.id}:{key}",
        calendar=calendar,
        thread=f"event:{event.id}",
        payload={
            "first_name": registration.greeting,
            "title": typographic(event.title),
            "when": when_of(event).spoken,
            "place": REMOTELY if details.get("mode") == REMOTELY else place_text(event),
            "private_url": private_url(registration),
            "event_url": links.url("events.show", slug=event.slug),
            "registered_by": _registered_by.get(),
            "others": list(_others.get()),
            # Who reads this is not who comes.
            "on_behalf_of": registration.name if alone else None,
            **details,
        },
    )


def mode_words(mode: PoolKind) -> str:
    return mode.label.lower()


def request(registration: Registration, event: Event, mode: PoolKind) -> dict[str, Any] | None:
    conference = event.remote_url if mode == PoolKind.REMOTE else None
    entry = _entry(event, conference)
    if entry is None or registration.email is None:
        return None
    # Two people at one address have one calendar: it must not take the second for an older one.
    invited = [registration.invited_sequence, *(one[0] for one in _same_address(registration))]
    last = max((one for one in invited if one is not None), default=None)
    sequence = next_sequence(entry.sequence, last)
    registration.invited_sequence = sequence
    return request_payload(replace(entry, sequence=sequence), _attendee(registration))


def cancellation(registration: Registration, event: Event) -> dict[str, Any] | None:
    """The CANCEL for a calendar that holds the event; None for one that never did, or where
    somebody else with the same address still comes.
    """
    invited = registration.invited_sequence
    if invited is None or registration.email is None:
        return None
    others = _same_address(registration)
    stays = any(told is not None and ended is None for told, ended in others)
    if stays and event.status != EventStatus.CANCELLED:
        return None
    invited = max([invited, *(told for told, _ in others if told is not None)])
    entry = _entry(event, None)
    if entry is None:
        return None
    sequence = next_sequence(entry.sequence, invited)
    registration.invited_sequence = sequence
    return cancellation_payload(replace(entry, sequence=sequence), _attendee(registration))


def _same_address(registration: Registration) -> list[tuple[int | None, datetime | None]]:
    """The others who have this address: what their calendar was told last, and when they left."""
    rows = db.session.execute(
        select(Registration.invited_sequence, Registration.withdrawn_at).where(
            Registration.event_id == registration.event_id,
            Registration.email_key == registration.email_key,
            Registration.id != registration.id,
        )
    )
    return [(told, ended) for told, ended in rows]


def _entry(event: Event, conference_url: str | None) -> Entry | None:
    row = event_row(event.id)
    return entry_of(row, conference_url=conference_url) if row else None


def _attendee(registration: Registration) -> Party:
    return Party(name=registration.name, address=registration.email or "")
