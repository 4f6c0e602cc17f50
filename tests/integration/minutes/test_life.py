"""The life of minutes: draft, publication, amendment, and two people writing at once."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import Account
from app.audit.models import AuditEntry
from app.documents.services import Upload
from app.events.enums import EventKind, EventStatus
from app.events.models import Event
from app.groups.enums import GroupRole
from app.groups.models import WorkingGroup
from app.groups.queries import load_actor
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, Invalid, NotAllowed, Stale
from app.minutes import queries, services
from app.minutes.content import Content
from app.minutes.enums import Audience, MinutesStatus
from app.minutes.models import Decision, Minutes, MinutesEdition
from app.minutes.services.life import first_end
from app.outbox.models import OutboxMessage
from app.proposals.models import Proposal
from tests import files, make, minuting


def actor_of(account: Account) -> Actor:
    actor = load_actor(account.id)
    assert actor is not None
    return actor


def held_meeting(group: WorkingGroup | None, **values: object) -> Event:
    starts_at = clock.now() - timedelta(days=2)
    defaults: dict[str, object] = {
        "kind": EventKind.GROUP_MEETING if group else EventKind.STUDY_DAY,
        "group_id": group.id if group else None,
        "starts_at": starts_at,
    }
    return make.event(**{**defaults, **values})  # type: ignore[arg-type]


def content(
    body: str = "Bonjour",
    *decisions: str,
    audience: Audience = Audience.MEMBERS,
    removed: frozenset[int] = frozenset(),
) -> Content:
    return Content(
        plain_summary=None, body=body, decisions=decisions, audience=audience, removed=removed
    )


def upload(name: str = "cr.pdf", data: bytes | None = None) -> Upload:
    return Upload(io.BytesIO(files.pdf() if data is None else data), name)


def saved(event: Event, what: Content, version: int = 0, *uploads: Upload) -> Minutes:
    with transaction():
        return services.save_draft(SYSTEM, event, what, version=version, uploads=uploads)


def fresh(event: Event) -> Minutes:
    found = queries.minutes_of(event.id)
    assert found is not None
    return found


def journal() -> list[str]:
    return list(
        db.session.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.subject_type == "minutes")
            .order_by(AuditEntry.id)
        )
    )


def test_one_draft_per_meeting_and_a_save_without_change_is_none(app: Flask) -> None:
    event = held_meeting(make.group())
    saved(event, content("Bonjour", "On continue"))
    saved(event, content("Bonjour", "On continue"), 1)
    minutes = fresh(event)
    assert (minutes.version, minutes.status) == (1, MinutesStatus.DRAFT)
    assert [(d.number, d.text) for d in minutes.decisions] == [(1, "On continue")]
    assert journal() == ["minutes:save"]


@pytest.mark.parametrize(
    "values",
    [
        {"status": EventStatus.CANCELLED},
        {"status": EventStatus.DRAFT},
        {"status": EventStatus.POSTPONED},
        {"starts_at": make.at("2037-01-01T09:00")},
    ],
)
def test_no_minutes_for_what_did_not_take_place(app: Flask, values: dict[str, object]) -> None:
    event = held_meeting(make.group(), **values)
    with pytest.raises(Conflict), transaction():
        services.save_draft(SYSTEM, event, content(), version=0)
    assert queries.minutes_of(event.id) is None


def test_empty_minutes_are_not_kept(app: Flask) -> None:
    event = held_meeting(make.group())
    with pytest.raises(Invalid), transaction():
        services.save_draft(SYSTEM, event, content(""), version=0)
    assert queries.minutes_of(event.id) is None


def test_a_stale_save_gives_back_what_stands(app: Flask) -> None:
    event = held_meeting(make.group())
    saved(event, content("Un", "Première"))
    saved(event, content("Deux", "Première", "Seconde"), 1)
    with pytest.raises(Stale) as stale, transaction():
        services.save_draft(SYSTEM, event, content("Trois"), version=1)
    assert stale.value.theirs["body"] == "Deux"
    assert stale.value.theirs["decisions"] == "D1. Première\n\nD2. Seconde"
    with pytest.raises(Stale), transaction():
        services.save_draft(SYSTEM, event, content("Premier écrit d’une autre"), version=0)
    assert fresh(event).body == "Deux"


def test_only_those_who_run_the_meeting_write(app: Flask) -> None:
    group = make.group()
    event = held_meeting(group)
    member, stranger, other_lead = make.account(), make.account(Role.PARTNER), make.account()
    make.mandate(member, group, GroupRole.MEMBER)
    make.mandate(other_lead, make.group(), GroupRole.LEAD)
    for account in (member, stranger, other_lead):
        with pytest.raises(NotAllowed), transaction():
            services.save_draft(actor_of(account), event, content(), version=0)
    secretary = make.account()
    make.mandate(secretary, group, GroupRole.SECRETARY)
    with transaction():
        services.save_draft(actor_of(secretary), event, content(), version=0)
    minutes = fresh(event)
    with pytest.raises(NotAllowed), transaction():
        services.publish(actor_of(member), minutes, version=1)
    with pytest.raises(NotAllowed), transaction():
        services.amend(actor_of(member), minutes, content("x"), version=1, reason="x")


def test_publishing_freezes_everything_and_tells_the_members_once(app: Flask) -> None:
    group = make.group()
    lead, member, gone = make.account(), make.account(), make.account()
    make.mandate(lead, group, GroupRole.LEAD)
    make.mandate(member, group, GroupRole.MEMBER)
    make.account(Role.PARTNER)
    ended = make.mandate(gone, group, GroupRole.MEMBER)
    with transaction():
        db.session.merge(ended).until = clock.today()
    event = held_meeting(group)
    saved(event, content("Texte", "Décidé"), 0, upload())
    actor = actor_of(lead)
    with transaction():
        minuting.approved(fresh(event), actor=actor)
        assert services.publish(actor, fresh(event), version=1) is not None
        assert services.publish(actor, fresh(event), version=1) is None
    minutes = fresh(event)
    (edition,) = minutes.editions
    assert minutes.status is MinutesStatus.PUBLISHED
    assert (edition.number, edition.body, edition.decisions, edition.files) == (
        1,
        "Texte",
        ["Décidé"],
        ["cr.pdf"],
    )
    assert len(edition.content_hash) == 64
    told = list(db.session.scalars(select(OutboxMessage.recipient).order_by(OutboxMessage.id)))
    assert told == [member.email, member.email]
    assert journal() == [
        "minutes:save",
        "minutes:circulate",
        "minutes:approve_text",
        "minutes:publish",
    ]


def test_an_empty_draft_is_not_published_nor_one_changed_meanwhile(app: Flask) -> None:
    event = held_meeting(make.group())
    saved(event, content("Texte"))
    with pytest.raises(Stale), transaction():
        services.circulate(SYSTEM, fresh(event), version=0, until=first_end())
    saved(event, content(""), 1)
    with pytest.raises(Invalid), transaction():
        services.circulate(SYSTEM, fresh(event), version=2, until=first_end())
    with pytest.raises(Conflict), transaction():
        services.publish(SYSTEM, fresh(event), version=2)
    assert fresh(event).status is MinutesStatus.DRAFT


def test_an_amendment_is_a_new_edition_with_its_reason(app: Flask) -> None:
    group, member = make.group(), make.account()
    make.mandate(member, group, GroupRole.MEMBER)
    event = held_meeting(group)
    saved(event, content("Texte", "Décidé"))
    with transaction():
        minuting.published(fresh(event))
    with pytest.raises(Conflict), transaction():
        services.save_draft(SYSTEM, event, content("En douce"), version=1)
    with pytest.raises(Invalid), transaction():
        services.amend(SYSTEM, fresh(event), content("x", "Décidé"), version=1, reason=" ")
    with pytest.raises(Invalid), transaction():
        services.amend(SYSTEM, fresh(event), content("x"), version=1, reason="On retire D1")
    with pytest.raises(Stale), transaction():
        services.amend(SYSTEM, fresh(event), content("x", "Décidé"), version=0, reason="Tard")
    with transaction():
        same = services.amend(
            SYSTEM, fresh(event), content("Texte", "Décidé"), version=1, reason="Rien"
        )
        assert same is None
    with transaction():
        services.amend(
            SYSTEM,
            fresh(event),
            content("Texte juste", "Décidé", "Ajouté"),
            version=1,
            reason="Une date était fausse",
        )
    minutes = fresh(event)
    assert minutes.status is MinutesStatus.AMENDED
    assert [(e.number, e.body, e.reason) for e in minutes.editions] == [
        (1, "Texte", None),
        (2, "Texte juste", "Une date était fausse"),
    ]
    assert len({e.content_hash for e in minutes.editions}) == 2
    assert minutes.published_at == minutes.editions[0].published_at
    keys = select(OutboxMessage.key).where(OutboxMessage.kind == "minutes/published")
    told = list(db.session.scalars(keys.order_by(OutboxMessage.id)))
    assert told == [f"minutes/published:{minutes.id}:{n}:{member.id}" for n in (1, 2)]


def test_decisions_keep_their_rows_when_the_text_moves(app: Flask) -> None:
    event = held_meeting(make.group())
    saved(event, content("x", "Un", "Deux", "Trois"))
    rows = {d.text: d.id for d in fresh(event).decisions}
    saved(event, content("x", "Deux", "Trois"), 1)
    after = fresh(event).decisions
    assert [(d.number, d.text) for d in after] == [(1, "Deux"), (2, "Trois")]
    assert [d.id for d in after] == [rows["Deux"], rows["Trois"]]
    saved(event, content("x", "Deux corrigé", "Trois", "Quatre"), 2)
    assert [d.id for d in fresh(event).decisions][:2] == [rows["Deux"], rows["Trois"]]
    saved(event, content("x"), 3)
    assert fresh(event).decisions == []


def test_a_decision_that_a_proposal_came_from_stays(app: Flask) -> None:
    group = make.group()
    event = held_meeting(group)
    saved(event, content("x", "Proposer un guide", "Se revoir"))
    first = fresh(event).decisions[0]
    with transaction():
        db.session.add(Proposal(group_id=group.id, title="Un guide", decision_id=first.id))
    with pytest.raises(Invalid) as refusal, transaction():
        services.save_draft(SYSTEM, event, content("x", "Se revoir"), version=1)
    assert "D1" in refusal.value.errors["decisions"]
    assert db.session.scalar(select(Decision.text).where(Decision.number == 1)) == first.text


def test_files_are_added_once_and_taken_away(app: Flask) -> None:
    event = held_meeting(make.group())
    saved(event, content("x"), 0, upload("a.pdf"))
    saved(event, content("x"), 1, upload("b.pdf"), upload("c.odt", files.odt()))
    documents = fresh(event).documents
    assert [d.filename for d in documents] == ["a.pdf", "c.odt"]
    gone = frozenset({documents[0].id})
    saved(event, content("x", removed=gone), 2)
    assert [d.filename for d in fresh(event).documents] == ["c.odt"]


def test_minutes_of_an_event_without_a_group_have_no_members(app: Flask) -> None:
    event = held_meeting(None)
    with pytest.raises(Invalid) as refusal, transaction():
        services.save_draft(SYSTEM, event, content(), version=0)
    assert "audience" in refusal.value.errors
    saved(event, content(audience=Audience.PUBLIC))
    with transaction():
        minuting.published(fresh(event))
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_a_refused_file_undoes_the_whole_save(app: Flask) -> None:
    event = held_meeting(make.group())
    with pytest.raises(Invalid), transaction():
        services.save_draft(
            SYSTEM, event, content(), version=0, uploads=[upload("x.exe", b"MZ" + bytes(9))]
        )
    assert queries.minutes_of(event.id) is None


def test_the_hash_says_whether_anything_changed(app: Flask) -> None:
    event = held_meeting(make.group())
    saved(event, content("x", "Un"), 0, upload())
    with transaction():
        minuting.published(fresh(event))
    with transaction():
        services.amend(SYSTEM, fresh(event), content("y", "Un"), version=1, reason="a")
    with transaction():
        services.amend(SYSTEM, fresh(event), content("x", "Un"), version=2, reason="b")
    hashes = list(
        db.session.scalars(select(MinutesEdition.content_hash).order_by(MinutesEdition.number))
    )
    assert hashes[0] == hashes[2] != hashes[1]


def test_what_waits_is_told_to_those_who_write(app: Flask) -> None:
    group, lead, member = make.group(), make.account(), make.account()
    make.mandate(lead, group, GroupRole.LEAD)
    make.mandate(member, group, GroupRole.MEMBER)
    older = held_meeting(group, starts_at=clock.now() - timedelta(days=9))
    newer = held_meeting(group)
    held_meeting(make.group())
    make.event(kind=EventKind.GROUP_MEETING, group_id=group.id)
    actor = actor_of(lead)
    assert [w.event_id for w in queries.to_do(actor)] == [older.id, newer.id]
    assert [w.event_id for w in queries.to_write(actor, group.id)] == [newer.id, older.id]
    assert queries.to_do(actor_of(member)) == []
    saved(older, content("x"))
    assert [w.minutes_id is None for w in queries.to_do(actor)] == [False, True]
    with transaction():
        minuting.published(fresh(older))
    assert [w.event_id for w in queries.to_do(actor)] == [newer.id]
    assert len(queries.to_do(actor_of(make.account(Role.STAFF)))) == 2
