"""Sigles and what they stand for."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base


class GlossaryTerm(Base):
    """A sigle as people write it, its words, and a line on what it is."""

    __tablename__ = "glossary_term"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    sigle: Mapped[str] = mapped_column(String(40), unique=True)
    words: Mapped[str]
    definition: Mapped[str | None] = mapped_column(default=None)
    source_codes: Mapped[list[str]] = mapped_column(default_factory=list)
