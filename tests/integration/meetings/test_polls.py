"""Polls of dates: asked once, answered without signing in, decided by a convocation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.events.models import Event
from app.groups.enums import GroupRole
from app.kernel import clock
from app.kernel.db import db, transaction
from app.meetings import queries
from app.meetings.enums import PollStatus
from app.meetings.models import DatePoll, PollVoter
from app.meetings.retention import forget_polls
from app.meetings.tokens import poll_token_of
from app.outbox.models import OutboxMessage
from tests import make
from tests.web import HouseClient


@pytest.fixture
def lead(client: HouseClient) -> HouseClient:
    group = make.group(slug="g")
    person = make.account(email="anim@example.org")
    make.mandate(person, group, GroupRole.LEAD)
    make.mandate(make.account(email="membre@example.org"), group, GroupRole.MEMBER)
    client.sign_in(person)
    return client


def asked(**changes: str) -> dict[str, str]:
    first = clock.today() + timedelta(days=20)
    return {
        "title": "Réunion à caler",
        "mode": "remote",
        "day_1": first.isoformat(),
        "begins_1": "09:00",
        "ends_1": "11:00",
        "day_2": (first + timedelta(days=1)).isoformat(),
        "begins_2": "14:00",
        "ends_2": "16:00",
        **changes,
    }


def mails() -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(select(OutboxMessage.kind)))


def opened(client: HouseClient) -> DatePoll:
    assert client.post("/groupes/g/sondages/nouveau", data=asked()).status_code == 303
    poll = db.session.scalars(select(DatePoll)).one()
    found = queries.poll_of(poll.group_id, poll.id)
    assert found is not None
    return found


def vote_of(address: str) -> PollVoter:
    for voter in queries.voters(db.session.scalars(select(DatePoll.id)).one()):
        if voter.account.email == address:
            return voter
    raise LookupError(address)


def test_a_poll_is_asked_answered_and_ends_in_one_convocation(lead: HouseClient) -> None:
    opened(lead)
    poll = opened(lead)
    first, second = (date.id for date in poll.dates)
    day = clock.paris(poll.dates[1].starts_at).date().isoformat()
    poll_id, group_id = poll.id, poll.group_id
    assert mails() == ["meetings/poll_opened"] * 2, "a second click asks nobody again"
    visitor = lead.application.test_client()
    assert isinstance(visitor, HouseClient)
    address = f"/sondages/{poll_token_of(vote_of('membre@example.org'))}"
    assert "Réunion à caler" in visitor.get(address).text
    partly = {f"date_{first}": "yes", f"date_{second}": ""}
    assert visitor.post(address, data=partly).status_code == 422
    said = {f"date_{first}": "no", f"date_{second}": "if_needed"}
    assert visitor.post(address, data=said).status_code == 303
    assert visitor.post(address, data={**said, f"date_{second}": "yes"}).status_code == 303
    page = lead.get(f"/groupes/g/sondages/{poll_id}").text
    assert page.index("La mieux placée") > page.index("14")
    choose = f"/groupes/g/reunions/nouvelle?date={second}"
    form = lead.get(choose)
    assert "Réunion à caler" in form.text
    assert f'value="{day}"' in form.text
    assert 'value="14:00"' in form.text
    sent = lead.post("/groupes/g/reunions/nouvelle", page=form)
    assert sent.status_code == 303
    again = lead.post("/groupes/g/reunions/nouvelle", page=form)
    assert again.location.endswith(f"/groupes/g/sondages/{poll_id}"), "a second click"
    event = db.session.scalars(select(Event)).one()
    stored = queries.poll_of(group_id, poll_id)
    assert stored is not None
    assert (stored.status, stored.event_id) == (PollStatus.DECIDED, event.id)
    assert mails() == ["meetings/convocation"] * 2 + ["meetings/poll_opened"] * 2
    assert "La date est choisie" in visitor.get(address).text
    assert visitor.forge(address, data=said).status_code == 409


def test_giving_up_is_told_once(lead: HouseClient) -> None:
    poll = opened(lead)
    address = f"/groupes/g/sondages/{poll.id}"
    page = lead.get(address)
    for _ in range(2):
        assert lead.post(f"{address}/abandon", page=page).status_code == 303
    assert mails() == ["meetings/poll_cancelled"] * 2 + ["meetings/poll_opened"] * 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day_2": "", "begins_2": "", "ends_2": ""}, "au moins 2 dates"),
        ({"ends_2": "13:00"}, "après le début"),
        ({"day_1": "2020-01-01"}, "est passée"),
        ({"begins_2": ""}, "le jour, le début et la fin"),
        ({"title": ""}, ""),
    ],
)
def test_bad_dates_are_said_beside_their_row(
    lead: HouseClient, changes: dict[str, str], said: str
) -> None:
    answer = lead.post("/groupes/g/sondages/nouveau", data=asked(**changes))
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.scalars(select(DatePoll)).all() == []


def test_members_do_not_run_polls(lead: HouseClient) -> None:
    poll = opened(lead)
    member = vote_of("membre@example.org").account
    lead.sign_in(member)
    assert lead.get(f"/groupes/g/sondages/{poll.id}").status_code == 403
    assert lead.get("/groupes/g/sondages/nouveau").status_code == 403


def test_old_votes_are_forgotten(lead: HouseClient) -> None:
    opened(lead)
    with clock.at(clock.now() + timedelta(days=400)), transaction():
        assert forget_polls(clock.now() - timedelta(days=365)) == 2
    assert db.session.scalars(select(PollVoter)).all() == []
