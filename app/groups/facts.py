"""What groups tell the features above, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.models import Account
from app.groups.models import StatusNote, WorkingGroup


@dataclass(frozen=True)
class MandateBegan:
    """Somebody has a role in the group from today on."""

    group: WorkingGroup
    account: Account


@dataclass(frozen=True)
class StatusNoted:
    """A point d’étape is on the page of the group."""

    group: WorkingGroup
    note: StatusNote
