"""Reading what came in, for the team."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.inbox.enums import Verdict
from app.inbox.models import IncomingMail
from app.kernel.access import Actor, can
from app.kernel.db import db
from app.kernel.paging import Page, paginate

PAGE_SIZE = 50
ASIDE = IncomingMail.verdict != Verdict.APPLIED
TO_SEE = (ASIDE, IncomingMail.handled_at.is_(None))


def listing(*, everything: bool = False, number: int = 1) -> Page[IncomingMail]:
    """What is kept aside and nobody has put away, or everything; the latest first."""
    statement = (
        select(IncomingMail)
        .options(joinedload(IncomingMail.event))
        .order_by(IncomingMail.received_at.desc(), IncomingMail.id.desc())
    )
    if not everything:
        statement = statement.where(*TO_SEE)
    return paginate(statement, number, PAGE_SIZE)


def count_to_see() -> int:
    """How many mails kept aside wait for a look."""
    return db.session.scalar(select(func.count()).select_from(IncomingMail).where(*TO_SEE)) or 0


def managed(actor: Actor, mail_id: int) -> IncomingMail | None:
    """One mail as the team acts on it; None for others."""
    return db.session.get(IncomingMail, mail_id) if can(actor, "inbox:manage") else None
