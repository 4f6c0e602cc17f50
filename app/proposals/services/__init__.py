"""Acts on proposals: each locks, checks, writes, journals and tells, or changes nothing."""

from __future__ import annotations

from app.proposals.services.alerts import alert_delays
from app.proposals.services.consultation import (
    answer_consultation,
    consult,
    forget_services,
    remind_services,
)
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
    add_point,
    complete,
    complete_follow_up,
    drop_follow_up,
    implement,
    progress_follow_up,
)
from app.proposals.services.following import follow, unfollow
from app.proposals.services.index import index_missing
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
from app.proposals.services.notes import note
from app.proposals.services.notes_read import read_note, start_from_note
from app.proposals.services.reminding import remind_authors
from app.proposals.services.submission import ask_submission, return_to_authors, submit, withdraw
from app.proposals.services.text import ProposalText, stored_text
from app.proposals.services.writing import add_co_author, create, edit, remove_co_author

__all__ = [
    "PlannedAction",
    "ProposalText",
    "abandon",
    "add_co_author",
    "add_follow_up",
    "add_point",
    "adjourn",
    "alert_delays",
    "answer",
    "answer_consultation",
    "ask_information",
    "ask_submission",
    "complete",
    "complete_follow_up",
    "consult",
    "create",
    "decide",
    "drop_follow_up",
    "edit",
    "follow",
    "forget_services",
    "give_up_waiting",
    "implement",
    "index_missing",
    "merge",
    "note",
    "notify",
    "notify_all",
    "progress_follow_up",
    "read_note",
    "reassign",
    "rectify",
    "redirect",
    "remind_authors",
    "remind_services",
    "remove_co_author",
    "reopen_review",
    "resume",
    "resume_due",
    "return_to_authors",
    "review",
    "start_from_note",
    "start_review",
    "stored_text",
    "submit",
    "unfollow",
    "withdraw",
]
