"""The fictitious year: complete, within the rules, and only in a house of its own."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.audit.services import as_kept
from app.demo import meetings
from app.demo.year import fill
from app.enrolment.models import Contact, SheetImport
from app.events.enums import EventKind, EventStatus
from app.events.models import Event
from app.groups.models import WorkingGroup
from app.kernel.db import db
from app.mailings.models import Mailing
from app.outbox.enums import MessageStatus
from app.outbox.models import OutboxMessage
from app.proposals.enums import ProposalStatus
from app.proposals.models import Proposal, ProposalFollower, ProposalVersion
from app.proposals.queries.history import replayed
from app.proposals.services.acting import _tracked
from app.questions.models import DeclaredNeed
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from app.reviews.enums import REGION, ReviewStatus
from app.reviews.models import Review
from app.strategy.queries import funding
from app.surveys.models import Ballot

TODAY = date(2026, 11, 22)
ON_THE_WAY = (
    *("add_co_author", "edit", "answer", "note", "consult", "service_answer"),
    *("rectify", "progress_follow_up", "add_point", "complete"),
)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_whole_year(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meetings, "REGISTRATIONS", 100)
    fill(TODAY)
    kinds = Counter(db.session.scalars(select(Event.kind)))
    assert kinds[EventKind.CONFERENCE] == 2
    # One of them in two more places.
    assert kinds[EventKind.STUDY_DAY] == 20
    assert db.session.scalar(select(func.count()).where(Event.series_id.is_not(None))) == 3
    assert db.session.scalar(select(func.count()).where(SheetImport.finished_at.is_not(None)))
    acts = set(db.session.scalars(select(AuditEntry.action)))
    assert {"registration:bulk", "registration:ask_again", "event:hold_elsewhere"} <= acts
    assert kinds[EventKind.GROUP_MEETING] > 45
    assert db.session.scalar(select(func.count(WorkingGroup.id))) == 12
    for proposal in db.session.scalars(select(Proposal)):
        stored = json.loads(json.dumps(_tracked(proposal), default=as_kept))
        told = replayed(proposal.id)
        assert {name: told.get(name) for name in stored} == stored, proposal.reference
    states = set(db.session.scalars(select(Proposal.status)))
    assert states == set(ProposalStatus)
    # What happens on the way: a second version, a service asked, a point, somebody who follows.
    acts_made = set(db.session.scalars(select(AuditEntry.action)))
    assert {f"proposal:{one}" for one in ON_THE_WAY} <= acts_made
    assert db.session.scalar(select(func.max(ProposalVersion.number))) == 2
    assert db.session.scalar(select(func.count()).select_from(ProposalFollower))
    statuses = set(db.session.scalars(select(Event.status)))
    assert {EventStatus.HELD, EventStatus.PUBLISHED, EventStatus.CANCELLED} <= statuses
    came = set(db.session.scalars(select(Claim.status)))
    # Of so few, perhaps nobody was absent.
    assert ClaimStatus.ATTENDED in came
    assert db.session.scalar(select(func.count(Ballot.id)))
    # The bilan of the region is published, that of a department is being written.
    assert {one.territory: one.status for one in db.session.scalars(select(Review))} == {
        REGION: ReviewStatus.PUBLISHED,
        "30": ReviewStatus.DRAFT,
    }
    known = funding(TODAY.year)
    assert known is not None
    assert known.remainder == 525_000_000
    # Nobody gets the mails of a year that never was.
    stay_in = {MessageStatus.CANCELLED, MessageStatus.SENT}
    assert set(db.session.scalars(select(OutboxMessage.status))) <= stay_in
    # Messages of the team are as if they had left.
    assert db.session.scalar(select(func.count(Mailing.id)).where(Mailing.people > 0))
    # Some say what they need, some register others.
    assert db.session.scalar(select(func.count(DeclaredNeed.id)))
    assert db.session.scalar(select(func.count(Contact.id)))
    addresses = db.session.scalars(select(Registration.email)).all()
    # Who came unannounced left none.
    assert all(address is None or address.endswith("@demo.example.org") for address in addresses)
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=["check"])
    assert result.exit_code == 0, result.output


def test_a_real_instance_is_never_filled_with_fiction(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code == 1
    assert "n’est pas une démonstration" in result.output
    assert db.session.scalar(select(func.count(Event.id))) == 0
