"""After the text: the next meeting, answers told, actions in calendars, what is one's own, ends."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.events.enums import EventKind
from app.feeds import services as feeds
from app.groups.queries import load_actor
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.dates import spoken_span
from app.kernel.db import db, transaction
from app.meetings.models import Convocation
from app.minutes import papers, services
from app.minutes.content import Content, Item, Person, ToDo
from app.minutes.enums import ActionAct, Audience, Presence
from app.minutes.models import Action, Comment, Minutes, MinutesRevision, Reader
from app.minutes.odt import odt
from app.minutes.retention import SOMEBODY, forget_addresses, forget_drafts
from app.minutes.services.life import first_end
from app.outbox.letters import write_letter
from app.wordprocessing import reading
from tests import make, minuting
from tests.integration.minutes.test_circulation import Room, mails
from tests.web import HouseClient

WRITE = "/gestion/evenements/seance/compte-rendu"


@pytest.fixture
def room(app: Flask) -> Room:
    return Room()


def given_to_member(room: Room) -> Content:
    """An action with a date, given to the member; who was there is named."""
    return Content(
        None,
        "Ce qui s’est dit",
        (),
        Audience.MEMBERS,
        items=(Item("Le guide", "On en a parlé."),),
        actions=(
            ToDo("Relire le guide", "Bo Fictif", room.member.email, clock.today() + timedelta(20)),
        ),
        people=(Person(Presence.PRESENT, room.member.name),),
        next_meeting="À préciser, en mars",
    )


def test_the_next_meeting_is_proposed_kept_and_printed(client: HouseClient, room: Room) -> None:
    starts = clock.now() + timedelta(days=30)
    make.event(
        kind=EventKind.GROUP_MEETING,
        group_id=room.group.id,
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
    )
    announced = spoken_span(starts, starts + timedelta(hours=2))
    client.sign_in(room.lead)
    assert announced in client.get(WRITE).text.replace("&#39;", "’")
    sent = {
        "version": "0",
        "body": "Un",
        "audience": "members",
        "counting": "named",
        "next_meeting": announced,
    }
    assert client.post(WRITE, data={**sent, "next_meeting": "x" * 301}).status_code == 422
    assert client.post(WRITE, data=sent).status_code == 303
    with transaction():
        minuting.published(room.now)
    page = client.get(f"/comptes-rendus/{room.now.id}").text
    assert "Prochaine réunion" in page
    minutes = room.now
    data = papers.data_of_paper(minutes, minutes.editions[-1])
    assert reading.read(odt(data)).sections[-1].title == "Prochaine réunion"
    assert papers.pdf(minutes, minutes.editions[-1]).startswith(b"%PDF")
    first = minutes.editions[-1].content_hash
    with transaction():
        other = Content(None, "Un", (), Audience.MEMBERS, next_meeting="À préciser")
        services.amend(SYSTEM, room.now, other, version=minutes.version, reason="La salle manque")
    assert room.now.editions[-1].content_hash != first
    assert "À préciser" in client.get(f"/comptes-rendus/{minutes.id}").text


def test_who_wrote_a_remark_is_told_of_its_answer(room: Room) -> None:
    room.sent()
    lead, member = load_actor(room.lead.id), load_actor(room.member.id)
    assert lead is not None
    assert member is not None
    with transaction():
        own = services.comment(member, room.now, text="Et le Lot ?", passage=None)
        reader = db.session.scalars(select(Reader)).one()
        guest = services.comment(SYSTEM, room.now, text="Et moi ?", passage=None, reader=reader)
        leads = services.comment(lead, room.now, text="Je corrige", passage=None)
        ids = (own.id, guest.id, leads.id)
    for number in (*ids, ids[0]):
        with transaction():
            services.answer(lead, room.now, number, taken_up=number == ids[0], answer="Vu ensemble")
    written = mails("minutes/comment_written")
    assert [mail.recipient for mail in written] == [room.lead.email] * 2, "not of one's own remark"
    assert "Et le Lot ?" in written[0].payload["text"]
    told = {mail.recipient: mail for mail in mails("minutes/comment_answered")}
    assert set(told) == {room.member.email, "camille@example.org"}, "nobody tells oneself"
    assert "/remarques#r" in told[room.member.email].payload["minutes_url"]
    assert "/relecture/" in told["camille@example.org"].payload["minutes_url"]
    letter = write_letter(told[room.member.email]).mail.get_body(("plain",))
    assert letter is not None
    for words in ("reprise dans le texte", "Et le Lot", "Vu ensemble"):
        assert words in letter.get_content()
    with time_machine.travel(clock.now() + timedelta(minutes=5), tick=False), transaction():
        services.answer(lead, room.now, ids[0], taken_up=False, answer="Après tout, non")
    assert len(mails("minutes/comment_answered")) == 3


def test_a_dated_action_stands_in_the_calendar_of_its_owner(
    client: HouseClient, room: Room
) -> None:
    minutes = room.saved(given_to_member(room))
    with transaction():
        member = load_actor(room.member.id)
        assert member is not None
        token = feeds.token(feeds.create(member, name="Le mien"))

    def lines() -> str:
        return client.get(f"/calendriers/{token}.ics").text.replace("\r\n ", "")

    assert "Relire le guide" not in lines(), "nothing is given before the approval"
    with transaction():
        minuting.approved(minutes)
    before = lines()
    assert "SUMMARY:Échéance : Relire le guide" in before
    action = db.session.scalars(select(Action)).one()
    assert f"DTSTART;VALUE=DATE:{action.due_on:%Y%m%d}" in before
    assert lines() == before
    later = clock.today() + timedelta(days=60)
    with transaction():
        services.change_action(
            SYSTEM, given(action.id), ActionAct.POSTPONE, reason="Attendre", due_on=later
        )
    after = lines()
    assert f"DTSTART;VALUE=DATE:{later:%Y%m%d}" in after
    assert _sequence(after) > _sequence(before)
    with transaction():
        services.change_action(SYSTEM, given(action.id), ActionAct.FINISH)
    assert "Relire le guide" not in lines()


def given(action_id: int) -> Action:
    return db.session.scalars(
        select(Action)
        .where(Action.id == action_id)
        .options(joinedload(Action.minutes).joinedload(Minutes.event))
    ).one()


def _sequence(text: str) -> int:
    block = text.split("Relire le guide")[0].rsplit("BEGIN:VEVENT", 1)[1]
    rest = text.split("Relire le guide")[1].split("END:VEVENT")[0]
    return next(int(x[9:]) for x in (block + rest).splitlines() if x.startswith("SEQUENCE:"))


def test_ones_own_data_hold_actions_remarks_and_presence(client: HouseClient, room: Room) -> None:
    with transaction():
        db.session.add(
            Convocation(
                event_id=room.event.id,
                public_id=str(uuid.uuid4()),
                token_hash=uuid.uuid4().hex,
                account_id=room.member.id,
            )
        )
    minutes = room.saved(given_to_member(room))
    with transaction():
        services.circulate(SYSTEM, minutes, version=1, until=first_end())
    member = load_actor(room.member.id)
    assert member is not None
    with transaction():
        made = services.comment(member, room.now, text="Et le Lot ?", passage=None)
        number = made.id
    client.sign_in(room.member)
    held = client.get("/compte/mes-donnees.json").json
    assert held is not None
    assert held["actions"] == []
    assert [one["suite"] for one in held["remarques"]] == ["pas encore de réponse"]
    assert [one["compte_rendu"] for one in held["convocations"]] == [None]
    with transaction():
        services.answer(SYSTEM, room.now, number, taken_up=True, answer="")
    with (
        time_machine.travel(clock.now() + timedelta(days=14), tick=False),
        transaction(),
    ):
        services.approve(SYSTEM, room.now, version=1)
    held = client.get("/compte/mes-donnees.json").json
    assert held is not None
    assert [one["action"] for one in held["actions"]] == ["Relire le guide"]
    assert [one["compte_rendu"] for one in held["convocations"]] == ["Présence"]
    page = client.get("/compte").text
    assert "Relire le guide" in page
    assert "reprise dans le texte" in page
    client.sign_in(room.lead)
    other = client.get("/compte/mes-donnees.json").json
    assert other is not None
    assert (other["actions"], other["remarques"]) == ([], [])


def test_names_and_drafts_end_and_the_approved_text_stays(room: Room) -> None:
    minutes = room.sent()
    with transaction():
        reader = db.session.scalars(select(Reader)).one()
        made = services.comment(SYSTEM, minutes, text="Et moi ?", passage=None, reader=reader)
        services.answer(SYSTEM, room.now, made.id, taken_up=True, answer="")
    with time_machine.travel(clock.now() + timedelta(days=14), tick=False), transaction():
        services.approve(SYSTEM, room.now, version=1)
        services.close_by_link(room.now.actions[0])
    soon = clock.now() - timedelta(days=365)
    with transaction():
        assert forget_addresses(soon) + forget_drafts(soon) == 0
    late = clock.now() + timedelta(days=30)
    with transaction():
        assert forget_addresses(late) == 3
        assert forget_drafts(late) >= 1
    with transaction():
        assert forget_addresses(late) + forget_drafts(late) == 0
    db.session.expire_all()
    comment = db.session.scalars(select(Comment)).one()
    assert (comment.author_name, comment.text) == (SOMEBODY, "Et moi ?")
    assert db.session.scalar(select(func.count()).select_from(MinutesRevision)) == 0
    assert room.now.editions[-1].actions[0]["who"] == "Camille"
    assert db.session.scalars(select(Action)).one().owner_email is None
