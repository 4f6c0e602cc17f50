"""The mail that carries the link, once per person."""

from __future__ import annotations

from app.events.models import Event
from app.kernel import links
from app.kernel.dates import spoken_day
from app.kernel.text import typographic
from app.outbox import services as outbox
from app.registrations.models import Registration
from app.surveys.models import Survey
from app.surveys.queries import mail_key


def invitation(survey: Survey, event: Event, registration: Registration, token: str) -> None:
    """The token stands in the payload alone, which the outbox empties once the mail has left."""
    outbox.enqueue(
        kind="surveys/invitation",
        to=registration.email,
        subject=f"Votre avis sur : {event.title}",
        key=mail_key(survey, registration.id),
        payload={
            "first_name": registration.greeting,
            "title": typographic(event.title),
            "until": spoken_day(survey.closes_on),
            "survey_url": links.url("surveys.answer", token=token),
            "event_url": links.url("events.show", slug=event.slug),
        },
    )
