"""What a stored file may be."""

from __future__ import annotations

from enum import StrEnum


class FileKind(StrEnum):
    """The kinds of files accepted; the value is the usual extension."""

    PDF = "pdf"
    ODT = "odt"
    DOCX = "docx"
    ODS = "ods"
    XLSX = "xlsx"
    PNG = "png"
    JPEG = "jpg"

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self]

    @property
    def label(self) -> str:
        return KIND_LABELS[self]

    @property
    def extensions(self) -> tuple[str, ...]:
        return (".jpg", ".jpeg") if self is FileKind.JPEG else (f".{self.value}",)


MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
}
KIND_LABELS = {
    FileKind.PDF: "PDF",
    FileKind.ODT: "ODT",
    FileKind.DOCX: "DOCX",
    FileKind.ODS: "ODS",
    FileKind.XLSX: "XLSX",
    FileKind.PNG: "image PNG",
    FileKind.JPEG: "image JPEG",
}
EVERY_EXTENSION = tuple(extension for kind in FileKind for extension in kind.extensions)
EVERY_LABEL = "PDF, ODT, DOCX, ODS, XLSX, PNG ou JPEG"
