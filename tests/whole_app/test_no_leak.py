"""A marker in every private field of the filled house; no outsider meets one, in any format.

Outsiders follow no link of their own here: what a personal link opens belongs to its holder.
"""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import InstrumentedAttribute
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.collecting.models import FigureRequest, ProposedFigure
from app.events.enums import EventStatus
from app.events.models import Event
from app.groups.models import GroupInvitation, JoinRequest, MissionLetter
from app.inbox.models import IncomingMail
from app.kernel.access import ANONYMOUS as ANYBODY
from app.kernel.base import Base
from app.kernel.db import db, transaction
from app.mailings.models import Mailing, MailingTemplate
from app.meetings.models import Convocation, DatePoll
from app.minutes.enums import MinutesStatus
from app.minutes.models import (
    Action,
    Circulation,
    Comment,
    Decision,
    Minutes,
    MinutesImport,
    MinutesPerson,
    MinutesRevision,
    Reader,
)
from app.outbox.models import OutboxMessage
from app.proposals.enums import ProposalStatus
from app.proposals.models import (
    Answer,
    Consultation,
    InternalNote,
    Opinion,
    Proposal,
    ProposalVersion,
    Question,
)
from app.questions.models import DeclaredNeed, GivenAnswer
from app.registrations.models import Registration
from app.reviews.models import ReviewRevision
from app.search.queries import find
from app.search.services import index_all
from tests.conftest import ENGINE
from tests.whole_app.addresses import Request, requests
from tests.whole_app.test_access import send
from tests.world import ANONYMOUS, World, actor

# What a page shows does not depend on the engine: one walk is enough to see that both read alike.
OUTSIDERS = (ANONYMOUS, "partner", "other_lead") if ENGINE == "sqlite" else (ANONYMOUS,)
MARK = "zzmarque"
_ANY = re.compile(rf"{MARK}[a-z]+\d*")

UNPUBLISHED = Minutes.status.not_in([MinutesStatus.PUBLISHED, MinutesStatus.AMENDED])
NOT_OPEN = Proposal.status.in_(
    [
        ProposalStatus.DRAFT,
        ProposalStatus.SUBMITTED,
        ProposalStatus.UNDER_REVIEW,
        ProposalStatus.MORE_INFORMATION,
        ProposalStatus.REVIEWED,
        ProposalStatus.ADJOURNED,
        # Decided, and nobody was told.
        ProposalStatus.PARTLY_ACCEPTED,
        ProposalStatus.MERGED,
    ]
)


def _of_minutes(column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return column.in_(select(Minutes.id).where(UNPUBLISHED))


def _of_proposals(column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return column.in_(select(Proposal.id).where(NOT_OPEN))


# What nobody outside may read: the model, its fields, and in which rows (all when None).
PRIVATE: tuple[tuple[type[Base], str, ColumnElement[bool] | None], ...] = (
    (Account, "email", None),
    (Registration, "first_name last_name email organisation", None),
    (GivenAnswer, "values", None),
    (DeclaredNeed, "detail", None),
    (Event, "remote_url", None),
    (Event, "title summary description", Event.status == EventStatus.DRAFT),
    (Minutes, "plain_summary body items counts next_meeting", UNPUBLISHED),
    (Decision, "text", _of_minutes(Decision.minutes_id)),
    (Action, "what owner", _of_minutes(Action.minutes_id)),
    (Action, "owner_email", None),
    (MinutesPerson, "name organisation", _of_minutes(MinutesPerson.minutes_id)),
    (MinutesRevision, "content", None),
    (MinutesImport, "filename sections warnings", None),
    (Circulation, "content", None),
    (Reader, "name", None),
    (Comment, "author_name text answer", None),
    (MissionLetter, "body", None),
    (JoinRequest, "name email organisation message", None),
    (GroupInvitation, "name email", None),
    (Convocation, "name email delegate_name", None),
    (DatePoll, "title message", None),
    (Mailing, "subject body", None),
    (MailingTemplate, "name subject body", None),
    (Proposal, "title findings content means carrier expected_effect references_text", NOT_OPEN),
    (ProposalVersion, "content", _of_proposals(ProposalVersion.proposal_id)),
    (Question, "text answer", None),
    (InternalNote, "text", None),
    (Opinion, "reasons service", None),
    (Consultation, "service email question answer answered_by", None),
    (Answer, "text reasons", Answer.notified_at.is_(None)),
    (FigureRequest, "name email message", None),
    (ProposedFigure, "unit source comment reason", None),
    (ReviewRevision, "content", None),
    (IncomingMail, "sender detail", None),
    (OutboxMessage, "recipient subject payload error", None),
)


# Where to write to somebody, kept texts, and what only a personal link or an older version shows.
NEVER_SHOWN = (
    *("consultationemail", "convocationemail", "groupinvitationemail", "joinrequestemail"),
    *("figurerequestmessage", "mailingtemplatebody", "mailingtemplatesubject"),
    *("minutescirculationcontent", "minutesreadername", "reviewrevisioncontent"),
    "outboxmessagepayload",
)


def marked(value: Any, marker: str) -> Any:
    """The same with a marker in each text: lists and objects keep their shape."""
    if isinstance(value, dict):
        return {
            name: marked(one, marker) if name in _WRITTEN or not isinstance(one, str) else one
            for name, one in value.items()
        }
    if isinstance(value, list):
        return [marked(one, marker) for one in value]
    return f"{value} {marker}" if isinstance(value, str) else value


ADDRESSES = frozenset({"email", "owner_email", "recipient", "sender"})
# The texts inside what is kept as JSON; other strings there are codes that the service reads.
_WRITTEN = frozenset(
    {"title", "text", "body", "summary", "plain_summary", "decisions", "what", "owner", "name"}
    | {"organisation", "findings", "content", "means", "testimonies", "next_meeting"}
)


def spread() -> set[str]:
    """Write the markers; returns those that stand somewhere."""
    written = set()
    with transaction():
        for model, names, where in PRIVATE:
            table = Base.metadata.tables[model.__tablename__]
            key = next(iter(table.primary_key.columns))
            for name in names.split():
                column = table.columns[name]
                marker = f"{MARK}{table.name}{name}".replace("_", "")
                found = select(key, column).where(column.is_not(None))
                rows = db.session.execute(found if where is None else found.where(where)).all()
                for row in rows:
                    value = marked(row[1], marker)
                    if name in ADDRESSES:
                        value = f"{marker}{row[0]}@example.org"
                    if value == row[1]:
                        continue
                    db.session.execute(update(table).where(key == row[0]).values({name: value}))
                    written.add(marker)
    return written


def words_of(response: TestResponse) -> str:
    """All that a response says, whatever its format."""
    content = response.get_data()
    if response.mimetype == "application/pdf":
        # The uploads of the filled house have no page: nothing is read of them but their bytes.
        read = subprocess.run(
            ["pdftotext", "-", "-"], check=False, input=content, capture_output=True
        )
        content = read.stdout if read.returncode == 0 else content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "".join(
                packed.read(name).decode("utf-8", "replace") for name in packed.namelist()
            )
    text = content.decode("utf-8", "replace")
    # Long lines of calendars are folded: RFC 5545, 3.1.
    return text.replace("\r\n ", "") if response.mimetype == "text/calendar" else text


@pytest.mark.slow
@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_outsider_meets_what_is_private(shared_app: Flask, world: World, who: str) -> None:
    written = spread()
    with transaction():
        index_all()
    reader = ANYBODY if who == ANONYMOUS else actor(world, who)
    found = [marker for marker in sorted(written) if find(reader, marker).keys]
    assert not found, found
    own = f"{MARK}accountemail{world.accounts.get(who, 0)}"
    formats, met = walked(shared_app, world, who)
    leaks = [f"{where}: {one}" for one, where in met.items() if one != own]
    assert not leaks, "\n".join(leaks)
    assert {"text/html", "text/calendar", "text/csv", "application/pdf"} <= formats


@pytest.mark.slow
@pytest.mark.skipif(ENGINE != "sqlite", reason="the control looks the same on both engines")
def test_insiders_meet_the_markers(shared_app: Flask, world: World) -> None:
    """The control: what outsiders do not meet stands on the very pages of those who may."""
    written = spread()
    met = {
        one.rstrip("0123456789")
        for who in ("staff", "lead")
        for one in walked(shared_app, world, who)[1]
    }
    assert written - met == {f"{MARK}{name}" for name in NEVER_SHOWN}


def walked(app: Flask, world: World, who: str) -> tuple[set[str], dict[str, str]]:
    """The formats that one person opens, and each marker met there with the first address."""
    formats: set[str] = set()
    met: dict[str, str] = {}
    for address in addresses(app, world):
        response = send(app, world, who, address)
        if response.status_code == 200:
            formats.add(str(response.mimetype))
            for one in _ANY.findall(words_of(response)):
                met.setdefault(one, str(address))
    return formats, met


def addresses(app: Flask, world: World) -> Iterator[Request]:
    """Every page without a personal link; those of minutes and of proposals, on all of them."""
    every: dict[str, list[Any]] = {
        "minutes_id": list(db.session.scalars(select(Minutes.id))),
        "reference": list(
            db.session.scalars(select(Proposal.reference).where(Proposal.reference.is_not(None)))
        ),
    }
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    adapter = app.url_map.bind("localhost")
    for request in requests(app, world):
        rule = rules[request.endpoint.partition("@")[0]]
        if request.method != "GET" or "token" in rule.arguments:
            continue
        yield request
        name = next(iter(rule.arguments)) if len(rule.arguments) == 1 else ""
        if rule.endpoint.startswith(("minutes.", "proposals.", "reviews.")):
            for one in every.get(name, ()):
                yield Request(request.endpoint, "GET", adapter.build(rule.endpoint, {name: one}))
