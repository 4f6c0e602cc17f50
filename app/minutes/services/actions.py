"""The life of actions once their minutes are approved, and the reminders of their dates."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.audit import services as audit
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from app.minutes import emails
from app.minutes.enums import OPEN_ACTIONS, ActionAct, ActionStatus
from app.minutes.models import Action, Minutes
from app.minutes.policies import LIVE, carries_out
from app.minutes.services.rows import moved
from app.minutes.states import ACTIONS

# Days from the date at which an action is called to mind: before, on it, after.
REMINDERS = (-7, 0, 7)
OWNER = Actor(label="par un lien privé")


def change(
    actor: Actor,
    action: Action,
    act: ActionAct,
    *,
    reason: str = "",
    due_on: date | None = None,
) -> bool:
    """Start, finish, drop or postpone an action; False when it is there already.

    Dropping and postponing have a reason, postponing a new date to come.
    """
    if not carries_out(actor, action):
        raise NotAllowed
    return _change(actor, action.id, act, reason.strip(), due_on)


def close_by_link(action: Action) -> bool:
    """The owner says it is done, from the mail, without an account."""
    return _change(OWNER, action.id, ActionAct.FINISH, "", None)


def _change(actor: Actor, action_id: int, act: ActionAct, reason: str, due_on: date | None) -> bool:
    action = lock_row(Action, action_id)
    if action is None:
        raise NotFound
    minutes = db.session.get_one(Minutes, action.minutes_id)
    if minutes.status not in LIVE:
        raise Conflict("Cette action vit une fois le compte rendu approuvé.")
    if act is ActionAct.FINISH and action.status is ActionStatus.DONE:
        return False
    status = ACTIONS.next(action.status, act)
    if act in {ActionAct.DROP, ActionAct.POSTPONE} and not reason:
        raise Invalid({"reason": "Dites pourquoi : le groupe le lira."})
    if act is ActionAct.POSTPONE and (due_on is None or due_on <= clock.today()):
        raise Invalid({"due_on": "Choisissez une date à venir."})
    before = {"status": action.status, "due_on": action.due_on}
    action.status = status
    action.reason = reason or (None if act is ActionAct.FINISH else action.reason)
    if act is ActionAct.POSTPONE:
        action.due_on = due_on
    action.updated_at = moved(action)
    if status not in OPEN_ACTIONS:
        action.closed_at = clock.now()
    db.session.flush()
    audit.record(
        actor,
        f"action:{act}",
        action,
        before=before,
        after={"status": status, "due_on": action.due_on},
        reason=reason or None,
    )
    return True


def remind_of_actions() -> int:
    """Call open actions to mind seven days before their date, on it, seven days after; each once.

    A worker that slept for a day or two catches up; the key of the mail keeps it single.
    """
    today = clock.today()
    span = timedelta(days=REMINDERS[-1] + 3)
    rows = db.session.scalars(
        select(Action)
        .join(Action.minutes)
        .join(Minutes.event)
        .options(contains_eager(Action.minutes).contains_eager(Minutes.event))
        .where(
            Minutes.status.in_(LIVE),
            Action.status.in_(OPEN_ACTIONS),
            Action.due_on >= today - span,
            Action.due_on <= today + span,
        )
        .order_by(Action.id)
    ).all()
    told = 0
    for action in rows:
        if action.due_on is None:
            continue
        past = (today - action.due_on).days
        due = [day for day in REMINDERS if day <= past <= day + 2]
        if due:
            told += emails.action_due(action.minutes.event, action, due[-1])
    return told
