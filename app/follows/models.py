"""Who follows which group."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.follows.enums import Pace
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column


class Follow(Base):
    """What one person chose for one group. A member without a row hears of each thing."""

    __tablename__ = "follow"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    group_id: Mapped[int] = mapped_column(
        ForeignKey("working_group.id"), primary_key=True, index=True
    )
    pace: Mapped[Pace] = mapped_column(enum_column(Pace))
    chosen_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
