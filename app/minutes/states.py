"""Life cycles of minutes and of their actions."""

from __future__ import annotations

from app.kernel.states import LifeCycle
from app.minutes.enums import ActionAct, ActionStatus, MinutesAction, MinutesStatus

S, A = MinutesStatus, MinutesAction

MINUTES = LifeCycle(
    {
        (S.TO_WRITE, A.WRITE): S.DRAFT,
        (S.TO_WRITE, A.SET_ASIDE): S.NOT_APPLICABLE,
        (S.DRAFT, A.SET_ASIDE): S.NOT_APPLICABLE,
        (S.DRAFT, A.CIRCULATE): S.CIRCULATED,
        (S.CIRCULATED, A.APPROVE): S.APPROVED,
        (S.APPROVED, A.PUBLISH): S.PUBLISHED,
        (S.PUBLISHED, A.AMEND): S.AMENDED,
        (S.AMENDED, A.AMEND): S.AMENDED,
    }
)

# The text is still being put right: comments are taken up until the approval.
WRITABLE = frozenset({S.TO_WRITE, S.DRAFT, S.CIRCULATED})

OPEN = (ActionStatus.TO_DO, ActionStatus.IN_PROGRESS, ActionStatus.POSTPONED)
ACTIONS = LifeCycle(
    {
        (ActionStatus.TO_DO, ActionAct.START): ActionStatus.IN_PROGRESS,
        (ActionStatus.POSTPONED, ActionAct.START): ActionStatus.IN_PROGRESS,
        **{(state, ActionAct.FINISH): ActionStatus.DONE for state in OPEN},
        **{(state, ActionAct.DROP): ActionStatus.DROPPED for state in OPEN},
        **{(state, ActionAct.POSTPONE): ActionStatus.POSTPONED for state in OPEN},
    }
)
