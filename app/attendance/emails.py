"""Mails of the days after."""

from __future__ import annotations

from app.events.models import Event
from app.events.words import when_of
from app.kernel import links
from app.kernel.text import typographic
from app.outbox import services as outbox
from app.registrations.models import Registration
from app.registrations.tokens import private_url


def certificate_ready(registration: Registration, event: Event) -> None:
    """The certificate waits on the private page; once per person and event."""
    outbox.enqueue(
        kind="attendance/certificate",
        to=registration.email,
        subject=f"Votre attestation de présence : {event.title}",
        key=f"certificate:{registration.id}",
        payload={
            "first_name": registration.greeting,
            "title": typographic(event.title),
            "when": when_of(event).spoken,
            "private_url": private_url(registration),
            "event_url": links.url("events.show", slug=event.slug),
        },
    )


def thanks(registration: Registration, event: Event, message: str) -> None:
    """Thanks and what comes next, in the team's own words; once per person and event."""
    outbox.enqueue(
        kind="attendance/thanks",
        to=registration.email,
        subject=thanks_subject(event),
        key=f"thanks:{registration.id}",
        payload=thanks_payload(event, registration.greeting, message, private_url(registration)),
    )


def thanks_subject(event: Event) -> str:
    return f"Merci de votre venue : {event.title}"


def thanks_payload(event: Event, first_name: str, message: str, url: str) -> dict[str, str]:
    """What the mail needs, for a person or for the preview."""
    return {
        "first_name": first_name,
        "title": typographic(event.title),
        "message": message,
        "private_url": url,
        "event_url": links.url("events.show", slug=event.slug),
    }
