"""What the import remembers: when it ran, and what it last wrote in each row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.base import Base


class ProgrammeImport(Base):
    """One import that changed something. `digest` is the SHA-256 of the file it read."""

    __tablename__ = "programme_import"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    filename: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))
    added: Mapped[int]
    changed: Mapped[int]
    refused: Mapped[int]
    at: Mapped[datetime] = mapped_column(default_factory=clock.now, index=True)


class ImportedRow(Base):
    """The link between one entry of the file and one row of a table.

    `written` is the value that the import last put in each field. A field that now holds something
    else was completed by the team and is left alone. `row_key` is the primary key, as text (some
    tables count rows, others have codes), or the series of what is superseded.
    """

    __tablename__ = "imported_row"
    __table_args__ = (UniqueConstraint("section", "key"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    section: Mapped[str] = mapped_column(String(40))
    key: Mapped[str]
    row_key: Mapped[str]
    written: Mapped[dict[str, Any]]
