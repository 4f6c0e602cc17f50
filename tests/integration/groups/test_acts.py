"""Acts on groups and mandates: who may, what is kept, what is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import Account
from app.audit.models import AuditEntry
from app.groups import queries, services
from app.groups.enums import GroupRole, GroupStatus
from app.groups.models import Mandate, WorkingGroup
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, Invalid, NotAllowed, Stale
from app.outbox.models import OutboxMessage
from tests import make


def actor_of(account: Account) -> Actor:
    actor = queries.load_actor(account.id)
    assert actor is not None
    return actor


def journal() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def mails() -> list[OutboxMessage]:
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def test_two_groups_never_share_a_name_or_an_address(app: Flask) -> None:
    with transaction():
        first = services.create(SYSTEM, name="Santé des jeunes")
        second = services.create(SYSTEM, name="Santé des jeunes !")
    assert (first.slug, second.slug) == ("sante-des-jeunes", "sante-des-jeunes-2")
    with pytest.raises(Invalid), transaction():
        services.create(SYSTEM, name="Santé des jeunes")
    with pytest.raises(Invalid), transaction():
        services.edit(SYSTEM, second, name="Santé des jeunes")


def test_a_save_without_change_writes_nothing(app: Flask) -> None:
    group = make.group(purpose="Se parler")
    before = group.updated_at
    with transaction():
        assert not services.edit(SYSTEM, group, purpose="Se parler")
    assert db.session.get_one(WorkingGroup, group.id).updated_at == before
    assert journal() == []


def test_two_saves_at_once_lose_nothing(app: Flask) -> None:
    group = make.group(purpose="Avant")
    read = group.updated_at
    with transaction():
        assert services.edit(SYSTEM, group, seen=read, purpose="Le premier")
    with pytest.raises(Stale) as stale, transaction():
        services.edit(SYSTEM, group, seen=read, purpose="Le second")
    assert stale.value.theirs["purpose"] == "Le premier"


def test_a_lead_changes_the_texts_and_nothing_else(app: Flask) -> None:
    group, lead = make.group(), make.account()
    make.mandate(lead, group, GroupRole.LEAD)
    with transaction():
        assert services.edit(actor_of(lead), group, purpose="Écouter")
    forbidden_changes: list[dict[str, Any]] = [
        {"name": "Autre"},
        {"axis_ids": []},
        {"lead_organisation_id": None},
    ]
    for forbidden in forbidden_changes:
        with pytest.raises(NotAllowed), transaction():
            services.edit(actor_of(lead), group, **forbidden)
    with pytest.raises(NotAllowed), transaction():
        services.set_status(actor_of(lead), group, status=GroupStatus.CLOSED, reason="Fini")


def test_members_and_strangers_change_nothing(app: Flask) -> None:
    group, member, stranger = make.group(), make.account(), make.account(Role.PARTNER)
    make.mandate(member, group, GroupRole.MEMBER)
    for who in (member, stranger):
        with pytest.raises(NotAllowed), transaction():
            services.edit(actor_of(who), group, purpose="À moi")
        with pytest.raises(NotAllowed), transaction():
            services.appoint(actor_of(who), group, account=who, role=GroupRole.LEAD)
    assert journal() == []


def test_the_journal_keeps_no_address(app: Flask) -> None:
    group = make.group()
    with transaction():
        services.edit(SYSTEM, group, contact_email="groupe@example.org")
    entry = db.session.scalars(select(AuditEntry)).one()
    assert "example.org" not in str((entry.before, entry.after))


def test_states_move_with_a_reason_and_their_history_stays(app: Flask) -> None:
    group = make.group()
    with pytest.raises(Invalid), transaction():
        services.set_status(SYSTEM, group, status=GroupStatus.DORMANT, reason="  ")
    with transaction():
        assert services.set_status(SYSTEM, group, status=GroupStatus.DORMANT, reason="Pause d’été")
        assert not services.set_status(SYSTEM, group, status=GroupStatus.DORMANT, reason="Encore")
    with pytest.raises(Conflict), transaction():
        services.set_status(SYSTEM, group, status=GroupStatus.PLANNED, reason="Retour")
    (change,) = queries.status_history(group.id)
    assert (change.status, change.reason) == (GroupStatus.DORMANT, "Pause d’été")


def test_an_appointment_is_told_once_and_repeating_it_changes_nothing(app: Flask) -> None:
    group, person = make.group(), make.account()
    with transaction():
        first = services.appoint(SYSTEM, group, account=person, role=GroupRole.MEMBER)
        again = services.appoint(SYSTEM, group, account=person, role=GroupRole.MEMBER)
    assert first.id == again.id
    assert [mail.kind for mail in mails()] == ["groups/appointed"]
    assert journal() == ["group:appoint"]
    assert actor_of(person).in_group(group.id, GroupRole.MEMBER)


def test_an_ended_mandate_gives_nothing_any_more_and_is_kept(app: Flask) -> None:
    group, person = make.group(), make.account()
    with transaction():
        mandate = services.appoint(SYSTEM, group, account=person, role=GroupRole.LEAD)
    with transaction():
        assert services.end_mandate(SYSTEM, mandate)
        assert not services.end_mandate(SYSTEM, mandate)
    assert not actor_of(person).in_group(group.id)
    assert queries.members(group.id) == []
    (former,) = queries.former_members(group.id)
    assert former.mandate_id == mandate.id
    assert [mail.kind for mail in mails()] == ["groups/appointed", "groups/mandate_ended"]
    with transaction():
        services.appoint(SYSTEM, group, account=person, role=GroupRole.LEAD)
    assert db.session.query(Mandate).count() == 2


def test_who_held_a_role_on_a_day(app: Flask) -> None:
    group, person = make.group(), make.account()
    make.mandate(person, group)
    today = clock.today()
    assert [m.account_id for m in queries.members(group.id, on=today)] == [person.id]
    assert queries.members(group.id, on=today - timedelta(days=60)) == []


def test_a_closed_group_takes_nobody_in(app: Flask) -> None:
    group, person = make.group(status=GroupStatus.CLOSED), make.account()
    with pytest.raises(Conflict), transaction():
        services.appoint(SYSTEM, group, account=person, role=GroupRole.MEMBER)


def test_a_person_with_two_roles_is_told_once(app: Flask) -> None:
    group, person, gone = make.group(), make.account(), make.account()
    make.mandate(person, group, GroupRole.LEAD)
    make.mandate(person, group, GroupRole.MEMBER)
    make.mandate(gone, group, GroupRole.MEMBER)
    with transaction():
        db.session.get_one(Account, gone.id).closed_at = clock.now()
    assert [told.id for told in queries.people_to_tell(group.id)] == [person.id]
    assert queries.people_to_tell(group.id, [GroupRole.SECRETARY]) == []
