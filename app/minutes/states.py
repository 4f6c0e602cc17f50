"""Life cycle of minutes."""

from __future__ import annotations

from app.kernel.states import LifeCycle
from app.minutes.enums import MinutesAction, MinutesStatus

S, A = MinutesStatus, MinutesAction

MINUTES = LifeCycle(
    {
        (S.DRAFT, A.PUBLISH): S.PUBLISHED,
        (S.PUBLISHED, A.AMEND): S.AMENDED,
        (S.AMENDED, A.AMEND): S.AMENDED,
    }
)
