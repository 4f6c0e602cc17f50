"""What minutes hold of a person who has an account: actions, remarks, attendance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.accounts.models import Account
from app.accounts.own_parts import OwnLine, OwnPart
from app.events.models import Event
from app.kernel.dates import spoken_day
from app.kernel.db import db
from app.kernel.text import fold, shortened
from app.meetings.models import Convocation
from app.minutes.enums import OPEN_ACTIONS
from app.minutes.models import Action, Circulation, Comment, Minutes, MinutesPerson
from app.minutes.policies import LIVE

SHOWN: Final = 20


def _actions(account: Account) -> Sequence[Action]:
    """Given to the person by approved minutes: what is due first comes first."""
    return db.session.scalars(
        select(Action)
        .join(Action.minutes)
        .join(Minutes.event)
        .options(contains_eager(Action.minutes).contains_eager(Minutes.event))
        .where(Action.owner_account_id == account.id, Minutes.status.in_(LIVE))
        .order_by(Action.due_on.is_(None), Action.due_on, Action.id)
    ).all()


def _action_lines(account: Account) -> list[OwnLine]:
    return [
        OwnLine(
            shortened(action.what, 120),
            url_for("minutes.change_action", action_id=action.id),
            f"pour le {spoken_day(action.due_on)}" if action.due_on else action.status.label,
        )
        for action in _actions(account)
        if action.status in OPEN_ACTIONS
    ][:SHOWN]


def _action_data(account: Account) -> list[dict[str, Any]]:
    return [
        {
            "reunion": action.minutes.event.title,
            "action": action.what,
            "confiee_a": action.owner,
            "adresse": action.owner_email,
            "pour_le": action.due_on.isoformat() if action.due_on else None,
            "etat": action.status.label,
            "motif": action.reason,
            "terminee_le": action.closed_at.isoformat() if action.closed_at else None,
        }
        for action in _actions(account)
    ]


def _remarks(account: Account) -> list[tuple[Comment, int, str]]:
    rows = db.session.execute(
        select(Comment, Minutes.id, Event.title)
        .join(Circulation, Circulation.id == Comment.circulation_id)
        .join(Minutes, Minutes.id == Circulation.minutes_id)
        .join(Event, Event.id == Minutes.event_id)
        .where(Comment.author_id == account.id)
        .order_by(Comment.id.desc())
    )
    return [(comment, minutes_id, title) for comment, minutes_id, title in rows]


def _remark_lines(account: Account) -> list[OwnLine]:
    return [
        OwnLine(
            shortened(comment.text, 120),
            url_for("minutes.comments", minutes_id=minutes_id, _anchor=f"r{comment.id}"),
            f"{title} – {_outcome(comment)}",
        )
        for comment, minutes_id, title in _remarks(account)[:SHOWN]
    ]


def _outcome(comment: Comment) -> str:
    if comment.taken_up is None:
        return "pas encore de réponse"
    return "reprise dans le texte" if comment.taken_up else "non reprise"


def _remark_data(account: Account) -> list[dict[str, Any]]:
    return [
        {
            "reunion": title,
            "passage": comment.passage,
            "remarque": comment.text,
            "ecrite_le": comment.written_at.isoformat(),
            "suite": _outcome(comment),
            "reponse": comment.answer,
        }
        for comment, _, title in _remarks(account)
    ]


def attendance_of(account: Account) -> Mapping[int, str]:
    """Event → what its approved minutes say of the person's presence.

    Minutes name people and know no accounts: a line is the person's where the name is the same and
    the person was convoked to that meeting.
    """
    rows = db.session.execute(
        select(Minutes.event_id, MinutesPerson.name, MinutesPerson.presence)
        .join(Minutes, Minutes.id == MinutesPerson.minutes_id)
        .join(Convocation, Convocation.event_id == Minutes.event_id)
        .where(Convocation.account_id == account.id, Minutes.status.in_(LIVE))
        .order_by(MinutesPerson.id)
    )
    own = fold(account.name)
    return {event_id: presence.label for event_id, name, presence in rows if fold(name) == own}


PARTS: Final = (
    OwnPart(
        "actions",
        "Mes actions",
        _action_lines,
        _action_data,
        empty="Aucun groupe ne vous a confié d’action en cours.",
        more=("Voir les actions", "minutes.actions"),
    ),
    OwnPart(
        "remarques",
        "Mes remarques sur des comptes rendus",
        _remark_lines,
        _remark_data,
        empty="Vous n’avez pas écrit de remarque.",
        more=("Voir les comptes rendus", "minutes.index"),
    ),
)
