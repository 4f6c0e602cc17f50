"""Mails about groups: one function per message."""

from __future__ import annotations

from app.accounts.models import Account
from app.groups.models import Mandate, WorkingGroup
from app.kernel.dates import spoken_day
from app.kernel.links import url
from app.outbox.services import enqueue


def appointed(group: WorkingGroup, account: Account, mandate: Mandate) -> None:
    """To the person who receives a role in a group."""
    enqueue(
        kind="groups/appointed",
        to=account.email,
        thread=f"group:{group.id}",
        subject=f"Votre rôle dans le groupe « {group.name} »",
        payload={
            "name": account.name,
            "group": group.name,
            "role": mandate.role.label,
            "since": spoken_day(mandate.since),
            "group_url": url("groups.show", slug=group.slug),
        },
        key=f"groups/appointed:{mandate.id}",
    )


def mandate_ended(group: WorkingGroup, account: Account, mandate: Mandate) -> None:
    """To the person whose role ends."""
    if mandate.until is None:
        raise ValueError("this mandate has no end")
    enqueue(
        kind="groups/mandate_ended",
        to=account.email,
        thread=f"group:{group.id}",
        subject=f"Fin de votre rôle dans le groupe « {group.name} »",
        payload={
            "name": account.name,
            "group": group.name,
            "role": mandate.role.label,
            "until": spoken_day(mandate.until),
            "group_url": url("groups.show", slug=group.slug),
        },
        key=f"groups/mandate_ended:{mandate.id}:{mandate.until}",
    )
