"""Questions that wait for the authors: a word before the day, and one to who asked after it.

Silence decides nothing: the instruction goes on only when somebody says so.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select

from app.kernel import clock
from app.kernel.dates import spoken_day
from app.kernel.db import db
from app.proposals import emails
from app.proposals.enums import ProposalStatus, Who
from app.proposals.models import Proposal, Question
from app.proposals.queries.loading import RIGHTS, reload
from app.proposals.queries.people import people_who_are

# The authors are reminded once, this many days before the day.
REMINDER_DAYS = 3
# Who asked is told once, the day after; a worker that stood still meanwhile catches up this long.
_CATCHING_UP = timedelta(days=30)
_ANSWERING = (Who.AUTHOR, Who.CO_AUTHOR)


def remind_authors() -> int:
    """Tell the authors before the day, and the instructor once it is past; of how many proposals.

    Once each: the key of a message is the proposal and the day, so a day asked anew is told anew.
    """
    today = clock.today()
    day = func.max(Question.answer_by)
    waiting = db.session.execute(
        select(Proposal.id, day)
        .join(Question, Question.proposal_id == Proposal.id)
        .where(
            Proposal.status == ProposalStatus.MORE_INFORMATION,
            Question.answered_at.is_(None),
            Question.dropped_at.is_(None),
        )
        .group_by(Proposal.id)
        .having(day.between(today - _CATCHING_UP, today + timedelta(days=REMINDER_DAYS)))
        .order_by(Proposal.id)
    ).all()
    for proposal_id, answer_by in waiting:
        _tell(reload(proposal_id, options=RIGHTS), answer_by, late=answer_by < today)
    return len(waiting)


def _tell(proposal: Proposal, answer_by: date, *, late: bool) -> None:
    message = "unanswered" if late else "questions_soon"
    people = people_who_are(proposal, (Who.INSTRUCTOR,) if late else _ANSWERING, message)
    mark = f"{proposal.id}:{answer_by.isoformat()}"
    emails.tell(proposal, people, mark, {"answer_by": spoken_day(answer_by)})
