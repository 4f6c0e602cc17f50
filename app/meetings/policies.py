"""Who may do what with meetings, beyond what events and groups say."""

from __future__ import annotations

from typing import Any

from app.groups.policies import convenes
from app.kernel.access import Actor, Predicate


def runs_poll(actor: Actor, found: Any) -> bool:
    """Those who may convene the group whose poll it is (`found.group`)."""
    return convenes(actor, found.group)


PERMISSIONS: dict[str, Predicate] = {"meeting:run_poll": runs_poll}
