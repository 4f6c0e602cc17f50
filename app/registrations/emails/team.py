"""Mails of an event that go to others than those registered: its organisers, those invited."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import Account, AccountRole
from app.events.models import Event
from app.events.seats import PoolFill
from app.events.words import place_text, when_of
from app.groups.enums import GroupRole
from app.groups.queries import people_to_tell
from app.kernel import clock, links
from app.kernel.db import db
from app.kernel.text import joined, typographic
from app.outbox import services as outbox
from app.registrations.models import Invitation
from app.registrations.tokens import invitation_url


def fill_alert(event: Event, fill: PoolFill, levels: Sequence[int]) -> None:
    """A pool has passed these levels (in percent) of its capacity: one mail, whatever the jump."""
    highest = max(levels)
    for address in organisers(event):
        outbox.enqueue(
            kind="registrations/fill_alert",
            to=address,
            subject=f"{_level(highest)} : {event.title}",
            # Keyed by the secret: nobody finds the address by hashing likely ones.
            key=f"fill:{fill.pool_id}:{highest}:{links.derive_token('alert', address.casefold())}",
            thread=f"event:{event.id}",
            payload={
                "title": typographic(event.title),
                "when": when_of(event).spoken,
                "pool": typographic(fill.label),
                "highest": highest,
                "levels": joined(f"{level}\u202f%" for level in levels),
                "taken": fill.taken,
                "capacity": fill.capacity,
                "held": fill.held,
                "waiting": fill.waiting,
                "manage_url": links.url("registrations.manage", slug=event.slug),
            },
        )


def surge(event: Event) -> None:
    """Very many registrations within minutes: to those who run the event, once a day."""
    for address in organisers(event):
        digest = links.derive_token("alert", address.casefold())
        outbox.enqueue(
            kind="registrations/surge",
            to=address,
            subject=f"Afflux d’inscriptions : {event.title}",
            key=f"surge:{event.id}:{clock.today():%Y%m%d}:{digest}",
            thread=f"event:{event.id}",
            payload={
                "title": typographic(event.title),
                "when": when_of(event).spoken,
                "manage_url": links.url("registrations.manage", slug=event.slug),
            },
        )


def _level(percent: int) -> str:
    return "Complet" if percent == 100 else f"Rempli à {percent}\u202f%"


def organisers(event: Event) -> list[str]:
    """Addresses of those who run an event: its contact, else its group, else the whole team."""
    if event.contact_email:
        return [event.contact_email]
    if event.group_id is not None:
        leads = people_to_tell(event.group_id, (GroupRole.LEAD, GroupRole.SECRETARY))
        if leads:
            return [account.email for account in leads]
    return list(
        db.session.scalars(
            select(Account.email)
            .join(AccountRole, AccountRole.account_id == Account.id)
            .where(AccountRole.role == Role.STAFF, Account.closed_at.is_(None))
            .order_by(Account.id)
        )
    )


def invitation(invited: Invitation, event: Event) -> None:
    """The personal link by which one person may register."""
    outbox.enqueue(
        kind="registrations/invitation",
        to=invited.email,
        subject=f"Invitation : {event.title}",
        key=f"invitation:{invited.id}",
        thread=f"event:{event.id}",
        payload={
            "title": typographic(event.title),
            "when": when_of(event).spoken,
            "place": place_text(event),
            "summary": event.summary,
            "invitation_url": invitation_url(invited, event),
            "event_url": links.url("events.show", slug=event.slug),
        },
    )
