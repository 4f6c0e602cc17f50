"""Acts on proposals: each locks, checks, writes, journals and tells, or changes nothing."""

from __future__ import annotations

from app.proposals.services.decision import (
    adjourn,
    decide,
    notify,
    notify_all,
    rectify,
    reopen_review,
    resume,
    resume_due,
)
from app.proposals.services.follow_up import (
    PlannedAction,
    abandon,
    add_follow_up,
    complete,
    complete_follow_up,
    implement,
)
from app.proposals.services.instruction import (
    answer,
    ask_information,
    give_up_waiting,
    merge,
    reassign,
    redirect,
    review,
    start_review,
)
from app.proposals.services.submission import return_to_authors, submit, withdraw
from app.proposals.services.text import ProposalText, stored_text
from app.proposals.services.writing import add_co_author, create, edit, remove_co_author

__all__ = [
    "PlannedAction",
    "ProposalText",
    "abandon",
    "add_co_author",
    "add_follow_up",
    "adjourn",
    "answer",
    "ask_information",
    "complete",
    "complete_follow_up",
    "create",
    "decide",
    "edit",
    "give_up_waiting",
    "implement",
    "merge",
    "notify",
    "notify_all",
    "reassign",
    "rectify",
    "redirect",
    "remove_co_author",
    "reopen_review",
    "resume",
    "resume_due",
    "return_to_authors",
    "review",
    "start_review",
    "stored_text",
    "submit",
    "withdraw",
]
