"""What the messages of an event ask of those who run it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import exists, select

from app.attendance.looking_back import aftermath
from app.attendance.models import Presence
from app.events.models import Event
from app.events.related import Attention
from app.kernel import clock, links
from app.kernel.db import db
from app.mailings.models import Mailing
from app.registrations.models import Registration

# After that, thanks come too late to be asked for.
STILL_TIME = timedelta(days=30)


def event_attention(event: Event) -> list[Attention]:
    """Those who came have not been thanked yet."""
    now = clock.now()
    if event.ends_at is None or not event.ends_at <= now <= event.ends_at + STILL_TIME:
        return []
    known = aftermath(event.id)
    if known is not None and known.thanked_at is not None:
        return []
    came = exists().where(
        Presence.registration_id == Registration.id, Registration.event_id == event.id
    )
    told = exists().where(Mailing.event_id == event.id, Mailing.sent_at > event.ends_at)
    if not db.session.scalar(select(came & ~told)):
        return []
    url = links.path("mailings.write", slug=event.slug, modele="suites")
    return [Attention("Le remerciement et la suite ne sont pas partis", url)]
