"""Two ways into a group: asking, and being invited. Who leads the group answers or invites."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select

from app.accounts.models import Account
from app.accounts.queries import by_email, key_of
from app.accounts.services import directory
from app.audit import services as audit
from app.groups import emails
from app.groups.enums import GroupRole, GroupStatus, JoinStatus
from app.groups.models import GroupInvitation, JoinRequest, WorkingGroup
from app.groups.queries.joining import leads_to_tell
from app.groups.services.acting import is_team, lock, lock_for, require
from app.groups.services.group import begin_mandate
from app.groups.tokens import ASKING, INVITATION, fresh
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound

INVITATION_LASTS: Final = timedelta(days=30)
OPEN: Final = (JoinStatus.UNCONFIRMED, JoinStatus.WAITING)


def ask_to_join(
    actor: Actor,
    group: WorkingGroup,
    *,
    name: str,
    email: str,
    organisation: str | None = None,
    message: str | None = None,
) -> JoinRequest:
    """Ask to join. Somebody signed in is known; another address is confirmed by a mail first.

    A request in hand for the same address is given back: nobody is told of it twice.
    """
    group = lock(group.id)
    require(actor, "group:ask_to_join", group)
    account = db.session.get(Account, actor.account_id) if actor.account_id else None
    if account is not None:
        name, email = account.name, account.email
    in_hand = db.session.scalar(
        select(JoinRequest).where(
            JoinRequest.group_id == group.id,
            JoinRequest.email_key == key_of(email),
            JoinRequest.status.in_(OPEN),
        )
    )
    if in_hand is not None and (account is None or in_hand.status is JoinStatus.WAITING):
        return in_hand
    request = in_hand or JoinRequest(
        group_id=group.id,
        name=name,
        email=email,
        email_key=key_of(email),
        status=JoinStatus.UNCONFIRMED,
        **fresh(ASKING),
    )
    request.account_id = account.id if account else None
    request.organisation, request.message = organisation, message
    db.session.add(request)
    db.session.flush()
    audit.record(actor, "group:ask_to_join", group, after={"request": request.id})
    if account is None:
        emails.join_to_confirm(group, request)
    else:
        _wait(group, request)
    return request


def confirm_request(request: JoinRequest) -> bool:
    """The address is the person's: those who lead the group are told. False: it was already."""
    group = lock(request.group_id)
    row = lock_row(JoinRequest, request.id)
    if row is None:
        raise NotFound
    if row.status is not JoinStatus.UNCONFIRMED:
        return False
    _wait(group, row)
    return True


def accept_request(actor: Actor, request: JoinRequest) -> bool:
    """Take the person in; an account is opened for who has none. False: accepted already."""
    group, row = _to_answer(actor, request)
    if row.status is JoinStatus.ACCEPTED:
        return False
    _must_wait(row)
    begin_mandate(actor, group, _account_of(row.email, row.name), GroupRole.MEMBER)
    _answer(actor, row, JoinStatus.ACCEPTED)
    audit.record(actor, "group:accept_request", group, after={"request": row.id})
    return True


def refuse_request(actor: Actor, request: JoinRequest, *, reason: str) -> bool:
    """Say no, and why: the person reads it. False: refused already."""
    group, row = _to_answer(actor, request)
    if row.status is JoinStatus.REFUSED:
        return False
    _must_wait(row)
    if not reason.strip():
        raise Invalid({"reason": "Dites pourquoi : la personne le lira."})
    row.reason = reason.strip()
    _answer(actor, row, JoinStatus.REFUSED)
    audit.record(actor, "group:refuse_request", group, after={"request": row.id})
    emails.join_refused(group, row)
    return True


def invite(
    actor: Actor, group: WorkingGroup, *, name: str, email: str, role: GroupRole = GroupRole.MEMBER
) -> GroupInvitation:
    """Send a link that makes its holder a member. A live one for that address is given back.

    The team gives any role this way; those who lead, that of a member.
    """
    group = lock_for(actor, "group:admit", group.id)
    if group.status is GroupStatus.CLOSED:
        raise Conflict("Ce groupe est clos : rouvrez-le avant d’y inviter quelqu’un.")
    if role is not GroupRole.MEMBER and not is_team(actor):
        raise Invalid({"role": "Seule l’équipe donne un autre rôle que membre."})
    live = db.session.scalar(
        select(GroupInvitation)
        .where(
            GroupInvitation.group_id == group.id,
            GroupInvitation.email_key == key_of(email),
            GroupInvitation.accepted_at.is_(None),
            GroupInvitation.revoked_at.is_(None),
            GroupInvitation.expires_at > clock.now(),
        )
        .limit(1)
    )
    if live is not None:
        return live
    made = GroupInvitation(
        group_id=group.id,
        name=name,
        email=email,
        email_key=key_of(email),
        role=role,
        invited_by_id=actor.account_id,
        expires_at=clock.now() + INVITATION_LASTS,
        **fresh(INVITATION),
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "group:invite", group, after={"invitation": made.id, "role": role})
    emails.invited(group, made)
    return made


def accept_invitation(invitation: GroupInvitation) -> bool:
    """Become a member by the link. False: it was done already."""
    group = lock(invitation.group_id)
    row = lock_row(GroupInvitation, invitation.id)
    if row is None:
        raise NotFound
    if row.accepted_at is not None:
        return False
    if row.revoked_at is not None or row.expires_at <= clock.now():
        raise Conflict("Cette invitation n’est plus valable : demandez-en une autre.")
    if group.status is GroupStatus.CLOSED:
        raise Conflict("Ce groupe est clos.")
    account = _account_of(row.email, row.name)
    begin_mandate(SYSTEM, group, account, row.role)
    row.accepted_at = clock.now()
    db.session.flush()
    audit.record(SYSTEM, "group:accept_invitation", group, after={"invitation": row.id})
    return True


def revoke_invitation(actor: Actor, invitation: GroupInvitation) -> bool:
    """Close a link that was sent. False: it is closed or used already."""
    group = lock_for(actor, "group:admit", invitation.group_id)
    row = lock_row(GroupInvitation, invitation.id)
    if row is None:
        raise NotFound
    if row.revoked_at is not None or row.accepted_at is not None:
        return False
    row.revoked_at = clock.now()
    db.session.flush()
    audit.record(actor, "group:revoke_invitation", group, after={"invitation": row.id})
    return True


def _wait(group: WorkingGroup, request: JoinRequest) -> None:
    request.status = JoinStatus.WAITING
    db.session.flush()
    for account in leads_to_tell(group.id):
        emails.join_asked(group, request, account)


def _to_answer(actor: Actor, request: JoinRequest) -> tuple[WorkingGroup, JoinRequest]:
    group = lock_for(actor, "group:admit", request.group_id)
    row = lock_row(JoinRequest, request.id)
    if row is None:
        raise NotFound
    return group, row


def _must_wait(request: JoinRequest) -> None:
    if request.status is not JoinStatus.WAITING:
        raise Conflict("Cette demande a déjà reçu une réponse, ou n’est pas confirmée.")


def _answer(actor: Actor, request: JoinRequest, status: JoinStatus) -> None:
    request.status, request.answered_at = status, clock.now()
    request.answered_by_id = actor.account_id
    db.session.flush()


def _account_of(email: str, name: str) -> Account:
    """The account of this address, opened when there is none."""
    account: Any = by_email(email)
    if account is None:
        return directory.create(SYSTEM, email=email, name=name)
    found: Account = account
    return found
