"""Sent round, commented on, answered, approved: and what leaks to nobody meanwhile."""

from __future__ import annotations

import uuid
from datetime import time, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.events.enums import EventKind
from app.events.models import ProgrammeItem
from app.groups.enums import GroupRole
from app.groups.queries import load_actor
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, Invalid, NotYet
from app.meetings.models import Convocation
from app.minutes import queries, services
from app.minutes.blocks import agenda_points
from app.minutes.content import Content, Count, Item, Person, ToDo
from app.minutes.enums import (
    ActionAct,
    ActionStatus,
    AttendeeKind,
    Audience,
    Counting,
    MinutesStatus,
    Presence,
)
from app.minutes.models import Action, Minutes
from app.minutes.services.life import first_end
from app.minutes.tokens import action_token
from app.outbox.models import OutboxMessage
from tests import make, minuting
from tests.web import HouseClient

MARKER = "Zibeline-Secrète"


class Room:
    """A group with a lead, a member and a guest who was at the meeting."""

    def __init__(self) -> None:
        self.group = make.group(slug="salle", name="Groupe de la salle")
        self.lead = make.account(name="Ana Fictive")
        self.member = make.account(name="Bo Fictif")
        self.stranger = make.account()
        make.mandate(self.lead, self.group, GroupRole.LEAD)
        make.mandate(self.member, self.group, GroupRole.MEMBER)
        self.event = make.event(
            kind=EventKind.GROUP_MEETING,
            group_id=self.group.id,
            slug="seance",
            starts_at=clock.now() - timedelta(days=1),
        )
        with transaction():
            db.session.add(
                Convocation(
                    event_id=self.event.id,
                    public_id=str(uuid.uuid4()),
                    token_hash=uuid.uuid4().hex,
                    name="Camille Invitée",
                    email="camille@example.org",
                    email_key="camille@example.org",
                )
            )

    def content(self, body: str = "Ce qui s’est dit", **more: object) -> Content:
        return Content(
            None,
            body,
            ("Écrire un guide",),
            Audience.PUBLIC,
            items=(Item("Le guide", "On en a parlé."),),
            actions=(
                ToDo(
                    "Envoyer le guide",
                    "Camille",
                    "camille@example.org",
                    clock.today() + timedelta(days=20),
                ),
            ),
            people=(Person(Presence.PRESENT, "Camille Invitée"),),
            **more,  # type: ignore[arg-type]  # the tests give what they need
        )

    def saved(self, content: Content | None = None) -> Minutes:
        with transaction():
            services.save_draft(SYSTEM, self.event, content or self.content(), version=0)
        return self.now

    @property
    def now(self) -> Minutes:
        found = queries.minutes_of(self.event.id)
        assert found is not None
        return found

    def approved(self) -> None:
        minutes = self.saved()
        with transaction():
            minuting.approved(minutes)

    def sent(self) -> Minutes:
        minutes = self.saved()
        with transaction():
            services.circulate(SYSTEM, minutes, version=1, until=first_end())
        return self.now


@pytest.fixture
def room(app: Flask) -> Room:
    return Room()


def mails(kind: str) -> list[OutboxMessage]:
    found = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    return list(db.session.scalars(found))


def link_of(mail: OutboxMessage, name: str) -> str:
    return "/" + str(mail.payload[name]).split("/", 3)[3]


def test_members_and_those_present_comment_on_a_frozen_text(
    client: HouseClient, room: Room
) -> None:
    minutes = room.sent()
    told = {mail.recipient: mail for mail in mails("minutes/circulated")}
    assert set(told) == {room.lead.email, room.member.email, "camille@example.org"}
    link = link_of(told["camille@example.org"], "minutes_url")
    assert link.startswith("/comptes-rendus/relecture/")
    with transaction():
        changed = room.content("Corrigé en douce")
        services.save_draft(SYSTEM, room.event, changed, version=1)
    page = client.get(link)
    assert "Ce qui s’est dit" in page.text
    assert "Corrigé en douce" not in page.text
    wrong = client.post(link, data={"passage": "jamais écrit", "text": "Non"})
    assert wrong.status_code == 422
    assert client.post(link, data={"passage": "", "text": ""}).status_code == 422
    sent = {"passage": "On en a parlé.", "text": "Longuement !"}
    assert client.post(link, data=sent, page=page).status_code == 303
    assert client.post(link, data=sent, page=page).status_code == 303
    assert client.get("/comptes-rendus/relecture/inconnu").status_code == 404

    client.sign_in(room.member)
    own = f"/comptes-rendus/{minutes.id}"
    assert "Corrigé en douce" not in client.get(own).get_data(as_text=True)
    assert client.post(f"{own}/remarques", data={"text": "Il manque une date."}).status_code == 303
    assert [c.author_name for c in room.now.circulations[-1].comments] == [
        "Camille Invitée",
        "Bo Fictif",
    ]
    client.sign_in(room.lead)
    first, second = (c.id for c in room.now.circulations[-1].comments)
    answer = {"comment": str(first), "answer": ""}
    assert client.post(f"{own}/remarques", data=answer).status_code == 422
    with time_machine.travel(clock.now() + timedelta(days=14), tick=False):
        with pytest.raises(Conflict), transaction():
            services.approve(SYSTEM, room.now, version=2)
        client.sign_in(room.lead)
        for number in (first, second):
            done = client.post(f"{own}/remarques", data={"comment": str(number), "taken_up": "1"})
            assert done.status_code == 303
        late = client.forge(link, data={"text": "Trop tard"})
        assert late.status_code == 409
        with transaction():
            assert services.approve(SYSTEM, room.now, version=2) is not None
    client.sign_in(room.stranger)
    for address in (own, f"{own}/remarques", f"{own}.pdf", f"{own}.odt"):
        assert client.get(address).status_code == 404


def test_nothing_leaks_before_publication(client: HouseClient, room: Room) -> None:
    secret = Content(
        MARKER,
        MARKER,
        (MARKER,),
        Audience.PUBLIC,
        items=(Item(MARKER, MARKER),),
        actions=(ToDo(MARKER, MARKER, None, clock.today()),),
        people=(Person(Presence.PRESENT, MARKER, MARKER),),
    )
    minutes = room.saved(secret)
    with transaction():
        services.circulate(SYSTEM, minutes, version=1, until=first_end())
    with transaction():
        services.comment(member_of(room), room.now, text=MARKER, passage=None)
    places = (
        *("/", "/comptes-rendus", "/decisions", "/actions", "/agenda", "/agenda.ics"),
        *("/groupes", "/groupes/salle", "/groupes/salle.ics", "/evenements/seance"),
        *("/evenements/seance.ics", f"/comptes-rendus/{minutes.id}", "/propositions"),
        *(f"/comptes-rendus/{minutes.id}.pdf", f"/comptes-rendus/{minutes.id}.odt"),
    )
    for account in (None, room.stranger):
        if account is not None:
            client.sign_in(account)
        for place in places:
            assert MARKER not in client.get(place).get_data(as_text=True), place
    # Who answers the remarks reads them in the mail too; nobody else is sent the text.
    entitled = ("minutes/comment_written", room.lead.email)
    for mail in db.session.scalars(select(OutboxMessage)):
        if (mail.kind, mail.recipient) != entitled:
            assert MARKER not in f"{mail.subject}{mail.payload}"


def member_of(room: Room) -> Actor:
    found = load_actor(room.member.id)
    assert found is not None
    return found


def test_what_opened_by_itself_is_written_from_the_agenda(client: HouseClient, room: Room) -> None:
    with transaction():
        db.session.add(ProgrammeItem(event_id=room.event.id, title="Le guide", time_text="9 h"))
        assert services.open_over() == 1
    client.sign_in(room.lead)
    page = client.get("/gestion/evenements/seance/compte-rendu")
    assert page.status_code == 200
    assert 'value="9 h Le guide"' in page.get_data(as_text=True)


def test_people_are_counted_where_they_must_not_be_named(client: HouseClient, room: Room) -> None:
    counted = Content(
        None,
        "Texte",
        (),
        Audience.PUBLIC,
        counting=Counting.COUNTED,
        counts=(Count(AttendeeKind.CONCERNED, None, 12),),
    )
    minutes = room.saved(counted)
    with transaction():
        minuting.published(minutes)
    page = client.get(f"/comptes-rendus/{minutes.id}").get_data(as_text=True)
    assert "12\u00a0personnes" in page
    assert "Camille" not in page
    pdf = client.get(f"/comptes-rendus/{minutes.id}.pdf")
    assert pdf.data.startswith(b"%PDF-")
    odt = client.get(f"/comptes-rendus/{minutes.id}.odt")
    assert odt.data.startswith(b"PK")


def test_a_meeting_held_since_the_reading_approves(room: Room) -> None:
    room.sent()
    mine: dict[str, Any] = {"kind": EventKind.GROUP_MEETING, "group_id": room.group.id}
    now, until = clock.now(), room.now.circulations[-1].until
    before = make.event(**mine, starts_at=now - timedelta(hours=1))
    on_last_day = make.event(**mine, starts_at=clock.from_paris(until, time(10)))
    later = make.event(**mine, starts_at=clock.from_paris(until + timedelta(days=2), time(10)))
    other = make.event(kind=EventKind.GROUP_MEETING, starts_at=later.starts_at)
    assert agenda_points(room.group.id)[0].title.startswith("Approuver")
    with pytest.raises(NotYet, match="possible à partir du"), transaction():
        services.approve(SYSTEM, room.now, version=1, meeting_id=before.id)
    with clock.at(clock.from_paris(until + timedelta(days=3), time(10))):
        for meeting in (before, on_last_day, other):
            with pytest.raises(Invalid, match="depuis la relecture"), transaction():
                services.approve(SYSTEM, room.now, version=1, meeting_id=meeting.id)
        with transaction():
            services.approve(SYSTEM, room.now, version=1, meeting_id=later.id)
    assert room.now.status is MinutesStatus.APPROVED
    assert [p.title for p in agenda_points(room.group.id)] == [
        "Action à suivre : Envoyer le guide (Camille)"
    ]


def test_an_owner_closes_from_the_mail(client: HouseClient, room: Room) -> None:
    room.approved()
    (given,) = mails("minutes/action_given")
    link = link_of(given, "action_url")
    page = client.get(link)
    assert "Envoyer le guide" in page.text
    assert [a.status for a in room.now.actions] == [ActionStatus.TO_DO]
    for _ in range(2):
        assert client.post(link, page=page).status_code == 303
    assert [a.status for a in room.now.actions] == [ActionStatus.DONE]
    assert "C’est noté" in client.get(link).get_data(as_text=True)
    assert agenda_points(room.group.id) == []


def test_an_action_is_put_off_with_a_reason_and_a_date(client: HouseClient, room: Room) -> None:
    room.approved()
    action = room.now.actions[0]
    client.sign_in(room.lead)
    path = f"/actions/{action.id}/suite"
    assert client.post(path, data={"act": ActionAct.POSTPONE.value}).status_code == 422
    sent = {
        "act": ActionAct.POSTPONE.value,
        "reason": "La salle manque",
        "due_on": (clock.today() + timedelta(days=40)).isoformat(),
    }
    assert client.post(path, data=sent).status_code == 303
    board = client.get("/actions?groupe=salle&etat=postponed").get_data(as_text=True)
    assert "La salle manque" in board
    assert "camille@example.org" not in board
    client.sign_in(room.stranger)
    assert client.get(path).status_code == 404
    assert queries.late_actions() == {}


def test_reminders_over_weeks_are_told_once_each(room: Room) -> None:
    start = clock.now()
    for day in range(22):
        with time_machine.travel(start + timedelta(days=day), tick=False):
            for _ in range(2):
                with transaction():
                    services.open_over()
                    services.remind_writers()
    staff: list[str] = []
    told = [(m.payload["days"], m.recipient) for m in mails("minutes/awaited")]
    assert told == [(day, room.lead.email) for day in (3, 7, 10)] + [(10, s) for s in staff]
    assert room.now.status is MinutesStatus.TO_WRITE


def test_an_action_is_called_to_mind_before_on_and_after(room: Room) -> None:
    room.approved()
    due = room.now.actions[0].due_on
    assert due is not None
    start = clock.now()
    for day in range(36):
        with time_machine.travel(start + timedelta(days=day), tick=False):
            for _ in range(2):
                with transaction():
                    services.remind_of_actions()
    assert [m.payload["day"] for m in mails("minutes/action_due")] == [-7, 0, 7]
    (row,) = db.session.scalars(select(Action)).all()
    assert link_of(mails("minutes/action_due")[0], "action_url").endswith(
        action_token(row.public_id)
    )


def test_one_page_follows_itself_and_history_shows_what_changed(
    client: HouseClient, room: Room
) -> None:
    client.sign_in(room.lead)
    path = "/gestion/evenements/seance/compte-rendu"
    page = str(uuid.uuid4())
    sent = {
        "body": "Un",
        "audience": "members",
        "counting": "named",
        "version": "0",
        "writer": page,
        "items-0-title": "Point",
        "items-0-text": "Premier texte",
    }
    ask = {"X-Autosave": "1"}
    assert client.forge(path, data=sent, headers=ask).status_code == 200
    # The answer was lost: the same page sends its old version again, with more text.
    more = {**sent, "items-0-text": "Premier texte, plus long"}
    assert client.forge(path, data=more, headers=ask).status_code == 200
    assert len(queries.revisions(room.now.id)) == 1
    other = {**more, "writer": str(uuid.uuid4()), "items-0-text": "Autre"}
    stale = client.forge(path, data=other)
    assert stale.status_code == 409
    assert "plus long" in stale.get_data(as_text=True)
    # Theirs is kept: mine stays in the history.
    kept = client.post(path, data={"keep_theirs": "1"}, page=stale)
    assert kept.status_code == 303
    assert room.now.items[0]["text"] == "Premier texte, plus long"
    aside = queries.revisions(room.now.id)[0]
    assert aside.set_aside
    shown = client.get(f"{path}/versions?version={aside.id}").get_data(as_text=True)
    assert "Autre" in shown
    assert "<del>" in shown
