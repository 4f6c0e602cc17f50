"""The mails about proposals, rendered as the worker does."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.kernel.db import db, transaction
from app.outbox.letters import render_bodies
from app.outbox.models import OutboxMessage
from app.proposals import services
from app.proposals.emails import SUBJECTS
from app.proposals.enums import OpinionKind
from app.proposals.enums import ProposalAction as A
from app.proposals.models import Consultation, Proposal, Question
from app.proposals.states import MAILS
from tests.proposing import ACTS, PATHS, brought_to, cast, soon

REMINDERS = ("questions_soon", "unanswered")
ADDRESS = re.compile(r"http://localhost/\S+")


@pytest.mark.slow
def test_every_mail_says_what_happened_and_where_to_go(app: Flask) -> None:
    people = cast()
    for situation in PATHS:
        brought_to(situation, people)
    for situation, act, who in (
        ("validated by the lead", A.ASK_SUBMISSION, "author"),
        ("under_review", A.CONSULT, "instructor"),
        ("implementing", A.ADD_POINT, "staff"),
        ("more_information", A.ANSWER, "author"),
        ("reviewed", A.REOPEN_REVIEW, "staff"),
        ("adjourned", A.RESUME, "commissioner"),
        ("declined, notified", A.RECTIFY, "commissioner"),
    ):
        proposal = brought_to(situation, people)
        with transaction():
            ACTS[act](people[who], proposal, people)
    _hear_a_service()
    with transaction():
        for proposal in db.session.scalars(select(Proposal)):
            proposal.due_on = soon(-20) if proposal.due_on else None
        services.alert_delays()
    for days in (2, -1):
        with transaction():
            db.session.execute(update(Question).values(answer_by=soon(days)))
            services.remind_authors()
    seen = set()
    for message in db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all():
        name = message.kind.removeprefix("proposals/")
        if name in seen:
            continue
        seen.add(name)
        text, html = render_bodies(message.kind, message.subject, message.payload)
        reference = str(message.payload["reference"] or message.payload["title"])
        assert html is not None
        assert message.payload["reference"] is None or reference in message.subject
        for body in (text, html):
            assert reference in body
            assert "None" not in body
            assert "Bonjour," in body
            assert ADDRESS.search(body)
        # No reader is sent to a page that does not exist; rights are another matter.
        for address in ADDRESS.findall(text):
            path = address.removeprefix("http://localhost")
            adapter = app.url_map.bind("localhost")
            assert adapter.match(path)[0].startswith(("proposals.", "home."))
    told = {name for messages in MAILS.values() for name, _ in messages}
    assert set(SUBJECTS) == told | {"joined", "delay", "service_answered", *REMINDERS}
    assert seen == {*SUBJECTS, "consultation"}


def _hear_a_service() -> None:
    with transaction():
        asked = db.session.scalars(select(Consultation).order_by(Consultation.id)).first()
        assert asked is not None
        services.answer_consultation(asked, kind=OpinionKind.RESERVED, text="Oui.", name="Pôle")


def test_only_who_wrote_a_proposal_reads_that_it_is_theirs(app: Flask) -> None:
    people = cast()
    brought_to("declined, notified", people)
    answers = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == "proposals/decision")
    ).all()
    for message in answers:
        text, html = render_bodies(message.kind, message.subject, message.payload)
        wrote = message.recipient in {
            people.accounts[name].email for name in ("author", "co_author")
        }
        for body in (text, html or ""):
            assert ("Votre proposition" in body) is wrote, message.recipient
    assert {message.payload["writes"] for message in answers} == {True, False}
