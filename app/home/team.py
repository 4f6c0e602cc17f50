"""What waits for the team beyond proposals and minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.inbox.queries import count_to_see
from app.kernel.access import Actor, can
from app.kernel.text import counted
from app.outbox import queries as outbox
from app.outbox.enums import MessageStatus
from app.outbox.health import obstacle


@dataclass(frozen=True)
class Waiting:
    """One thing that waits, as `app.home.todo.ToDo` describes it."""

    text: str
    endpoint: str
    values: Mapping[str, Any] = field(default_factory=dict)
    due_on: date | None = None


def mail_to_do(actor: Actor) -> list[Waiting]:
    """Mails in error, or that do not leave; nothing when all is well."""
    if not can(actor, "outbox:manage"):
        return []
    counts = outbox.counts()
    found: list[Waiting] = []
    waiting = counts[MessageStatus.QUEUED] + counts[MessageStatus.SENDING]
    problem = obstacle()
    if problem is not None or counts.stuck:
        words = f" : {counted(waiting, 'courriel')} en attente" if waiting else ""
        found.append(Waiting(f"Aucun courriel ne part{words}", "outbox.manage"))
    if failed := counts[MessageStatus.FAILED]:
        found.append(Waiting(f"{counted(failed, 'courriel')} en erreur", "outbox.manage"))
    if bounced := counts[MessageStatus.BOUNCED]:
        found.append(
            Waiting(
                f"{counted(bounced, 'courriel revenu', 'courriels revenus')}",
                "outbox.manage",
                {"etat": MessageStatus.BOUNCED.value},
            )
        )
    if aside := count_to_see():
        words = counted(aside, "courriel reçu à regarder", "courriels reçus à regarder")
        found.append(Waiting(words, "inbox.manage"))
    return found
