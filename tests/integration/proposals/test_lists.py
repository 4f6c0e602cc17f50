"""The lists of proposals: their filters, what waits for whom, and their cost at any length."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event, select

from app.kernel import clock
from app.kernel.db import db
from app.proposals.enums import ProposalStatus as S
from app.proposals.models import Proposal
from app.proposals.queries import latest_answers, public_by_group, waiting_for
from app.proposals.queries.loading import reload
from tests import make
from tests.proposing import Cast, brought_to, cast
from tests.web import HouseClient


def signed(app: Flask, people: Cast, who: str) -> HouseClient:
    client = app.test_client()
    assert isinstance(client, HouseClient)
    client.sign_in(people.accounts[who])
    return client


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@contextmanager
def queries() -> Iterator[list[str]]:
    """The SELECTs that the block sends."""
    seen: list[str] = []

    def note(*args: object) -> None:
        statement = str(args[2])
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_filters_stand_in_the_address(app: Flask, client: HouseClient) -> None:
    people = cast()
    told = reload(brought_to("declined, notified", people).id).reference
    waiting = reload(brought_to("under_review", people).id).reference
    year = clock.today().year

    def found(query: str) -> set[str]:
        page = client.get(f"/propositions?{query}")
        assert page.status_code == 200
        return {one for one in (told, waiting) if f"/propositions/{one}" in page.text and one}

    assert found("") == {told, waiting}
    assert found("statut=non-retenue") == {told}
    assert found("statut=en-instruction") == {waiting}
    assert found(f"annee={year}&groupe={people.group.slug}") == {told, waiting}
    assert found(f"annee={year - 1}") == set()
    assert found("groupe=autre") == set()
    assert found("departement=31") == set()
    for wrong in ("statut=secret", "annee=hier", "axe=axe"):
        assert client.get(f"/propositions?{wrong}").status_code == 404
    assert client.get("/propositions/P-1999-001").status_code == 302


def test_lists_cost_the_same_at_3_and_at_30(app: Flask) -> None:
    people = cast()
    addresses = {
        "visitor": ["/propositions"],
        "author": ["/propositions", "/propositions/{one}"],
        "staff": ["/gestion/propositions", "/gestion/propositions/{one}"],
        "commissioner": ["/gestion/decisions"],
    }

    group_id = people.group.id

    def counted() -> dict[tuple[str, str], int]:
        one = db.session.scalar(
            select(Proposal.reference).where(Proposal.status == S.ACCEPTED).limit(1)
        )
        costs = {}
        for who, pages in addresses.items():
            for page in pages:
                browser = app.test_client() if who == "visitor" else signed(app, people, who)
                with queries() as seen:
                    assert browser.get(page.format(one=one)).status_code == 200
                costs[(who, page)] = len(seen)
        with queries() as seen:
            latest_answers(5)
            public_by_group(group_id)
            waiting_for(people["author"])
            waiting_for(people["commissioner"])
        costs[("functions", "")] = len(seen)
        return costs

    _fill(people, 3)
    few = counted()
    _fill(people, 27)
    assert counted() == few
    assert few[("functions", "")] == 6
    assert few[("visitor", "/propositions")] <= 7


def _fill(people: Cast, number: int) -> None:
    """Proposals at every place of the lists: told, submitted, waiting for a decision."""
    brought_to("accepted, notified", people)
    for index in range(number):
        make.proposal(
            people.group,
            people.accounts["author"],
            S.SUBMITTED if index % 2 else S.REVIEWED,
            instructor_id=people.accounts["instructor"].id,
            reference=f"P-20{number:02d}-{index:03d}",
        )


def test_what_waits_for_each_person(app: Flask) -> None:
    people = cast()
    brought_to("submitted", people)
    brought_to("under_review", people)
    brought_to("more_information", people)
    brought_to("returned", people)
    brought_to("reviewed", people)
    brought_to("accepted", people)

    def verbs(who: str) -> list[str]:
        return [plain(todo.text).split(" ")[0] for todo in waiting_for(people[who])]

    assert verbs("author") == ["Répondre", "Reprendre"]
    assert verbs("member") == []
    # Two submitted: this one and the target of the cast.
    assert [plain(todo.text) for todo in waiting_for(people["staff"])] == [
        "2 propositions à confier pour instruction",
        "1 décision à notifier",
    ]
    assert verbs("instructor")[0] == "Instruire"
    assert [plain(todo.text) for todo in waiting_for(people["commissioner"])] == [
        "Décider P-2026-005 : Une halte de jour",
        "1 décision à notifier",
    ]
    assert waiting_for(people["visitor"]) == []
