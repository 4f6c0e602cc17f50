"""The mails about proposals, rendered as the worker does."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import select

from app.kernel.db import db, transaction
from app.outbox.letters import render_bodies
from app.outbox.models import OutboxMessage
from app.proposals.emails import SUBJECTS
from app.proposals.enums import ProposalAction as A
from app.proposals.states import MAILS
from tests.proposing import ACTS, PATHS, brought_to, cast

ADDRESS = re.compile(r"http://localhost/\S+")


def test_every_mail_says_what_happened_and_where_to_go(app: Flask) -> None:
    people = cast()
    for situation in PATHS:
        brought_to(situation, people)
    for situation, act, who in (
        ("more_information", A.ANSWER, "author"),
        ("reviewed", A.REOPEN_REVIEW, "staff"),
        ("adjourned", A.RESUME, "commissioner"),
        ("declined, notified", A.RECTIFY, "commissioner"),
    ):
        proposal = brought_to(situation, people)
        with transaction():
            ACTS[act](people[who], proposal, people)
    seen = set()
    for message in db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all():
        name = message.kind.removeprefix("proposals/")
        if name in seen:
            continue
        seen.add(name)
        text, html = render_bodies(message.kind, message.subject, message.payload)
        reference = str(message.payload["reference"])
        assert message.subject.startswith(reference)
        assert html is not None
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
    assert seen == set(SUBJECTS) == told | {"joined"}
