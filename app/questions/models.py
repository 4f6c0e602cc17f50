"""What an event asks, and what people answered.

Answers hang on a registration, a table of the feature above: by its name, never by an import. They
have an end of their own, before that of the registration.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column
from app.questions.enums import NeedKind, QuestionKind


class FormOptions(Base):
    """What the form of an event asks beyond the usual; an event without this row asks nothing."""

    __tablename__ = "form_options"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id"), primary_key=True, autoincrement=False
    )
    # The access needs that the organisers can answer: they are asked about no other.
    needs: Mapped[list[str]] = mapped_column(default_factory=list)
    meals: Mapped[bool] = mapped_column(default=False)


class EventQuestion(Base):
    """One question of an event. Once answered it is retired rather than deleted."""

    __tablename__ = "event_question"
    __table_args__ = (
        CheckConstraint("(only_if_id IS NULL) = (only_if_value IS NULL)", name="whole_condition"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    kind: Mapped[QuestionKind] = mapped_column(enum_column(QuestionKind))
    label: Mapped[str]
    hint: Mapped[str | None] = mapped_column(default=None)
    required: Mapped[bool] = mapped_column(default=False)
    choices: Mapped[list[str]] = mapped_column(default_factory=list)
    # What the answers serve for, said to who answers; and the day they are erased.
    purpose: Mapped[str]
    erase_on: Mapped[date]
    # Asked only of those who gave this answer to an earlier question.
    only_if_id: Mapped[int | None] = mapped_column(
        ForeignKey("event_question.id"), index=True, default=None
    )
    only_if_value: Mapped[str | None] = mapped_column(default=None)
    rank: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def name(self) -> str:
        """The name of its field in the form."""
        return f"q{self.id}"


class GivenAnswer(Base):
    """What one registered person answered to one question."""

    __tablename__ = "given_answer"
    __table_args__ = (UniqueConstraint("registration_id", "question_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("event_question.id"), index=True)
    # As words: one, or several for a question of several choices; a date in ISO form.
    values: Mapped[list[str]] = mapped_column(default_factory=list)
    document_id: Mapped[int | None] = mapped_column(
        ForeignKey("document.id"), index=True, default=None
    )
    given_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class DeclaredNeed(Base):
    """One need of one registered person; `detail` in their own words."""

    __tablename__ = "declared_need"
    __table_args__ = (UniqueConstraint("registration_id", "kind"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    kind: Mapped[NeedKind] = mapped_column(enum_column(NeedKind))
    detail: Mapped[str | None] = mapped_column(default=None)
    given_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
