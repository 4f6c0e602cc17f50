"""What a phone of the desk gets, tells and may not tell."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.attendance.device import print_of
from app.attendance.models import DeskPass, Presence
from app.attendance.retention import forget_passes
from app.attendance.tickets import ticket_of
from app.kernel.db import db, transaction
from app.registrations.enums import ClaimStatus
from app.registrations.tokens import token_of as private_token
from tests import attending, make
from tests.attending import AT_TEN, MORNING, text
from tests.web import HouseClient


@pytest.fixture(autouse=True)
def ten_o_clock() -> Iterator[None]:
    with time_machine.travel(AT_TEN, tick=False):
        yield


def send(client: HouseClient, door: str, *acts: dict[str, Any], sent_at: str = "") -> Any:
    message = {"sent_at": sent_at or AT_TEN.isoformat(), "acts": list(acts)}
    return client.send(f"{door}/gestes", json=message)


def told(**values: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "kind": "arrive",
        "at": AT_TEN.isoformat(),
        "slot": MORNING,
        **values,
    }


def test_the_list_names_those_who_come_and_prints_all_tickets(client: HouseClient) -> None:
    event = attending.event()
    person = make.registration(event)
    gone = make.registration(event, ClaimStatus.WITHDRAWN, last_name="Parti", withdrawn_at=AT_TEN)
    answer = client.get(f"{attending.door(event)}/liste")
    assert answer.json is not None
    assert answer.headers["Cache-Control"] == "no-store"
    listed = {one["id"]: one for one in answer.json["people"]}
    salt = answer.json["salt"]
    assert listed[person.id]["print"] == print_of(salt, ticket_of(person.public_id))
    assert listed[gone.id]["state"] == "gone"
    assert "Parti" not in text(answer)
    assert ticket_of(person.public_id) not in text(answer)
    assert private_token(person) not in text(answer)
    assert re.fullmatch(r"([A-Z2-7]{4}-){2}[A-Z2-7]{4}", answer.json["code"])


def test_a_phone_hands_over_what_it_noted_and_learns_what_others_did(client: HouseClient) -> None:
    event = attending.event()
    one, other = make.registration(event), make.registration(event)
    attending.arrives(event, other.id)
    door = attending.door(event)
    first = told(ticket=ticket_of(one.public_id))
    new = told(kind="walk_in", last_name="Sur-place")
    answers = [send(client, door, first, new, first) for _ in range(2)]
    for answer in answers:
        assert [o["came"] for o in answer.json["outcomes"]] == ["arrived"] * 3
    answer = answers[-1]
    assert {row[0] for row in answer.json["present"]} >= {one.id, other.id}
    state = client.get(f"{door}/etat").json
    assert state is not None
    assert state["there"] == 3


def test_the_clock_of_a_phone_is_set_right(client: HouseClient) -> None:
    """It is an hour late, and says 8 h 50 of an arrival ten minutes ago."""
    event = attending.event()
    person = make.registration(event)
    late = AT_TEN - timedelta(hours=1)
    noted = told(person=person.id, at=(late - timedelta(minutes=10)).isoformat())
    send(client, attending.door(event), noted, sent_at=late.isoformat())
    assert db.session.scalar(select(Presence.since)) == AT_TEN - timedelta(minutes=10)


def test_what_was_noted_may_be_handed_over_after_the_day(client: HouseClient) -> None:
    event = attending.event()
    person = make.registration(event)
    door = attending.door(event)
    after = AT_TEN + timedelta(days=2)
    with time_machine.travel(after, tick=False):
        answer = send(client, door, told(person=person.id), sent_at=after.isoformat())
        assert answer.status_code == 200
    with time_machine.travel(AT_TEN + timedelta(days=9), tick=False):
        assert send(client, door, told(person=person.id)).status_code == 404
    assert db.session.scalar(select(Presence.since)) == AT_TEN


SENT = {"sent_at": "2026-05-14T08:00:00Z"}


@pytest.mark.parametrize(
    "message",
    [
        None,
        [],
        {"acts": []},
        {"acts": "x", **SENT},
        {"acts": [{}] * 201, **SENT},
        {"acts": [{"id": "x", "kind": "arrive"}], **SENT},
        {"acts": [told(kind="explode")], **SENT},
        {"acts": [told(kind=["arrive"])], **SENT},
        {"acts": [told(person="1")], **SENT},
        {"acts": [told(at="hier")], **SENT},
        {"acts": [told(slot=3)], **SENT},
        {"acts": [told(at="2026-05-14T08:00:00")], **SENT},
    ],
)
def test_what_no_phone_of_ours_says_is_refused(client: HouseClient, message: Any) -> None:
    door = attending.door(attending.event())
    assert client.send(f"{door}/gestes", json=message).status_code == 422


def test_a_code_that_is_no_ticket_is_an_answer_and_not_an_error(client: HouseClient) -> None:
    answer = send(client, attending.door(attending.event()), told(ticket="https://example.org"))
    assert answer.json["outcomes"][0]["came"] == "refused"


def test_the_worker_and_the_manifest_stay_under_the_desk(client: HouseClient) -> None:
    worker = client.get("/accueil/service-worker.js")
    assert worker.mimetype == "text/javascript"
    door = attending.door(attending.event())
    manifest = client.get(f"{door}/manifeste.json").json
    assert manifest is not None
    assert manifest["scope"] == door


def test_a_year_after_a_pass_names_nobody(client: HouseClient) -> None:
    event = attending.event()
    held = attending.desk(event, account=make.account())
    with transaction():
        assert forget_passes(AT_TEN) == 0
        assert forget_passes(AT_TEN + timedelta(days=1)) == 1
        assert forget_passes(AT_TEN + timedelta(days=1)) == 0
    row = db.session.get_one(DeskPass, held.id)
    assert (row.label, row.account_id) == ("", None)
