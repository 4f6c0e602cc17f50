"""Opening and revoking private feeds."""

from __future__ import annotations

import uuid

from sqlalchemy import update

from app.audit import services as audit
from app.feeds import queries
from app.feeds.models import CalendarFeed
from app.feeds.queries import FeedOwner
from app.kernel import clock, links
from app.kernel.access import Actor
from app.kernel.db import db, transaction
from app.kernel.errors import Invalid, NotAllowed

PURPOSE = "calendar"
# One for each device, and to spare; a loop of clicks must not fill the table.
MOST = 10


def create(actor: Actor, *, name: str) -> CalendarFeed:
    """A new private feed of the actor. Raises `Invalid` beyond ten, or without a name."""
    if actor.account_id is None:
        raise NotAllowed
    if not name:
        raise Invalid({"name": "Donnez un nom à ce calendrier, par exemple « Mon téléphone »."})
    if len(queries.feeds_of(actor.account_id)) >= MOST:
        raise Invalid({"name": f"Vous avez déjà {MOST} calendriers : supprimez-en un d’abord."})
    public_id = str(uuid.uuid4())
    feed = CalendarFeed(
        account_id=actor.account_id,
        name=name,
        public_id=public_id,
        token_hash=links.token_hash(links.derive_token(PURPOSE, public_id)),
    )
    db.session.add(feed)
    db.session.flush()
    # Its name may be somebody's: the journal keeps to its number.
    audit.record(actor, "calendar:create", feed)
    return feed


def revoke(actor: Actor, feed: CalendarFeed) -> None:
    """Stop a feed for good. Twice changes nothing. Raises `NotAllowed` for somebody else's."""
    if feed.account_id != actor.account_id:
        raise NotAllowed
    if feed.revoked_at is not None:
        return
    feed.revoked_at = clock.now()
    db.session.flush()
    audit.record(actor, "calendar:revoke", feed)


def token(feed: CalendarFeed) -> str:
    """The secret of a feed's address: derived each time, never stored."""
    return links.derive_token(PURPOSE, feed.public_id)


def note_use(owner: FeedOwner) -> None:
    """Keep the day on which a feed was last asked for; nothing when it is known already."""
    today = clock.today()
    if owner.last_used_on == today:
        return
    with transaction():
        db.session.execute(
            update(CalendarFeed).where(CalendarFeed.id == owner.feed_id).values(last_used_on=today)
        )


def owner_of(secret: str) -> FeedOwner | None:
    """Whose private feed this secret opens."""
    return queries.owner_of(links.token_hash(secret))
