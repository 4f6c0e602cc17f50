"""Each thing, once a week, or nothing: never less than what must be told, never twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Account
from app.events import services as events
from app.events.enums import EventKind, Visibility
from app.events.models import Event
from app.events.when import When
from app.follows import services
from app.follows.enums import Pace
from app.follows.tokens import token_of
from app.groups import services as groups
from app.groups.enums import GroupRole
from app.groups.models import WorkingGroup
from app.groups.queries import load_actor
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, transaction
from app.outbox.letters import write_letter
from app.outbox.models import OutboxMessage
from tests import make
from tests.web import HouseClient

pytestmark = pytest.mark.usefixtures("app")


def actor(account: Account) -> Actor:
    found = load_actor(account.id)
    assert found is not None
    return found


def told(account: Account) -> list[str]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(OutboxMessage.kind)
            .where(OutboxMessage.recipient == account.email)
            .order_by(OutboxMessage.id)
        )
    )


def choose(account: Account, group: WorkingGroup, pace: Pace) -> None:
    with transaction():
        services.choose(actor(account), group, pace)


def meeting(group: WorkingGroup, visibility: Visibility = Visibility.PUBLIC) -> Event:
    starts = clock.now() + timedelta(days=20)
    with transaction():
        event = events.create(
            SYSTEM,
            kind=EventKind.GROUP_MEETING,
            title="Réunion fictive",
            when=When(starts, starts + timedelta(hours=2)),
            group_id=group.id,
            visibility=visibility,
        )
        events.publish(SYSTEM, event)
    return event


def noted(group: WorkingGroup, text: str) -> None:
    with transaction():
        groups.add_note(SYSTEM, group, body=text, told_on=clock.today())


def test_what_must_be_told_reaches_who_refused_the_rest() -> None:
    group, member, other = make.group(), make.account(), make.account()
    for one in (member, other):
        make.mandate(one, group, GroupRole.MEMBER)
    choose(member, group, Pace.NOTHING)
    event = meeting(group)
    noted(group, "On avance.")
    with transaction():
        events.cancel(SYSTEM, db.session.get_one(Event, event.id), reason="Salle fermée.")
    must = ["meetings/convocation", "meetings/meeting_cancelled"]
    assert told(member) == must
    assert told(other) == [must[0], "follows/news", must[1]]


def test_a_follower_who_is_no_member_hears_what_is_public_only() -> None:
    group, follower, silent = make.group(), make.account(), make.account()
    choose(follower, group, Pace.EACH)
    meeting(group, Visibility.GROUP)
    assert told(follower) == []
    meeting(group)
    assert told(follower) == ["follows/news"]
    assert told(silent) == []


def messages_to(account: Account) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.recipient == account.email)
    return list(db.session.scalars(query.order_by(OutboxMessage.id)))


def text_of(message: OutboxMessage) -> str:
    body = write_letter(message).mail.get_body(("plain",))
    assert body is not None
    text: str = body.get_content()
    return text


def test_one_digest_a_week_told_once_and_never_empty() -> None:
    group, weekly, member = make.group(), make.account(), make.account()
    make.mandate(member, group, GroupRole.MEMBER)
    monday = datetime(2026, 10, 26, 6, 30, tzinfo=UTC)  # the clocks went back the day before
    with clock.at(monday - timedelta(days=10)):
        choose(weekly, group, Pace.WEEKLY)
        choose(member, group, Pace.WEEKLY)
        meeting(group, Visibility.GROUP)
        noted(group, "Trop tôt pour cette semaine")
    with clock.at(datetime(2026, 10, 25, 22, 30, tzinfo=UTC)):
        noted(group, "Dimanche soir à Paris, dans l’heure rendue")
    for days in range(7):
        with clock.at(monday + timedelta(days=days)), transaction():
            services.send_digests()
    assert told(weekly) == ["follows/digest"]
    (message,) = messages_to(weekly)
    assert write_letter(message).mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = text_of(message)
    assert "Dimanche soir" in text
    assert "Trop tôt" not in text
    assert "Réunion fictive" not in text, "not public, and another week"
    with clock.at(monday + timedelta(days=7)), transaction():
        assert services.send_digests() == 0
    assert told(weekly) == ["follows/digest"]


def test_one_digest_a_day_told_once_and_never_empty() -> None:
    group, daily = make.group(), make.account()
    with clock.at(datetime(2026, 10, 20, 6, 30, tzinfo=UTC)):
        choose(daily, group, Pace.DAILY)
    # The day of 25 October 2026 has 25 hours in Paris: from 22:00 UTC the day before to 23:00.
    with clock.at(datetime(2026, 10, 24, 22, 0, tzinfo=UTC)):
        noted(group, "À minuit, premier instant de ce jour")
    with clock.at(datetime(2026, 10, 25, 22, 59, tzinfo=UTC)):
        noted(group, "Dans l’heure rendue, dernière minute de ce jour")
    with clock.at(datetime(2026, 10, 25, 23, 0, tzinfo=UTC)):
        noted(group, "À minuit, premier instant du lendemain")
    sent = []
    for hours in range(0, 96, 12):
        with (
            clock.at(datetime(2026, 10, 25, 6, tzinfo=UTC) + timedelta(hours=hours)),
            transaction(),
        ):
            sent.append(services.send_digests())
    assert told(daily) == ["follows/digest"] * 2
    texts = [text_of(message) for message in messages_to(daily)]
    assert [text.count("minuit") for text in texts] == [1, 1]
    assert "dimanche 25\u00a0octobre\u00a02026" in texts[0]
    assert "premier instant de ce jour" in texts[0]
    assert "Dans l’heure rendue" in texts[0]
    assert "lundi 26\u00a0octobre\u00a02026" in texts[1]
    assert "une fois par jour" in texts[1]
    assert sent[-1] == 0


def test_members_read_in_their_digest_what_is_theirs() -> None:
    group, weekly, member = make.group(), make.account(), make.account()
    make.mandate(member, group, GroupRole.MEMBER)
    monday = clock.today() - timedelta(days=clock.today().weekday())
    within = clock.now() - timedelta(days=(clock.today() - monday).days + 3)
    with clock.at(within - timedelta(days=1)):
        choose(weekly, group, Pace.WEEKLY)
        choose(member, group, Pace.WEEKLY)
    with clock.at(within):
        meeting(group, Visibility.GROUP)
    with transaction():
        assert services.send_digests() == 1
    assert "follows/digest" in told(member)
    assert told(weekly) == []


def test_one_click_stops_without_signing_in_and_only_that(client: HouseClient) -> None:
    group, person = make.group(slug="g"), make.account()
    choose(person, group, Pace.EACH)
    address = f"/suivis/{person.id}/{group.id}/{token_of(person.id, group.id)}/arret"
    assert "Ne plus suivre" in client.get(address).text
    assert client.send(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert "ne suivez plus" in client.get(address).text
    meeting(group)
    assert told(person) == []
    forged = f"/suivis/{person.id}/{group.id}/{token_of(person.id, group.id + 1)}/arret"
    assert client.forge(forged).status_code == 404


def test_one_chooses_on_the_page_of_the_group(client: HouseClient) -> None:
    group, person = make.group(slug="g"), make.account()
    assert client.get("/groupes/g/suivi").status_code == 302
    client.sign_in(person)
    assert client.forge("/groupes/g/suivi", data={"pace": "chaque heure"}).status_code == 422
    assert client.post("/groupes/g/suivi", data={"pace": "weekly"}).status_code == 303
    page = client.get("/groupes/g/suivi").text
    assert 'value="weekly" checked' in page or 'checked value="weekly"' in page
    assert group.name in page


def test_the_page_says_whom_each_mail_really_reaches(client: HouseClient) -> None:
    group = make.group(slug="g")
    lead = make.account(name="Anim Fictive")
    muted = make.account(name="Discrète Fictive")
    follower = make.account(name="Suiveuse Fictive")
    make.mandate(lead, group, GroupRole.LEAD)
    make.mandate(muted, group, GroupRole.MEMBER)
    choose(muted, group, Pace.NOTHING)
    choose(follower, group, Pace.EACH)
    client.sign_in(lead)
    rows = client.get("/groupes/g/qui-est-prevenu").text.split("<tr>")
    convocation = next(row for row in rows if "Convocation" in row)
    minutes = next(row for row in rows if "Compte rendu" in row)
    public = next(row for row in rows if "Rencontre publique" in row)
    assert "Discrète" in convocation
    assert "Discrète" not in minutes
    assert "Suiveuse" not in minutes
    assert "Suiveuse" in public
    client.sign_in(muted)
    shown = client.get("/groupes/g/qui-est-prevenu").text
    assert "Suiveuse" not in shown, "names are for those who animate"
    client.sign_in(follower)
    assert client.get("/groupes/g/qui-est-prevenu").status_code == 403
