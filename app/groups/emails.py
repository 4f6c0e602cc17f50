"""Mails about groups: one function per message."""

from __future__ import annotations

from app.accounts.models import Account
from app.groups.models import GroupInvitation, JoinRequest, Mandate, WorkingGroup
from app.groups.tokens import invitation_token, request_token
from app.kernel import clock
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
            "until": spoken_day(mandate.until) if mandate.until else None,
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
            "to_come": mandate.until > clock.today(),
            "group_url": url("groups.show", slug=group.slug),
        },
        key=f"groups/mandate_ended:{mandate.id}:{mandate.until}",
    )


def join_to_confirm(group: WorkingGroup, request: JoinRequest) -> None:
    """To the address that somebody left: is it yours?"""
    enqueue(
        kind="groups/join_to_confirm",
        to=request.email,
        thread=f"group:{group.id}",
        subject=f"Confirmez votre demande : groupe « {group.name} »",
        payload={
            "group": group.name,
            "confirm_url": url("groups.confirm_request", token=request_token(request)),
        },
        key=f"groups/join_to_confirm:{request.id}",
    )


def join_asked(group: WorkingGroup, request: JoinRequest, to: Account) -> None:
    """To those who lead the group: somebody asks to join."""
    enqueue(
        kind="groups/join_asked",
        to=to.email,
        thread=f"group:{group.id}",
        subject=f"Une demande pour rejoindre le groupe « {group.name} »",
        payload={
            "group": group.name,
            "name": request.name,
            "organisation": request.organisation,
            "message": request.message,
            "requests_url": url("groups.requests", slug=group.slug),
        },
        key=f"groups/join_asked:{request.id}:{to.id}",
    )


def join_refused(group: WorkingGroup, request: JoinRequest) -> None:
    """To the person who asked: no, and why."""
    enqueue(
        kind="groups/join_refused",
        to=request.email,
        thread=f"group:{group.id}",
        subject=f"Votre demande : groupe « {group.name} »",
        payload={
            "group": group.name,
            "reason": request.reason,
            "group_url": url("groups.show", slug=group.slug),
        },
        key=f"groups/join_refused:{request.id}",
    )


def invited(group: WorkingGroup, invitation: GroupInvitation) -> None:
    """To the person invited: the link that makes a member."""
    enqueue(
        kind="groups/invited",
        to=invitation.email,
        thread=f"group:{group.id}",
        subject=f"Invitation dans le groupe « {group.name} »",
        payload={
            "name": invitation.name,
            "group": group.name,
            "role": invitation.role.label,
            "purpose": group.purpose,
            "until": spoken_day(invitation.expires_at),
            "invitation_url": url("groups.accept_invitation", token=invitation_token(invitation)),
        },
        key=f"groups/invited:{invitation.id}",
    )
