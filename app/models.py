"""Every model, imported once: migrations and relationships need the whole metadata."""

from __future__ import annotations

from app.accounts import models as accounts
from app.attendance import models as attendance
from app.audit import models as audit
from app.collecting import models as collecting
from app.documents import models as documents
from app.enrolment import models as enrolment
from app.events import models as events
from app.feeds import models as feeds
from app.follows import models as follows
from app.groups import models as groups
from app.inbox import models as inbox
from app.kernel import counting, revision, search
from app.mailings import models as mailings
from app.meetings import models as meetings
from app.minutes import models as minutes
from app.organisations import models as organisations
from app.outbox import models as outbox
from app.programme import models as programme
from app.proposals import models as proposals
from app.questions import models as questions
from app.reference import models as reference
from app.registrations import models as registrations
from app.reminders import models as reminders
from app.reviews import models as reviews
from app.strategy import models as strategy
from app.surveys import models as surveys

__all__ = [
    "accounts",
    "attendance",
    "audit",
    "collecting",
    "counting",
    "documents",
    "enrolment",
    "events",
    "feeds",
    "follows",
    "groups",
    "inbox",
    "mailings",
    "meetings",
    "minutes",
    "organisations",
    "outbox",
    "programme",
    "proposals",
    "questions",
    "reference",
    "registrations",
    "reminders",
    "reviews",
    "revision",
    "search",
    "strategy",
    "surveys",
]
