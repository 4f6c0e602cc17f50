"""Files that people uploaded."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.documents.enums import FileKind
from app.kernel import clock
from app.kernel.base import Base


class Document(Base):
    """One upload. The bytes are stored once per content, under their SHA-256.

    `media_type` is what the content was recognised as, never what the browser claimed.
    """

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    uploaded_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), index=True, default=None
    )
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    @property
    def format(self) -> str:
        """What readers call it: `PDF`, `DOCX`."""
        return next((k.label for k in FileKind if k.media_type == self.media_type), "fichier")
