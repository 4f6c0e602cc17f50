"""Whether mails leave, and why not: said by the worker, read by every page where one sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask import current_app

from app.config import Settings
from app.kernel import clock
from app.kernel.dates import spoken_day, spoken_time
from app.kernel.db import db, insert_unless_there, transaction
from app.outbox.models import MailerState

NAME: Final = "mailer"
# The worker says that it lives every minute: silent for longer than this, it does not.
SILENCE: Final = timedelta(minutes=5)
FILES: Final = (
    "Aucun courriel ne part : ce service les écrit dans des fichiers, sur le serveur, parce "
    "qu’aucun serveur de courriel n’est réglé (SYNERGIES_MAIL_URL)."
)
STOPPED: Final = (
    "Aucun courriel ne part pour l’instant : le processus d’envoi ne tourne pas. Prévenez la "
    "personne qui gère le serveur ; les courriels attendent et partiront d’eux-mêmes."
)


@dataclass(frozen=True)
class Obstacle:
    """Why no mail leaves, in one French sentence; `lasting` when only a setting can change it."""

    sentence: str
    lasting: bool = False


def report(problem: str | None) -> None:
    """Note that the worker lives, and what keeps mails from leaving; None when nothing does."""
    now = clock.now()
    with transaction():
        # Never two rows: several workers may begin at the same instant.
        first = insert_unless_there(MailerState).values(name=NAME, seen_at=now)
        db.session.execute(first.on_conflict_do_nothing())
        row = db.session.get_one(MailerState, NAME, populate_existing=True)
        row.seen_at = now
        if row.problem is None or problem is None:
            row.problem_since = now if problem else None
        row.problem = problem


def obstacle() -> Obstacle | None:
    """Why mails do not leave now; None when they do. At most one query."""
    settings: Settings = current_app.extensions["synergies_settings"]
    if settings.mail_url.startswith("file:"):
        return Obstacle(FILES, lasting=True)
    row = db.session.get(MailerState, NAME)
    if row is None or row.seen_at < clock.now() - SILENCE:
        return Obstacle(STOPPED)
    if row.problem is None:
        return None
    since = _spoken(row.problem_since or row.seen_at)
    return Obstacle(
        f"Aucun courriel ne part depuis {since}. {row.problem} Les courriels attendent et "
        "partiront d’eux-mêmes."
    )


def _spoken(moment: datetime) -> str:
    return f"le {spoken_day(moment, year=False, weekday=False)} à {spoken_time(moment)}"
