"""How many people one organisation may register."""

from __future__ import annotations

from sqlalchemy import func, select

from app.events.models import Event
from app.kernel.db import db
from app.kernel.errors import Invalid
from app.kernel.text import counted
from app.organisations.models import Organisation
from app.registrations.models import Registration, organisation_key


def refuse_beyond_limit(
    event: Event, organisation: str | None, *, but: Registration | None = None
) -> None:
    """Raise `Invalid` when the organisation has as many people as it may; the event is locked.

    Who waits counts too: they may get a seat. Whoever comes in their own name is not counted, nor
    `but`: a second click.
    """
    key, limit = organisation_key(organisation), event.seats_per_organisation
    if key is None or limit is None:
        return
    registered = db.session.scalar(
        select(func.count())
        .select_from(Registration)
        .where(
            Registration.event_id == event.id,
            Registration.withdrawn_at.is_(None),
            Registration.organisation_key.in_(_names_of(key)),
            Registration.id != (but.id if but is not None else 0),
        )
    )
    if (registered or 0) >= limit:
        # Too many to read in a mail of refusal: the sentence says what to do instead.
        have = "sa place" if limit == 1 else f"ses {counted(limit, 'place')}"
        to_whom = f" à {event.contact_email}" if event.contact_email else " à l’équipe"
        raise Invalid(
            {
                "organisation": f"« {organisation} » a déjà {have} pour cet événement. "
                f"Voyez avec vos collègues, ou écrivez{to_whom}."
            }
        )


def _names_of(key: str) -> set[str]:
    """Every key under which a known organisation is written: its name and its acronym."""
    for name, acronym in db.session.execute(select(Organisation.name, Organisation.acronym)):
        keys = {organisation_key(name), organisation_key(acronym)} - {None}
        if key in keys:
            return {one for one in keys if one}
    return {key}
