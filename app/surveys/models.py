"""Questionnaires. Nothing joins an answer to a person: neither a key, nor a time, nor an order."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.events.models import Event
from app.kernel import clock
from app.kernel.base import Base
from app.kernel.types import enum_column
from app.surveys.enums import QuestionKind


class Survey(Base):
    """The questionnaire of one event; `sent_at` once its links have left."""

    __tablename__ = "survey"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    # The last day on which it can be answered.
    closes_on: Mapped[date]
    invited: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    event: Mapped[Event] = relationship(init=False, lazy="raise")
    questions: Mapped[list[SurveyQuestion]] = relationship(
        init=False, lazy="raise", order_by="SurveyQuestion.rank, SurveyQuestion.id"
    )


class SurveyQuestion(Base):
    """One question; `choices` for those that offer some."""

    __tablename__ = "survey_question"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    kind: Mapped[QuestionKind] = mapped_column(enum_column(QuestionKind))
    text: Mapped[str]
    choices: Mapped[list[str]] = mapped_column(default_factory=list)
    required: Mapped[bool] = mapped_column(default=False)
    rank: Mapped[int] = mapped_column(default=0)


class SurveyLink(Base):
    """A link not yet used: the print of a random token, and no person. Using it deletes the row.

    Sorted by its print on disk (no row number on SQLite), so that the order of sending is lost.
    """

    __tablename__ = "survey_link"
    __table_args__ = ({"sqlite_with_rowid": False},)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)

    survey: Mapped[Survey] = relationship(init=False, lazy="raise")


class Ballot(Base):
    """One filled questionnaire: a random name, no date."""

    __tablename__ = "ballot"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(
        String(32), init=False, primary_key=True, default_factory=lambda: secrets.token_hex(16)
    )
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)


class BallotAnswer(Base):
    """The answer of a ballot to one question: a note, the choices made, or a text."""

    __tablename__ = "ballot_answer"
    __table_args__ = ({"sqlite_with_rowid": False},)

    ballot_id: Mapped[str] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("survey_question.id"), primary_key=True, index=True
    )
    values: Mapped[list[str]]
