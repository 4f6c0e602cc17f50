"""What groups tell the features above, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.models import Account
from app.groups.models import WorkingGroup


@dataclass(frozen=True)
class MandateBegan:
    """Somebody has a role in the group from today on."""

    group: WorkingGroup
    account: Account
