"""Convoked, answered, reminded: one row a person, each thing told once."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import Account
from app.events import services as events
from app.events.enums import EventKind, EventMode, EventStatus
from app.events.models import Event
from app.events.when import When
from app.groups import services as groups
from app.groups.enums import GroupRole
from app.groups.models import WorkingGroup
from app.groups.queries import load_actor
from app.kernel import clock
from app.kernel.access import ANONYMOUS, SYSTEM, Actor
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, Invalid, NotAllowed
from app.meetings import queries, services
from app.meetings.enums import Answer
from app.meetings.models import Convocation
from app.meetings.retention import forget_invited
from app.meetings.services import Invitee
from app.meetings.tokens import token_of
from app.outbox.letters import write_letter
from app.outbox.models import OutboxMessage
from tests import make
from tests.web import HouseClient
from tests.world import PDF

pytestmark = pytest.mark.usefixtures("app")


def actor(account: Account) -> Actor:
    found = load_actor(account.id)
    assert found is not None
    return found


def house() -> tuple[WorkingGroup, Account, Account]:
    group, lead, member = make.group(slug="g"), make.account(), make.account()
    make.mandate(lead, group, GroupRole.LEAD)
    make.mandate(member, group, GroupRole.MEMBER)
    return group, lead, member


def convened(group: WorkingGroup, days: int = 10, mode: EventMode = EventMode.HYBRID) -> Event:
    starts = clock.now() + timedelta(days=days)
    with transaction():
        event = events.create(
            SYSTEM,
            kind=EventKind.GROUP_MEETING,
            title="Réunion fictive",
            when=When(starts, starts + timedelta(hours=2)),
            group_id=group.id,
            mode=mode,
            remote_url="https://visio.example.org/salle" if mode is not EventMode.ON_SITE else None,
        )
        events.publish(SYSTEM, event)
    return event


def told(address: str) -> list[str]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(OutboxMessage.kind)
            .where(OutboxMessage.recipient == address)
            .order_by(OutboxMessage.id)
        )
    )


def of(event: Event, account: Account) -> Convocation:
    found = queries.own_convocation(account.id, event.id)
    assert found is not None
    return found


def test_a_member_answers_by_the_link_without_signing_in(client: HouseClient) -> None:
    group, _, member = house()
    event = convened(group)
    address = f"/convocations/{token_of(of(event, member))}"
    page = client.get(address)
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Cache-Control"] == "no-store"
    assert "visio.example.org" not in page.text
    assert client.post(address, blank=True).status_code == 422
    assert client.post(address, data={"answer": "delegate"}).status_code == 422
    assert client.post(address, data={"answer": "remote"}).status_code == 303
    assert "visio.example.org" in client.get(address).text
    row = of(event, member)
    assert (row.answer, row.answered_at is not None) == (Answer.REMOTE, True)
    assert client.get("/convocations/nimportequoi").status_code == 404


def test_the_same_answer_twice_changes_nothing_and_a_delegate_has_a_name() -> None:
    group, _, member = house()
    event = convened(group)
    row = of(event, member)
    with transaction():
        assert services.answer(
            ANONYMOUS, row, answer=Answer.DELEGATE, delegate_name=" Camille Fictive "
        )
    with transaction():
        assert not services.answer(
            ANONYMOUS, row, answer=Answer.DELEGATE, delegate_name="Camille Fictive"
        )
    with pytest.raises(Invalid), transaction():
        services.answer(ANONYMOUS, row, answer=Answer.DELEGATE)
    with transaction():
        services.answer(ANONYMOUS, row, answer=Answer.EXCUSED, delegate_name="Camille Fictive")
    assert of(event, member).delegate_name is None


def test_what_the_meeting_does_not_offer_is_refused_and_so_is_the_past() -> None:
    group, _, member = house()
    event = convened(group, mode=EventMode.ON_SITE)
    with pytest.raises(Invalid), transaction():
        services.answer(ANONYMOUS, of(event, member), answer=Answer.REMOTE)
    with (
        clock.at(clock.now() + timedelta(days=20)),
        pytest.raises(Conflict),
        transaction(),
    ):
        services.answer(ANONYMOUS, of(event, member), answer=Answer.PRESENT)


def test_a_new_date_asks_again_and_a_new_place_does_not() -> None:
    group, _, member = house()
    event = convened(group)
    with transaction():
        services.answer(ANONYMOUS, of(event, member), answer=Answer.PRESENT)
    with transaction():
        stored = db.session.get_one(Event, event.id)
        events.edit(SYSTEM, stored, version=stored.version, city="Foix")
    assert of(event, member).answer is Answer.PRESENT
    with transaction():
        stored = db.session.get_one(Event, event.id)
        later = clock.now() + timedelta(days=30)
        events.edit(
            SYSTEM,
            stored,
            version=stored.version,
            when=When(later, later + timedelta(hours=1)),
        )
    assert of(event, member).answer is None
    assert told(member.email) == ["meetings/convocation", *["meetings/meeting_changed"] * 2]


def test_those_who_said_nothing_are_reminded_once() -> None:
    group, lead, member = house()
    event = convened(group, days=10)
    with transaction():
        services.answer(ANONYMOUS, of(event, lead), answer=Answer.EXCUSED)
    for day in range(12):
        with clock.at(clock.now() + timedelta(days=day)), transaction():
            services.remind_silent()
    assert told(member.email) == ["meetings/convocation", "meetings/convocation_reminder"]
    assert told(lead.email) == ["meetings/convocation"]


def test_people_beyond_the_members_are_invited_told_and_forgotten() -> None:
    group, lead, member = house()
    event = convened(group)
    people = [
        Invitee("Camille Fictive", "Camille@example.org"),
        Invitee("Camille encore", "camille@example.org"),
        Invitee("Déjà membre", member.email.upper()),
    ]
    with transaction():
        added = services.invite(actor(lead), event, people)
    assert [one.person for one in added] == ["Camille encore"]
    with transaction():
        assert services.invite(actor(lead), event, people) == []
    assert told("camille@example.org") == ["meetings/convocation"]
    with transaction():
        events.cancel(SYSTEM, db.session.get_one(Event, event.id), reason="Salle fermée.")
    assert told("camille@example.org") == ["meetings/convocation", "meetings/meeting_cancelled"]
    mail = db.session.scalars(
        select(OutboxMessage).where(
            OutboxMessage.kind == "meetings/meeting_cancelled",
            OutboxMessage.recipient == "camille@example.org",
        )
    ).one()
    body = write_letter(mail).mail.get_body(("plain",))
    assert body is not None
    assert "Salle fermée." in body.get_content()
    assert "effacés un an après" in body.get_content()
    with clock.at(clock.now() + timedelta(days=400)), transaction():
        assert forget_invited(clock.now() - timedelta(days=365)) == 1
        assert forget_invited(clock.now() - timedelta(days=365)) == 0
    names = [one.person for one in queries.convoked(event.id)]
    assert "Personne invitée" in names
    assert not any("Camille" in name for name in names)


def test_others_invite_nobody() -> None:
    group, _, member = house()
    event = convened(group)
    with pytest.raises(NotAllowed), transaction():
        services.invite(actor(member), event, [Invitee("X", "x@example.org")])


def test_who_joins_is_convoked_to_what_comes_once() -> None:
    group, _, _ = house()
    event = convened(group)
    newcomer = make.account()
    staff = make.account(Role.STAFF)
    for role in (GroupRole.MEMBER, GroupRole.SECRETARY):
        with transaction():
            groups.appoint(actor(staff), group, account=newcomer, role=role)
    assert told(newcomer.email).count("meetings/convocation") == 1
    assert of(event, newcomer).answer is None


def test_a_meeting_announced_before_convocations_were_kept_is_still_followed() -> None:
    group, _, member = house()
    event = make.event(kind=EventKind.GROUP_MEETING, group_id=group.id)
    with transaction():
        events.cancel(SYSTEM, db.session.get_one(Event, event.id), reason="Salle fermée.")
    assert told(member.email) == ["meetings/meeting_cancelled"]


def test_the_lead_sees_who_comes_and_members_do_not(client: HouseClient) -> None:
    group, lead, member = house()
    event = convened(group)
    with transaction():
        services.answer(
            ANONYMOUS,
            of(event, member),
            answer=Answer.DELEGATE,
            delegate_name="Camille Fictive",
        )
    address = f"/gestion/evenements/{event.slug}/convocation"
    client.sign_in(member)
    assert client.get(address).status_code == 403
    assert "Changer ma réponse" in client.get(f"/evenements/{event.slug}").text
    client.sign_in(lead)
    assert "Camille Fictive" in client.get(address).text
    assert client.post(f"{address}/inviter", data={"invitees": "sans adresse"}).status_code == 422
    sent = {"invitees": "Camille Fictive, camille@example.org\nautre@example.org"}
    assert client.post(f"{address}/inviter", data=sent).status_code == 303
    assert "autre" in client.get(address).text


def test_files_go_with_the_convocation_to_those_who_see_the_meeting(client: HouseClient) -> None:
    group, lead, member = house()
    event = convened(group)
    with transaction():
        db.session.get_one(Event, event.id).visibility = "group"  # type: ignore[assignment]
    address = f"/gestion/evenements/{event.slug}/convocation/documents"
    client.sign_in(lead)
    assert client.post(address, blank=True).status_code == 422
    data = {"documents": (io.BytesIO(PDF), "ordre du jour.pdf")}
    assert client.post(address, data=data).status_code == 303
    (document,) = queries.documents_of(event.id)
    link = f"/documents/{document.id}/{document.filename}"
    assert client.get(link).status_code == 200
    client.sign_in(member)
    assert client.get(link).status_code == 200
    client.sign_in(make.account())
    assert client.get(link).status_code == 404


def meeting(**changes: str) -> dict[str, str]:
    day = clock.today() + timedelta(days=20)
    return {
        "title": "Réunion d’automne",
        "day": day.isoformat(),
        "begins": "09:30",
        "ends": "12:00",
        "repeat": "once",
        "mode": "hybrid",
        "visibility": "group",
        **changes,
    }


def test_meetings_that_come_back_are_shown_before_they_are_made(client: HouseClient) -> None:
    _group, lead, member = house()
    client.sign_in(lead)
    address = "/groupes/g/reunions/nouvelle"
    asked = meeting(repeat="fortnightly", times="3")
    shown = client.post(address, data=asked)
    assert shown.status_code == 200
    assert "Rien n’est encore créé" in shown.text
    assert db.session.scalars(select(Event)).all() == []
    first = clock.today() + timedelta(days=20)
    days = [(first + timedelta(days=14 * n)).isoformat() for n in range(3)]
    kept = {"days": [days[0], days[2]]}
    assert client.post(address, data={"days": []}, page=shown).status_code == 422
    assert client.post(address, data=kept, page=shown).status_code == 303
    made = db.session.scalars(select(Event).order_by(Event.starts_at)).all()
    assert [clock.paris(e.starts_at).date().isoformat() for e in made if e.starts_at] == [
        days[0],
        days[2],
    ]
    assert len({event.uid for event in made}) == 2
    assert told(member.email) == ["meetings/convocation"] * 2
    assert client.post(address, data=kept, page=shown).status_code == 303
    assert len(db.session.scalars(select(Event)).all()) == 2, "a second click adds nothing"
    other = client.post(address, data={**kept, "times": "4"}, page=shown)
    assert other.status_code == 200, "other days are shown first"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"agenda": "Accueil (2 h)\nBudget (40 min)"}, "retirez 10"),
        ({"invitees": "quelqu’un sans adresse"}, "adresse complète"),
        ({"repeat": "weekly", "times": "40"}, "de 2 à 12"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    client: HouseClient, changes: dict[str, str], said: str
) -> None:
    _, lead, _ = house()
    client.sign_in(lead)
    answer = client.post("/groupes/g/reunions/nouvelle", data=meeting(**changes))
    assert answer.status_code == 422
    assert said in answer.text.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Réunion d’automne" in answer.text
    assert db.session.scalars(select(Event)).all() == []


def test_a_lead_invites_and_attaches_while_convening(client: HouseClient) -> None:
    _, lead, _ = house()
    client.sign_in(lead)
    data = {
        **meeting(agenda="Accueil (10 min)", invitees="Camille <camille@example.org>"),
        "documents": (io.BytesIO(PDF), "note.pdf"),
    }
    assert client.post("/groupes/g/reunions/nouvelle", data=data).status_code == 303
    assert told("camille@example.org") == ["meetings/convocation"]
    event = db.session.scalars(select(Event)).one()
    assert len(queries.documents_of(event.id)) == 1
    assert event.status is EventStatus.PUBLISHED
    assert "(10" in client.get(f"/evenements/{event.slug}").text


def test_the_answer_is_in_no_public_format(app: Flask, client: HouseClient) -> None:
    group, _, member = house()
    event = convened(group)
    with transaction():
        services.invite(SYSTEM, event, [Invitee("MARQUEUR Invité", "marqueur@example.org")])
        services.answer(
            ANONYMOUS, of(event, member), answer=Answer.DELEGATE, delegate_name="MARQUEUR Délégué"
        )
    for address in (
        "/",
        "/groupes",
        "/groupes/g",
        "/groupes/g.ics",
        "/agenda",
        "/agenda.ics",
        f"/evenements/{event.slug}",
        f"/evenements/{event.slug}.ics",
    ):
        assert "MARQUEUR" not in client.get(address).text, address
        assert "marqueur" not in client.get(address).text, address
