"""A page asks the database the same number of questions for 3 rows and for 30.

The numbers are exact: a page that begins to ask more says so here, and somebody decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.enums import Role
from app.accounts.models import Account
from app.audit import services as audit
from app.events.enums import EventKind
from app.events.models import Event, ProgrammeItem
from app.groups import services as group_acts
from app.groups.enums import GroupRole
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.outbox import services as outbox
from app.proposals.enums import Outcome, ProposalStatus
from app.proposals.models import Answer, Proposal, Question
from app.registrations.enums import ClaimStatus
from tests import make
from tests.counting import counted_queries
from tests.web import HouseClient

FEW, MANY = 3, 30


@dataclass
class Ground:
    """What stands before any row is added."""

    staff: Account
    group: WorkingGroup
    event: Event
    proposal: Proposal


def _meeting(ground: Ground) -> Event:
    began = clock.now() - timedelta(days=3)
    return make.event(
        kind=EventKind.GROUP_MEETING,
        group_id=ground.group.id,
        starts_at=began,
        ends_at=began + timedelta(hours=2),
    )


def _programme(ground: Ground) -> None:
    with transaction():
        db.session.add(ProgrammeItem(event_id=ground.event.id, title="Un point", rank=1))


def _told(ground: Ground) -> None:
    answered = make.proposal(ground.group, ground.staff, ProposalStatus.ACCEPTED, public_title=True)
    with transaction():
        db.session.add(
            Answer(
                proposal_id=answered.id,
                number=1,
                outcome=Outcome.ACCEPTED,
                text="Oui.",
                text_version=1,
                decided_by_id=ground.staff.id,
                notified_at=clock.now(),
            )
        )


def _question(ground: Ground) -> None:
    with transaction():
        db.session.add(
            Question(
                proposal_id=ground.proposal.id,
                text="Pour combien ?",
                answer_by=clock.today() + timedelta(days=9),
            )
        )


def _entry(ground: Ground) -> None:
    with transaction():
        audit.record(
            SYSTEM, "event:edit", ground.event, before={"title": "a"}, after={"title": "b"}
        )


def _mail(_ground: Ground) -> None:
    with transaction():
        outbox.enqueue(
            kind="essais/liste",
            to="dominique@example.org",
            subject="Un courriel",
            payload={},
            key=f"tests:{next(make._number)}",
        )


def _asked_figures(_ground: Ground) -> None:
    make.figure_request()


@dataclass(frozen=True)
class Case:
    """A page, who looks at it, what adds one row to it, and how many questions it asks."""

    path: str
    add: Callable[[Ground], object]
    queries: int
    team: bool = False


def _waiting_for(ground: Ground, status: ProposalStatus) -> None:
    make.proposal(ground.group, ground.staff, status)


def _all_of_home(ground: Ground) -> None:
    make.event()
    make.group()
    _told(ground)


def _all_of_gestion(ground: Ground) -> None:
    _meeting(ground)
    _waiting_for(ground, ProposalStatus.SUBMITTED)


def _registered(ground: Ground) -> None:
    make.registration(ground.event, ClaimStatus.WAITING)


def _reported(ground: Ground) -> None:
    make.minutes(_meeting(ground))


def _member(ground: Ground) -> None:
    make.mandate(make.account(), ground.group, GroupRole.MEMBER)


def _milestone(ground: Ground) -> None:
    with transaction():
        group_acts.add_milestone(SYSTEM, ground.group, title="Un jalon")


def _group_that_meets(ground: Ground) -> None:
    _meeting(replace(ground, group=make.group()))


EVENT, GROUP, PROPOSAL = "/evenements/{event}", "/groupes/{group}", "/propositions/{proposal}"
CASES = [
    Case("/", _all_of_home, 11),
    Case("/agenda", lambda _: make.event(), 5),
    Case("/agenda?periode=passes", _meeting, 4),
    Case("/agenda.ics", lambda _: make.event(), 1),
    Case("/groupes", lambda _: make.group(), 4),
    Case(GROUP, _meeting, 18),
    Case(GROUP, _reported, 18),
    Case(GROUP, _told, 18),
    Case(GROUP, _milestone, 18),
    Case("/gestion/groupes", _group_that_meets, 8, team=True),
    Case(f"{GROUP}/membres", _member, 10, team=True),
    Case(EVENT, _programme, 7),
    Case(EVENT, _registered, 7),
    Case(f"{EVENT}/inscription", _registered, 3),
    Case("/comptes-rendus", _reported, 2),
    Case("/propositions", _told, 6),
    Case("/propositions?q=fictive", _told, 6),
    Case("/propositions.csv", _told, 3),
    Case("/propositions.json", _told, 3),
    Case("/propositions.atom", _told, 3),
    Case("/propositions/chiffres", _told, 2),
    Case(PROPOSAL, _question, 23, team=True),
    Case("/recherche?q=rencontre", lambda _: make.event(title="Rencontre fictive"), 5),
    Case("/partenaires", lambda _: make.organisation(), 3),
    Case("/gestion/chiffres", _asked_figures, 4, team=True),
    Case("/plan-du-site", lambda _: make.group(), 7),
    # One of them asks for the remarks on minutes that await an answer.
    Case("/gestion", _all_of_gestion, 11, team=True),
    Case("/gestion/evenements", lambda _: make.event(), 5, team=True),
    Case(f"/gestion{EVENT}", _registered, 13, team=True),
    Case(f"/gestion{EVENT}/inscriptions", _registered, 8, team=True),
    Case(f"/gestion{EVENT}/messages", _registered, 9, team=True),
    Case(
        "/gestion/propositions", lambda g: _waiting_for(g, ProposalStatus.SUBMITTED), 5, team=True
    ),
    Case(f"/gestion{PROPOSAL}", _question, 22, team=True),
    Case("/gestion/decisions", lambda g: _waiting_for(g, ProposalStatus.REVIEWED), 6, team=True),
    Case("/gestion/comptes", lambda _: make.account(Role.PARTNER), 4, team=True),
    Case("/gestion/journal", _entry, 7, team=True),
    Case("/gestion/courriels", _mail, 6, team=True),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path)
def test_questions(app: Flask, client: HouseClient, case: Case) -> None:
    # Reading 30 rows again and again through the page rules would be most of the time.
    client.strict = False
    group = make.group()
    staff = make.account(Role.STAFF, Role.ADMIN)
    make.mandate(staff, group)
    ground = Ground(
        staff=staff,
        group=group,
        event=make.event(),
        proposal=make.proposal(group, staff, ProposalStatus.UNDER_REVIEW, instructor_id=staff.id),
    )
    path = case.path.format(
        group=group.slug, event=ground.event.slug, proposal=ground.proposal.reference
    )
    if case.team:
        client.sign_in(staff)
    asked = {}
    for rows in (FEW, MANY):
        for _ in range(rows if rows == FEW else MANY - FEW):
            case.add(ground)
        # Twice: the first time a process may ask for what it then remembers.
        client.get(path)
        with counted_queries() as sent:
            response = client.get(path)
        assert response.status_code == 200
        asked[rows] = list(sent)
    few, many = asked[FEW], asked[MANY]
    assert len(few) == len(many), "\n".join(sorted(set(many))[:40])
    assert len(many) == case.queries, "\n\n".join(many)
